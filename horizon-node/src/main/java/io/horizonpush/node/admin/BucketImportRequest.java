package io.horizonpush.node.admin;

/**
 * An import of what the origins of a bucket had before.
 *
 * @param head whether each object is asked about there at once, for what a listing does not tell:
 *     content type and metadata
 */
public record BucketImportRequest(boolean head) {}
