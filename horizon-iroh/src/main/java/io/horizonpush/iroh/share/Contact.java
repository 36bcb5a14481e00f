package io.horizonpush.iroh.share;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * How people and nodes find a member.
 *
 * @param name for people, at most 64 characters; empty for none
 * @param addresses at most {@link Addresses#MOST}, the likeliest first
 */
public record Contact(String name, List<InetSocketAddress> addresses) {

  /** Nothing is known. */
  public static final Contact NONE = new Contact("", List.of());

  private static final int LONGEST_NAME = 64;

  private static final String NAME = "name";
  private static final String ADDRESSES = "addresses";

  /** The names of its fields in records. */
  static final List<String> FIELDS = List.of(NAME, ADDRESSES);

  /** Throws IllegalArgumentException if it is too much, or a name that cannot be shown. */
  public Contact {
    addresses = List.copyOf(addresses);
    if (name.length() > LONGEST_NAME || name.codePoints().anyMatch(Contact::isUnshowable)) {
      throw new IllegalArgumentException(
          "The name of a node has at most 64 characters, all of which can be shown");
    }
    if (addresses.size() > Addresses.MOST) {
      throw new IllegalArgumentException("A node has at most " + Addresses.MOST + " addresses");
    }
  }

  /**
   * What would break a line, turn its direction, or cannot be seen. Fixed ranges: what counts as a
   * statement must not depend on the edition of Unicode that a node's Java knows.
   */
  private static boolean isUnshowable(int codePoint) {
    return codePoint < 0x20
        || isWithin(codePoint, 0x7F, 0x9F)
        || codePoint == 0xAD
        || codePoint == 0x61C
        || codePoint == 0x180E
        || isWithin(codePoint, 0x200B, 0x200F)
        || isWithin(codePoint, 0x2028, 0x202E)
        || isWithin(codePoint, 0x2060, 0x206F)
        || isWithin(codePoint, 0xD800, 0xDFFF)
        || codePoint == 0xFEFF
        || isWithin(codePoint, 0xFFF9, 0xFFFF)
        || isWithin(codePoint, 0xE0000, 0xE0FFF);
  }

  private static boolean isWithin(int codePoint, int from, int to) {
    return codePoint >= from && codePoint <= to;
  }

  /** Throws IllegalArgumentException if the fields name no contact. */
  static Contact read(Fields fields) {
    return new Contact(
        fields.find(NAME).orElse(""), fields.list(ADDRESSES, Addresses.MOST, Addresses::parse));
  }

  Fields write(Fields fields) {
    return (name.isEmpty() ? fields : fields.with(NAME, name))
        .with(ADDRESSES, addresses, Addresses::text);
  }
}
