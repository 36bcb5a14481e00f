package io.horizonpush.node.admin;

import io.horizonpush.node.config.Secret;
import io.horizonpush.s3.model.BucketName;
import java.util.Optional;

/**
 * A ticket that is to be imported.
 *
 * @param as the name that the bucket is to have here; nothing for its own
 */
public record TicketImport(Secret ticket, Optional<BucketName> as) {}
