package io.horizonpush.s3.model;

/** Whether a checksum covers the whole object or is made from the checksums of its parts. */
public enum ChecksumType {
  COMPOSITE,
  FULL_OBJECT
}
