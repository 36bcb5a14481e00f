package io.horizonpush.node.admin;

import io.horizonpush.iroh.swarm.PullPolicy;
import io.horizonpush.s3.model.BucketConfiguration.Versioning;
import io.horizonpush.s3.model.DocumentMode;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.Pages;
import java.util.Optional;

/**
 * Options of a bucket that are to be set; what is empty stays as it is.
 *
 * @param copies how many members are to keep all bytes; 0 if nobody is told to
 */
public record BucketOptions(
    Optional<Durability> durability,
    Optional<DocumentMode> document,
    Optional<Versioning> versioning,
    Optional<Pages> pages,
    Optional<DecidedAt> conditionalWrites,
    Optional<DecidedAt> reads,
    Optional<PullPolicy> pull,
    Optional<Integer> copies) {}
