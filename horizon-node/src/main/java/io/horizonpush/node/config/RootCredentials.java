package io.horizonpush.node.config;

/** The source of the root key. */
public sealed interface RootCredentials {

  /** The node makes one at its first start and keeps it in the data directory. */
  record Generated() implements RootCredentials {}

  /** The operator gave one. */
  record Given(String accessKeyId, Secret secretAccessKey) implements RootCredentials {}
}
