package io.horizonpush.node.admin;

import java.util.Optional;

/**
 * The end of a ticket.
 *
 * @param withMembers whether those are removed, too, who came by it; nothing for no
 */
public record TicketRevocation(Optional<Boolean> withMembers) {}
