package io.horizonpush.node.admin;

import java.time.Instant;
import java.util.Optional;

/**
 * The place of an access key in the list of them: when it was made, and its id.
 *
 * @param created with milliseconds
 */
public record KeyPlace(Instant created, String id) {

  /** The place of the root key, which is before all others. */
  public static final KeyPlace ROOT = new KeyPlace(Instant.EPOCH, "");

  /** The place of a key. */
  public static KeyPlace of(KeyInfo key) {
    return key.use().map(use -> new KeyPlace(use.created(), key.accessKey())).orElse(ROOT);
  }

  /** The place that a text names; nothing if it names none. */
  public static Optional<KeyPlace> parse(String text) {
    int end = text.indexOf('.');
    try {
      return end < 0
          ? Optional.empty()
          : Optional.of(
              new KeyPlace(
                  Instant.ofEpochMilli(Long.parseLong(text.substring(0, end))),
                  text.substring(end + 1)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** The place as it stands in a query. */
  public String text() {
    return created.toEpochMilli() + "." + id;
  }
}
