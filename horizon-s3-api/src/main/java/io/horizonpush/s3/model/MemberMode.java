package io.horizonpush.s3.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a node may do in a bucket that it shares with others; each may do what those before may. */
public enum MemberMode {
  /** To have what the bucket has. */
  READ,
  /** To change objects, and to admit members by tickets that owners made. */
  WRITE,
  /** To decide about members, tickets and the bucket's configuration. */
  OWNER;

  /** The word that is stored and shown, such as {@code write}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The mode of a word; nothing for one that is none. */
  public static Optional<MemberMode> parse(String text) {
    return Arrays.stream(values()).filter(each -> each.text().equals(text)).findFirst();
  }

  /** Whether whoever has this may do what {@code needed} names. */
  public boolean allows(MemberMode needed) {
    return compareTo(needed) >= 0;
  }

  /** The one of two that allows more. */
  public MemberMode or(MemberMode other) {
    return allows(other) ? this : other;
  }
}
