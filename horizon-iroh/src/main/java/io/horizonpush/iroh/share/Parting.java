package io.horizonpush.iroh.share;

import io.horizonpush.iroh.codec.CborWriter;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.s3.model.BucketId;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * The word of a node that it left a bucket, signed by its key: only the node itself can give it,
 * and whoever has it can pass it on. Whether it counts, {@link Membership} says.
 *
 * @param clock what makes the node a member counts again if it is later
 */
public record Parting(long clock, Octets signature, Fields others) {

  private static final String DOMAIN = "horizonpush leave 1";
  private static final List<String> FIELDS = List.of("clock", "signature");

  /** Throws IllegalArgumentException if the signature has not 64 bytes. */
  public Parting {
    if (signature.length() != SigningKey.SIGNATURE_LENGTH) {
      throw new IllegalArgumentException("A signature has 64 bytes");
    }
  }

  public Parting(long clock, Octets signature) {
    this(clock, signature, Fields.none());
  }

  /** The word of the node that a key is of. */
  static Parting sign(BucketId bucket, long clock, SigningKey key) {
    byte[] message = message(bucket, NodeId.of(key.publicKey()), clock);
    return new Parting(clock, Octets.of(key.sign(message)));
  }

  /** Whether a node said this itself. */
  boolean holds(BucketId bucket, NodeId node, SignatureCheck check) {
    return check.verify(node.bytes(), message(bucket, node, clock), signature.bytes());
  }

  private static byte[] message(BucketId bucket, NodeId node, long clock) {
    return CborWriter.write(
        out ->
            out.tuple(
                4,
                each ->
                    each.text(DOMAIN)
                        .bytes(bucket.bytes())
                        .bytes(node.bytes())
                        .bytes(clockBytes(clock))));
  }

  static byte[] clockBytes(long clock) {
    return ByteBuffer.allocate(Long.BYTES).putLong(clock).array();
  }

  /** The text in the document; bucket and node are not in it. */
  String text() {
    return others
        .with("clock", HexFormat.of().toHexDigits(clock))
        .with(
            "signature", Base64.getUrlEncoder().withoutPadding().encodeToString(signature.bytes()))
        .text();
  }

  /**
   * What a text says.
   *
   * @throws IllegalArgumentException if it says nothing, or what a newer node alone understands
   */
  static Parting parse(String text) {
    Fields fields = Fields.parse(text).understood(FIELDS);
    Parting parting =
        new Parting(
            HexFormat.fromHexDigitsToLong(fields.require("clock")),
            Octets.of(Base64.getUrlDecoder().decode(fields.require("signature"))),
            fields.without(FIELDS));
    return fields.requireText(parting, parting.text());
  }
}
