package io.horizonpush.iroh.sync;

import java.util.Locale;

/** Why an entry of another node is not taken. */
public enum Refusal {
  /** Its key is none that a node of ours writes. */
  KEY(true),
  /** Its author may not write this. */
  NOT_ALLOWED(false),
  /** Its manifest is longer than any may be, or not as long as it says. */
  LENGTH(true),
  /** Its manifest is not the one that it names. */
  HASH(true),
  /** Its manifest is none, or one of another kind of thing. */
  MANIFEST(true),
  /** No request of a client could have made this. */
  LIMITS(true),
  /** Its newest part was written by somebody who never could. */
  WRITER(false),
  /** A signature is not that of whom it names. */
  FORGED(true),
  /** Plugins of its author have more in the bucket than any node of ours lets them write. */
  FULL(false),
  /** Its time is so far ahead that nobody waits for it. */
  FAR_AHEAD(false),
  /** This node could not bring it into its records, because of a defect of its own. */
  FAILED(false);

  private final boolean dishonest;

  Refusal(boolean dishonest) {
    this.dishonest = dishonest;
  }

  /** Whether no honest node offers such an entry, because it would not have taken it itself. */
  boolean isDishonest() {
    return dishonest;
  }

  /** The word for it, such as {@code not-allowed}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
