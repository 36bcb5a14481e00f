package io.horizonpush.iroh.share;

import io.horizonpush.s3.model.MemberMode;
import io.horizonpush.s3.model.WriterId;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * What somebody says of a node in a bucket's document. Whether it counts, {@link Membership} says.
 */
public sealed interface MemberRecord {

  /** As many authors as a member may have: one of each time its node was restored. */
  int MOST_AUTHORS = 8;

  /** The names of the fields that this node knows. */
  List<String> FIELDS =
      Stream.concat(Contact.FIELDS.stream(), Stream.of("by", "mode", "authors", "removed"))
          .toList();

  /** How the node is found. */
  Contact contact();

  /** The fields of a newer format, kept as they came. */
  Fields others();

  /**
   * An owner's word.
   *
   * @param authors as whom the node writes, at least one
   * @param removed whether it is to be a member no longer
   */
  record Named(
      MemberMode mode, List<WriterId> authors, boolean removed, Contact contact, Fields others)
      implements MemberRecord {

    /** Throws IllegalArgumentException if it names no author, or too many. */
    public Named {
      authors = List.copyOf(authors);
      if (authors.isEmpty() || authors.size() > MOST_AUTHORS) {
        throw new IllegalArgumentException("A member has 1 to " + MOST_AUTHORS + " authors");
      }
    }

    /** The node that shares a bucket first. */
    public static Named founder(WriterId author, Contact contact) {
      return new Named(MemberMode.OWNER, List.of(author), false, contact, Fields.none());
    }

    /** A member as it is to be from now on. */
    static Named of(Member member, MemberMode mode) {
      return new Named(mode, sorted(member), false, member.contact(), Fields.none());
    }

    /** A member that is to be none any more. */
    static Named removal(Member member) {
      return new Named(member.mode(), sorted(member), true, Contact.NONE, Fields.none());
    }

    private static List<WriterId> sorted(Member member) {
      return member.authors().stream().sorted().limit(MOST_AUTHORS).toList();
    }
  }

  /** What a member says of itself: where it is. */
  record Self(Contact contact, Fields others) implements MemberRecord {}

  /** The text in the document. */
  default String text() {
    Fields fields = contact().write(others());
    return switch (this) {
      case Named named ->
          fields
              .with("by", "owner")
              .with("mode", named.mode().text())
              .with("authors", named.authors(), WriterId::hex)
              .with("removed", named.removed() ? List.of("yes") : List.of(), each -> each)
              .text();
      case Self _ -> fields.with("by", "self").text();
    };
  }

  /**
   * What a text says of a node.
   *
   * @throws IllegalArgumentException if it says nothing, or what a newer node alone understands
   */
  static MemberRecord parse(String text) {
    Fields fields = Fields.parse(text).understood(FIELDS);
    Contact contact = Contact.read(fields);
    Fields others = fields.without(FIELDS);
    MemberRecord record =
        switch (fields.require("by")) {
          case "owner" ->
              new Named(
                  mode(fields),
                  fields.list("authors", MOST_AUTHORS, MemberRecord::author),
                  fields.find("removed").isPresent(),
                  contact,
                  others);
          case "self" -> new Self(contact, others);
          default -> throw new IllegalArgumentException("A record of a member is by nobody known");
        };
    return fields.requireText(record, record.text());
  }

  private static MemberMode mode(Fields fields) {
    return MemberMode.parse(fields.require("mode"))
        .orElseThrow(() -> new IllegalArgumentException("A record has a mode that is none"));
  }

  private static WriterId author(String hex) {
    return WriterId.of(HexFormat.of().parseHex(hex));
  }
}
