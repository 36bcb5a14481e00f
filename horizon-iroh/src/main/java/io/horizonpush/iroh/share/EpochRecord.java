package io.horizonpush.iroh.share;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.replica.ReplicaId;
import java.util.HexFormat;
import java.util.List;

/**
 * That a bucket's entries are in another document: what an owner says who opened an epoch. Whether
 * it counts, {@link Membership} says.
 *
 * @param forgets whether the document leaves out what was gone
 * @param followed how far the owner had followed other members, where it does
 */
public record EpochRecord(
    ReplicaId document, boolean forgets, List<Followed> followed, Fields others) {

  /** As many members as a statement has room for. */
  public static final int MOST_FOLLOWED = 32;

  private static final int HISTORY = 32;

  /**
   * The largest number that an epoch may have: no bucket comes there, and another one still fits
   * behind it.
   */
  static final long MOST = 1L << 53;

  private static final List<String> FIELDS = List.of("document", "forgets", "followed");

  public EpochRecord {
    followed = List.copyOf(followed);
  }

  public EpochRecord(ReplicaId document) {
    this(document, false, List.of(), Fields.none());
  }

  /** One whose document leaves out what was gone. */
  public static EpochRecord forgetting(ReplicaId document, List<Followed> followed) {
    return new EpochRecord(document, true, followed, Fields.none());
  }

  /**
   * How far the entries of a member were followed.
   *
   * @param history of its index
   * @param position the sequence there
   */
  public record Followed(NodeId node, String history, long position) {

    private String text() {
      return node.hex() + ":" + history + ":" + position;
    }

    private static Followed parse(String text) {
      String[] parts = text.split(":", -1);
      if (parts.length != 3
          || parts[1].length() != HISTORY
          || !parts[1].chars().allMatch(each -> "0123456789abcdef".indexOf(each) >= 0)) {
        throw new IllegalArgumentException("An epoch names no place in a member's entries");
      }
      return new Followed(new NodeId(parts[0]), parts[1], Long.parseLong(parts[2]));
    }
  }

  /** The text in the document; the number is not in it. */
  String text() {
    return others
        .with("document", document.hex())
        .with("forgets", forgets ? List.of("yes") : List.of(), each -> each)
        .with("followed", followed, Followed::text)
        .text();
  }

  /**
   * What a text says of an epoch.
   *
   * @throws IllegalArgumentException if it says nothing, or what a newer node alone understands
   */
  static EpochRecord parse(String text) {
    Fields fields = Fields.parse(text).understood(FIELDS);
    ReplicaId document = ReplicaId.of(HexFormat.of().parseHex(fields.require("document")));
    EpochRecord record =
        new EpochRecord(
            document,
            fields.find("forgets").isPresent(),
            fields.list("followed", MOST_FOLLOWED, Followed::parse),
            fields.without(FIELDS));
    return fields.requireText(record, record.text());
  }

  /**
   * The number of an epoch in the name of a statement.
   *
   * @throws IllegalArgumentException if it is none
   */
  static long number(String text) {
    long number = Long.parseLong(text);
    if (number < 1 || number > MOST) {
      throw new IllegalArgumentException("An epoch has a number that none has");
    }
    return number;
  }
}
