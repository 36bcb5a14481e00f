package io.horizonpush.fallback.fill;

import io.horizonpush.s3.model.VersionId;

/** A version whose bytes somebody reads. */
record Wanted(Name name, VersionId version) {}
