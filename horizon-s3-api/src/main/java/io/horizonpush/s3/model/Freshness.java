package io.horizonpush.s3.model;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** How long what an origin said of an object is taken for true without asking again. */
public sealed interface Freshness {

  Freshness USUAL = new Ttl(Duration.ofSeconds(60));

  /** For ever: objects are written once. */
  record Immutable() implements Freshness {

    @Override
    public String text() {
      return "immutable";
    }
  }

  /** For a time of whole seconds, from one to a year. */
  record Ttl(Duration time) implements Freshness {

    private static final Pattern FORM = Pattern.compile("ttl=([1-9][0-9]{0,8})s");
    private static final Duration MOST = Duration.ofDays(366);

    public Ttl {
      boolean isWhole = time.toMillis() == time.toSeconds() * 1000;
      if (!time.isPositive() || !isWhole || time.compareTo(MOST) > 0) {
        throw new IllegalArgumentException(
            "The time that an origin's word holds is whole seconds, at least one and at most a year");
      }
    }

    @Override
    public String text() {
      return "ttl=%ds".formatted(time.toSeconds());
    }
  }

  /** Not at all: it is asked at each read. */
  record Always() implements Freshness {

    @Override
    public String text() {
      return "always";
    }
  }

  /** The text that is stored, such as {@code ttl=60s}. */
  String text();

  /** What a stored text says; nothing for one that a newer node wrote. */
  static Optional<Freshness> stored(String text) {
    if (text.equals("immutable")) {
      return Optional.of(new Immutable());
    }
    if (text.equals("always")) {
      return Optional.of(new Always());
    }
    var ttl = Ttl.FORM.matcher(text);
    try {
      return ttl.matches()
          ? Optional.of(new Ttl(Duration.ofSeconds(Long.parseLong(ttl.group(1)))))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
