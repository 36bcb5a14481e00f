package io.horizonpush.s3.model;

import java.time.Instant;

/** What a listing says of an object. */
public record ObjectSummary(ObjectKey key, long size, ETag etag, Instant lastModified) {}
