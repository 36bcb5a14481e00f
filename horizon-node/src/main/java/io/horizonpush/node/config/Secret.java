package io.horizonpush.node.config;

/** A text that must reach no log, no error and no listing: it prints as {@code ***}. */
public record Secret(String value) {

  public static final String MASK = "***";

  @Override
  public String toString() {
    return MASK;
  }
}
