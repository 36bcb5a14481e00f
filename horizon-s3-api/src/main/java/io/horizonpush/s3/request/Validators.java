package io.horizonpush.s3.request;

import io.horizonpush.s3.model.ETag;
import java.time.Instant;

/**
 * What tells one version of an object from another, as far as conditions look at it.
 *
 * @param lastModified compared to the second, which is all that a header says of it
 * @param size in bytes
 */
public record Validators(ETag etag, Instant lastModified, long size) {}
