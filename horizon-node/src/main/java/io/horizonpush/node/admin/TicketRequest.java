package io.horizonpush.node.admin;

import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.MemberMode;
import java.time.Duration;
import java.util.Optional;

/**
 * A ticket that somebody wants.
 *
 * @param mode nothing for read
 * @param lifetime nothing for 7 days
 * @param maxUses how many nodes it admits; nothing for any number
 * @param forNode the id of the only node that it admits; nothing for any
 * @param raw whether it is meant that members read past the plugins that stand before the bucket
 */
public record TicketRequest(
    BucketName bucket,
    Optional<MemberMode> mode,
    Optional<Duration> lifetime,
    Optional<Integer> maxUses,
    Optional<String> forNode,
    Optional<Boolean> raw) {}
