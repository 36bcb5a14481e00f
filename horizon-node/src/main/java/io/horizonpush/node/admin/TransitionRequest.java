package io.horizonpush.node.admin;

/**
 * That the object of a key is to be of another storage class, and at the origin of that.
 *
 * @param storageClass such as {@code GLACIER}; {@code STANDARD} for where all others go
 */
public record TransitionRequest(String key, String storageClass) {}
