package io.horizonpush.fallback.origin;

/** A text that must reach no log, no error and no listing: it prints as {@code ***}. */
public record Secret(String value) {

  public Secret {
    if (value.isBlank()) {
      throw OriginException.misconfigured("a secret of an origin is empty");
    }
  }

  @Override
  public String toString() {
    return "***";
  }
}
