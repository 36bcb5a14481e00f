package io.horizonpush.fallback.fill;

import io.horizonpush.s3.store.BlobStore;
import io.horizonpush.s3.store.BodyMemory;

/**
 * What fills stand on.
 *
 * @param blobs where bytes are kept
 * @param memory of bodies on their way
 * @param landing what is done with those that are whole
 */
record FillGround(
    BlobStore blobs,
    BodyMemory memory,
    Permits permits,
    Landing landing,
    Sightings sightings,
    ReadCounts counts) {}
