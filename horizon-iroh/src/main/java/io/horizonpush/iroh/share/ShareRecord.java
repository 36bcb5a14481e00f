package io.horizonpush.iroh.share;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.s3.model.MemberMode;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What an owner says of a ticket in the bucket's document: all but its secret.
 *
 * @param publicKey as 64 hexadecimal digits
 * @param mode that it gives, never that of an owner
 * @param expires to the second
 * @param issuer the node that made it
 */
public record ShareRecord(
    String publicKey,
    ShareKind kind,
    MemberMode mode,
    Instant expires,
    NodeId issuer,
    Terms terms) {

  /** As many nodes as a ticket with a number may admit. */
  public static final int MOST_USES = 10_000;

  private static final List<String> FIELDS =
      List.of("key", "kind", "mode", "expires", "issuer", "uses", "for", "revoked");

  /**
   * What narrows a ticket.
   *
   * @param uses how many nodes it admits, which its issuer alone then counts; nothing for any
   *     number
   * @param node the only one that it admits; nothing for any
   * @param revoked whether it admits nobody any more
   * @param others the fields of a newer format, kept as they came
   */
  public record Terms(
      Optional<Integer> uses, Optional<NodeId> node, boolean revoked, Fields others) {

    /** What a ticket has that is narrowed by nothing. */
    public static final Terms NONE =
        new Terms(Optional.empty(), Optional.empty(), false, Fields.none());
  }

  /** Throws IllegalArgumentException if that cannot be. */
  public ShareRecord {
    if (mode == MemberMode.OWNER) {
      throw new IllegalArgumentException("A ticket makes nobody an owner");
    }
    if (HexFormat.of().parseHex(publicKey).length != SigningKey.LENGTH) {
      throw new IllegalArgumentException("A public key has 32 bytes");
    }
    if (terms.uses().filter(uses -> uses < 1 || uses > MOST_USES).isPresent()) {
      throw new IllegalArgumentException("A ticket admits 1 to " + MOST_USES + " nodes");
    }
  }

  /** The public key, 32 bytes. */
  public byte[] keyBytes() {
    return HexFormat.of().parseHex(publicKey);
  }

  /** What it is called. */
  public ShareId id() {
    return ShareId.ofKey(keyBytes());
  }

  /** The same, which admits nobody any more. */
  public ShareRecord revoked() {
    return new ShareRecord(
        publicKey,
        kind,
        mode,
        expires,
        issuer,
        new Terms(terms.uses(), terms.node(), true, terms.others()));
  }

  /** The text in the document. */
  public String text() {
    return terms
        .others()
        .with("key", publicKey)
        .with("kind", kind.text())
        .with("mode", mode.text())
        .with("expires", Long.toString(expires.getEpochSecond()))
        .with("issuer", issuer.hex())
        .with("uses", terms.uses().map(String::valueOf))
        .with("for", terms.node().map(NodeId::hex))
        .with("revoked", terms.revoked() ? Optional.of("yes") : Optional.empty())
        .text();
  }

  /**
   * What a text says of a ticket.
   *
   * @throws IllegalArgumentException if it says nothing, or what a newer node alone understands
   */
  static ShareRecord parse(String text) {
    Fields fields = Fields.parse(text).understood(FIELDS);
    ShareRecord record =
        new ShareRecord(
            fields.require("key"),
            ShareKind.parse(fields.require("kind"))
                .orElseThrow(() -> new IllegalArgumentException("A ticket is of no known kind")),
            MemberMode.parse(fields.require("mode"))
                .orElseThrow(() -> new IllegalArgumentException("A ticket has no known mode")),
            Instant.ofEpochSecond(Integer.toUnsignedLong(seconds(fields.require("expires")))),
            new NodeId(fields.require("issuer")),
            new Terms(
                fields.find("uses").map(Integer::valueOf),
                fields.find("for").map(NodeId::new),
                fields.find("revoked").isPresent(),
                fields.without(FIELDS)));
    return fields.requireText(record, record.text());
  }

  private static int seconds(String text) {
    return Integer.parseUnsignedInt(text);
  }
}
