package io.horizonpush.s3.model;

/** A value that is replaced as a whole, and when and by whom that was done last. */
public record Register<T>(Stamp stamp, T value) {}
