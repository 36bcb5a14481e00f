package io.horizonpush.node.admin;

import io.horizonpush.node.config.Secret;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.MemberMode;
import java.time.Instant;

/**
 * A ticket that was made, shown this once.
 *
 * @param link the same as a link, which opens where links of the scheme {@code horizon} do
 * @param id by which it is listed and revoked
 * @param nearOnly whether no address in it can be reached from other networks
 */
public record NewTicket(
    Secret ticket,
    Secret link,
    String id,
    BucketName bucket,
    MemberMode mode,
    Instant expires,
    boolean nearOnly) {}
