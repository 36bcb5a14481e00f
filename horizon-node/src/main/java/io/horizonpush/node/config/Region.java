package io.horizonpush.node.config;

import java.util.List;

/**
 * The region of a node.
 *
 * @param shown what clients are told about where buckets are
 * @param signed those that signatures may name; empty for any
 */
public record Region(String shown, List<String> signed) {

  private static final String ANY = "any";
  private static final String CLASSIC = "us-east-1";

  public Region {
    signed = List.copyOf(signed);
  }

  /** The region that a setting's text stands for. */
  static Region of(String text) {
    return text.equals(ANY) ? new Region(CLASSIC, List.of()) : new Region(text, List.of(text));
  }
}
