package io.horizonpush.s3.model;

/**
 * That an origin has the bytes of a version, checked after the upload.
 *
 * @param originKey the object's key there
 * @param tag its entity tag or generation there
 * @param size in bytes
 * @param hash of the bytes, as the origin or the uploader computed it; may be empty
 */
public record Confirmation(OriginId origin, String originKey, String tag, long size, String hash) {}
