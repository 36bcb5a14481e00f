package io.horizonpush.iroh.keep;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.s3.model.BlobHash;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * The order in which members keep a blob or look after a key, alike on all of them: by SHA-256 of
 * what it is about and the node's id, the lowest first. Who comes or goes changes the share of the
 * others by its own.
 */
public final class Rendezvous {

  private Rendezvous() {}

  /**
   * @param rank as hexadecimal digits, which have the order of the bytes
   */
  private record Ranked(NodeId node, String rank) {}

  /** The order for a blob. */
  static List<NodeId> order(BlobHash blob, Collection<NodeId> members) {
    return order(blob.bytes(), members);
  }

  /**
   * The order of members.
   *
   * @param about what is kept or looked after
   */
  public static List<NodeId> order(byte[] about, Collection<NodeId> members) {
    MessageDigest sha = sha256();
    return members.stream()
        .map(node -> new Ranked(node, rank(sha, about, node)))
        .sorted(Comparator.comparing(Ranked::rank))
        .map(Ranked::node)
        .toList();
  }

  private static String rank(MessageDigest sha, byte[] about, NodeId node) {
    sha.update(about);
    return HexFormat.of().formatHex(sha.digest(node.bytes()));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
