package io.horizonpush.iroh.epoch;

import io.horizonpush.iroh.codec.CborReader;
import io.horizonpush.iroh.codec.CborWriter;
import io.horizonpush.iroh.index.PositionTable.Reached;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.share.Octets;
import io.horizonpush.iroh.share.SignatureCheck;
import io.horizonpush.iroh.share.SigningKey;
import io.horizonpush.s3.model.BucketId;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The word of a member how far it has the entries of the members that write, and where its own end,
 * signed by its node's key: whoever passes it on, nobody else can have said it.
 *
 * @param time when it said so, in milliseconds since 1970: a later one replaces it
 * @param reached at most {@link #MOST}, its own among them
 */
record Report(NodeId node, long time, List<Reached> reached, Octets signature) {

  /** The most members of which one says how far it has their entries. */
  static final int MOST = 512;

  private static final String DOMAIN = "horizonpush reach 1";
  private static final int HISTORY = 16;

  Report {
    reached = List.copyOf(reached);
  }

  /** What the node says that a key is of. */
  static Report sign(BucketId bucket, long time, List<Reached> reached, SigningKey key) {
    NodeId node = NodeId.of(key.publicKey());
    byte[] message = message(bucket, node, time, reached);
    return new Report(node, time, reached, Octets.of(key.sign(message)));
  }

  /** Whether the node said this itself. */
  boolean holds(BucketId bucket, SignatureCheck check) {
    return check.verify(node.bytes(), message(bucket, node, time, reached), signature.bytes());
  }

  private static byte[] message(BucketId bucket, NodeId node, long time, List<Reached> reached) {
    return CborWriter.write(
        out ->
            out.tuple(
                5,
                each ->
                    each.text(DOMAIN)
                        .bytes(bucket.bytes())
                        .bytes(node.bytes())
                        .number(time)
                        .list(reached, one -> write(each, one))));
  }

  /** How far it has the entries of a member. */
  Optional<Reached> of(NodeId member) {
    return reached.stream().filter(each -> each.node().equals(member)).findFirst();
  }

  /** Where its own entries ended when it said this. */
  Optional<Reached> own() {
    return of(node);
  }

  void write(CborWriter out) {
    out.tuple(
        4,
        each ->
            each.bytes(node.bytes())
                .number(time)
                .list(reached, one -> write(each, one))
                .bytes(signature.bytes()));
  }

  private static void write(CborWriter out, Reached reached) {
    out.tuple(
        3,
        each ->
            each.bytes(reached.node().bytes())
                .bytes(HexFormat.of().parseHex(reached.history()))
                .number(reached.position()));
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if it says nothing that a member can say
   */
  static Report read(CborReader in) {
    return in.tuple(
        () ->
            new Report(
                NodeId.of(in.bytes()),
                in.length(),
                in.list(MOST, () -> readReached(in)),
                Octets.of(in.bytes())));
  }

  private static Reached readReached(CborReader in) {
    return in.tuple(
        () -> {
          NodeId node = NodeId.of(in.bytes());
          byte[] history = in.bytes();
          if (history.length != HISTORY) {
            throw new IllegalArgumentException("A history has " + HISTORY + " bytes");
          }
          return new Reached(node, HexFormat.of().formatHex(history), in.length());
        });
  }
}
