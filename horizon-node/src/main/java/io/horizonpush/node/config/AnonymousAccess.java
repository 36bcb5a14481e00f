package io.horizonpush.node.config;

/** Who may send requests without a signature. */
public enum AnonymousAccess {
  /** Any client, as long as the S3 listener is bound to a loopback address. */
  LOOPBACK,
  NEVER
}
