package io.horizonpush.node.config;

/** The clients that may send requests without a signature. */
public enum UnsignedRequests {
  /** Any client, as long as the S3 listener is bound to a loopback address. */
  LOOPBACK,
  NEVER
}
