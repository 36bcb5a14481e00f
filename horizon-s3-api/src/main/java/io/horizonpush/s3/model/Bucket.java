package io.horizonpush.s3.model;

import java.time.Instant;

/** A bucket as its owner sees it. */
public record Bucket(BucketName name, Owner owner, Instant createdAt, Durability durability) {}
