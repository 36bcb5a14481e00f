package io.horizonpush.iroh.seal;

import io.horizonpush.iroh.net.NodeId;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.util.Optional;

/**
 * What opens the messages that were encrypted for a node, and gives its key to nobody: HPKE (RFC
 * 9180) with the key for X25519 that belongs to the node's id. Says nothing of itself. Immutable.
 */
public final class NodeSeal {

  private final PrivateKey key;

  private NodeSeal(PrivateKey key) {
    this.key = key;
  }

  /** That of the node whose key has this seed of 32 bytes. */
  public static NodeSeal of(byte[] seed) {
    return new NodeSeal(AgreementKeys.privateKey(seed));
  }

  /**
   * A message that one node can read.
   *
   * @param purpose of the message: under another it does not open
   * @param bound what belongs to the message and is not in it
   * @throws IllegalArgumentException if there is no such node
   */
  public static byte[] seal(NodeId node, String purpose, byte[] bound, byte[] message) {
    return Hpke.seal(AgreementKeys.publicKey(node), bytes(purpose), bound, message);
  }

  /**
   * The message; nothing if it is for another node or another purpose, bound to something else, or
   * has changed.
   */
  public Optional<byte[]> open(String purpose, byte[] bound, byte[] sealed) {
    return Hpke.open(key, bytes(purpose), bound, sealed);
  }

  private static byte[] bytes(String purpose) {
    return purpose.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public String toString() {
    return "NodeSeal[hidden]";
  }
}
