package io.horizonpush.s3.model;

/**
 * A checksum of an object or a part.
 *
 * @param value base64; a composite one ends in {@code -N}, the number of its parts
 */
public record Checksum(ChecksumAlgorithm algorithm, ChecksumType type, String value) {}
