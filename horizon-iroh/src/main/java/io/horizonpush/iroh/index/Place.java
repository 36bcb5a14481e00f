package io.horizonpush.iroh.index;

/**
 * Where the bytes of a blob are in the content store.
 *
 * @param file the id of the file
 * @param offset of the first byte in the file
 * @param segment whether the file holds other blobs, too
 */
public record Place(long file, long offset, boolean segment) {}
