package io.horizonpush.s3.filter;

import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.ObjectKey;
import java.util.Optional;

/**
 * What a request is to be about instead. Requests for objects, their uploads and their listings can
 * be rewritten; those about buckets themselves and their settings cannot.
 *
 * @param key nothing to keep the request's own
 */
public record Rewrite(BucketName bucket, Optional<ObjectKey> key) {}
