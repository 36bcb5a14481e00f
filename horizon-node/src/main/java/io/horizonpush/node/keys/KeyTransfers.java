package io.horizonpush.node.keys;

import io.horizonpush.iroh.codec.CborReader;
import io.horizonpush.iroh.codec.CborWriter;
import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.iroh.codec.TextEnvelope;
import io.horizonpush.iroh.codec.TextEnvelope.Fault;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.seal.NodeSeal;
import io.horizonpush.iroh.share.Octets;
import io.horizonpush.iroh.share.SigningKey;
import io.horizonpush.node.config.Secret;
import io.horizonpush.node.keys.KeyTransferException.Reason;
import java.util.Arrays;
import java.util.function.Predicate;

/**
 * Access keys as lines of text for one other node: {@code horizonkey} and what {@link TextEnvelope}
 * puts behind it, encrypted for that node ({@link NodeSeal}) and signed by the one that made it.
 *
 * <p>The body of version 1 is deterministic CBOR: {@code [recipient, author, sealed, signature]}.
 * Immutable.
 */
public final class KeyTransfers {

  /** What every exported key begins with. */
  public static final String BEGINNING = "horizonkey";

  private static final String PURPOSE = "horizonpush key export 1";

  /** A key with some hundred grants; less than a request to the admin API may have. */
  private static final int LONGEST = 48 * 1024;

  private static final TextEnvelope ENVELOPE =
      new TextEnvelope(BEGINNING, "horizonpush key export", 1, LONGEST);

  private final SigningKey own;
  private final NodeId self;
  private final NodeSeal seal;

  /**
   * @param own signs for this node
   * @param seal opens what is for this node
   */
  public KeyTransfers(SigningKey own, NodeSeal seal) {
    this.own = own;
    this.self = NodeId.of(own.publicKey());
    this.seal = seal;
  }

  /**
   * A key that came, and who says so.
   *
   * @param author the node that exported it
   */
  public record Received(NodeId author, ExportedKey key) {}

  private record Body(NodeId recipient, NodeId author, Octets sealed, Octets signature) {}

  /**
   * The line that brings a key to a node.
   *
   * @throws IllegalArgumentException if no other node has the id, or the key has too many grants
   */
  public Secret write(ExportedKey key, NodeId recipient) {
    if (recipient.equals(self)) {
      throw new IllegalArgumentException(
          "That is the id of this node: a key is exported to others");
    }
    byte[] sealed =
        NodeSeal.seal(recipient, PURPOSE, ends(recipient, self), ExportedKeyCodec.encode(key));
    byte[] signature = own.sign(signed(recipient, self, sealed));
    return new Secret(
        ENVELOPE.write(encode(new Body(recipient, self, Octets.of(sealed), Octets.of(signature)))));
  }

  /**
   * The key of a line that was made for this node.
   *
   * @param accepted says whether a node that is known to have made it is believed
   * @throws KeyTransferException if it is refused
   */
  public Received read(Secret line, Predicate<NodeId> accepted) {
    byte[] bytes = ENVELOPE.read(line.value(), KeyTransfers::refusal);
    Body body = decode(bytes);
    if (!body.recipient().equals(self)) {
      throw new KeyTransferException(
          Reason.FOR_ANOTHER,
          "The key was exported to node %s, and this is node %s: export it once more, to this one."
              .formatted(body.recipient(), self));
    }
    byte[] sealed = body.sealed().bytes();
    boolean holds =
        SigningKey.verify(
            body.author().bytes(), signed(self, body.author(), sealed), body.signature().bytes());
    if (!holds) {
      throw altered();
    }
    if (!accepted.test(body.author())) {
      throw new KeyTransferException(
          Reason.AUTHOR,
          "The key was exported by node %1$s. If that is the node that you mean, say so: --from %1$s."
              .formatted(body.author()));
    }
    byte[] key =
        seal.open(PURPOSE, ends(self, body.author()), sealed).orElseThrow(KeyTransfers::altered);
    return new Received(body.author(), ExportedKeyCodec.decode(key));
  }

  /** Who it is for and who made it, which the encryption is bound to: nobody else can sign it. */
  private static byte[] ends(NodeId recipient, NodeId author) {
    return CborWriter.write(
        out -> out.tuple(2, both -> both.bytes(recipient.bytes()).bytes(author.bytes())));
  }

  private static byte[] signed(NodeId recipient, NodeId author, byte[] sealed) {
    return CborWriter.write(
        out ->
            out.tuple(
                4,
                all ->
                    all.text(PURPOSE)
                        .bytes(recipient.bytes())
                        .bytes(author.bytes())
                        .bytes(sealed)));
  }

  private static byte[] encode(Body body) {
    return CborWriter.write(
        out ->
            out.tuple(
                4,
                all ->
                    all.bytes(body.recipient().bytes())
                        .bytes(body.author().bytes())
                        .bytes(body.sealed().bytes())
                        .bytes(body.signature().bytes())));
  }

  private static Body decode(byte[] bytes) {
    try {
      Body body =
          CborReader.read(
              bytes,
              in ->
                  in.tuple(
                      () ->
                          new Body(
                              NodeId.of(in.bytes()),
                              NodeId.of(in.bytes()),
                              Octets.of(in.bytes()),
                              Octets.of(in.bytes()))));
      if (!Arrays.equals(encode(body), bytes)) {
        throw altered();
      }
      return body;
    } catch (CodecException | IllegalArgumentException e) {
      throw altered();
    }
  }

  private static KeyTransferException refusal(Fault fault) {
    return switch (fault) {
      case Fault.Other() ->
          new KeyTransferException(
              Reason.NO_KEY, "That is no exported key: one begins with " + BEGINNING + ".");
      case Fault.Truncated() ->
          new KeyTransferException(
              Reason.TRUNCATED, "The end of the exported key is missing: copy the whole line.");
      case Fault.Altered() -> altered();
      case Fault.OtherVersion(int version) ->
          new KeyTransferException(
              Reason.OTHER_VERSION,
              "The exported key has form %d, and this node knows form %d: bring both nodes to the same version of HorizonPush."
                  .formatted(version, ENVELOPE.version()));
    };
  }

  static KeyTransferException altered() {
    return new KeyTransferException(
        Reason.ALTERED,
        "The exported key is not as it was made: copy it once more from where it was.");
  }
}
