package io.horizonpush.node.admin;

import java.util.Optional;

/**
 * The end of a shared bucket on this node.
 *
 * @param force whether also what no other member is known to have may go; nothing for no
 */
public record LeaveRequest(Optional<Boolean> force) {}
