package io.horizonpush.wasm.host;

import java.util.Optional;

/**
 * Something about a request that a plugin may ask for by its number. The path is without the query,
 * which may hold credentials.
 */
public enum Property {
  METHOD(1),
  PATH(2),
  OPERATION(3),
  BUCKET(4),
  KEY(5),
  VERSION(6),
  SENDER(7),
  REQUEST_ID(8),
  CLIENT_ADDRESS(9),
  REQUEST_LENGTH(10),
  STATUS(11),
  ERROR_CODE(12),
  ETAG(13),
  ANSWER_LENGTH(14),
  CONTENT_TYPE(15),
  ENTRY_NAME(16),
  RANGE(17);

  private final int number;

  Property(int number) {
    this.number = number;
  }

  /** The property of a number. */
  static Optional<Property> of(int number) {
    for (Property property : values()) {
      if (property.number == number) {
        return Optional.of(property);
      }
    }
    return Optional.empty();
  }
}
