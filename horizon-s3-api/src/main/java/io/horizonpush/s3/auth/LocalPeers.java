package io.horizonpush.s3.auth;

import io.horizonpush.s3.request.ClientConnection;

/**
 * Tells whether a connection on this machine was made by a program that may act for the node's
 * owner. Thread-safe; does not block.
 */
@FunctionalInterface
public interface LocalPeers {

  /** For a system that does not say whose a connection is. */
  LocalPeers ANYBODY = connection -> true;

  boolean areTrusted(ClientConnection connection);
}
