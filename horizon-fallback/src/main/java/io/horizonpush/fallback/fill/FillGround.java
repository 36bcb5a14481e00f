package io.horizonpush.fallback.fill;

import io.horizonpush.s3.store.BlobStore;
import io.horizonpush.s3.store.BodyMemory;

/**
 * What fills stand on.
 *
 * @param blobs where bytes are kept
 * @param memory of bodies on their way
 * @param requests for bytes, if no member has them
 * @param landing what is done with those that are whole
 */
record FillGround(
    BlobStore blobs,
    BodyMemory memory,
    OwnRequests requests,
    Landing landing,
    Sightings sightings,
    ReadCounts counts) {}
