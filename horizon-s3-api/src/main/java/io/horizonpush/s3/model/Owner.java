package io.horizonpush.s3.model;

/** Whom a bucket or upload belongs to. */
public record Owner(String id, String displayName) {}
