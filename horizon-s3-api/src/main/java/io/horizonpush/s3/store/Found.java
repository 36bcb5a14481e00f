package io.horizonpush.s3.store;

import io.horizonpush.s3.model.StoredVersion;

/**
 * A version as somebody who reads it finds it.
 *
 * @param source who says that it is there
 */
public record Found(StoredVersion version, Source source) {}
