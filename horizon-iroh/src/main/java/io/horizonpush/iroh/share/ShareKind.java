package io.horizonpush.iroh.share;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a ticket hands on. */
public enum ShareKind {
  /** A bucket. */
  BUCKET(1),
  /** Files that were sent. */
  FILES(2),
  /** A plugin. */
  PLUGIN(3);

  private final int code;

  ShareKind(int code) {
    this.code = code;
  }

  /** The number in tickets, which is never used again for another. */
  int code() {
    return code;
  }

  /** The kind of a number; nothing for one that this node does not know. */
  static Optional<ShareKind> of(long code) {
    return Arrays.stream(values()).filter(each -> each.code == code).findFirst();
  }

  /** The word in documents, such as {@code bucket}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The kind of a word; nothing for one that this node does not know. */
  static Optional<ShareKind> parse(String text) {
    return Arrays.stream(values()).filter(each -> each.text().equals(text)).findFirst();
  }
}
