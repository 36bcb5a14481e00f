package io.horizonpush.s3.model;

/** A name and a value that a client gave an object or a bucket. */
public record Tag(String key, String value) {}
