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

  /** What would break a line, turn its direction, or is no character. */
  private static boolean isUnshowable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
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
