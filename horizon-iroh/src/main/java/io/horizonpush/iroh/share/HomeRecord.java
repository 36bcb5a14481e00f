package io.horizonpush.iroh.share;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.s3.model.BucketId;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * What an owner says of a bucket's home. Whether it counts, {@link Membership} says.
 *
 * @param node that decides
 * @param number grows with each home: what an earlier one decides counts for nothing
 * @param history of the node's index: restored from a backup, it is the home no more
 * @param handover by the home before; nothing for the first one, and for one that was forced
 */
public record HomeRecord(
    NodeId node, long number, String history, Optional<Handover> handover, Fields others) {

  /** The largest number: no bucket has so many homes. */
  public static final long MOST = 1L << 48;

  private static final List<String> FIELDS =
      List.of("node", "number", "history", "from", "from-history", "from-position", "signature");

  /** Throws IllegalArgumentException if there is no such number or history. */
  public HomeRecord {
    check(number, history);
  }

  public HomeRecord(NodeId node, long number, String history, Optional<Handover> handover) {
    this(node, number, history, handover, Fields.none());
  }

  static void check(long number, String history) {
    if (number < 1 || number > MOST || !Standing.isHistory(history)) {
      throw new IllegalArgumentException("No such home");
    }
  }

  /** Whether the home before did not agree: what it decided last may be lost. */
  public boolean isForced() {
    return number > 1 && handover.isEmpty();
  }

  /** Whether the home before signed, where it is said to have. */
  boolean holds(BucketId bucket, SignatureCheck check) {
    Handover.Terms terms = new Handover.Terms(bucket, number, node, history);
    return handover.filter(each -> !each.holds(terms, check)).isEmpty();
  }

  /** The text in the document. */
  public String text() {
    Fields fields =
        others
            .with("node", node.hex())
            .with("number", Long.toString(number))
            .with("history", history);
    return handover
        .map(
            each ->
                fields
                    .with("from", each.from().hex())
                    .with("from-history", each.standing().history())
                    .with("from-position", Long.toString(each.standing().position()))
                    .with(
                        "signature",
                        Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(each.signature().bytes())))
        .orElse(fields)
        .text();
  }

  /**
   * What a text says of a home.
   *
   * @throws IllegalArgumentException if it says nothing, or what a newer node alone understands
   */
  static HomeRecord parse(String text) {
    Fields fields = Fields.parse(text).understood(FIELDS);
    HomeRecord record =
        new HomeRecord(
            new NodeId(fields.require("node")),
            Long.parseLong(fields.require("number")),
            fields.require("history"),
            fields.find("from").map(from -> handover(new NodeId(from), fields)),
            fields.without(FIELDS));
    return fields.requireText(record, record.text());
  }

  private static Handover handover(NodeId from, Fields fields) {
    return new Handover(
        from,
        new Standing(
            fields.require("from-history"), Long.parseLong(fields.require("from-position"))),
        Octets.of(Base64.getUrlDecoder().decode(fields.require("signature"))));
  }
}
