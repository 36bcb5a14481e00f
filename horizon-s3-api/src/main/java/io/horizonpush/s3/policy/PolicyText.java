package io.horizonpush.s3.policy;

import io.horizonpush.s3.request.Glob;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A text of a policy in which variables may stand.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html">AWS:
 *     policy variables</a>
 */
record PolicyText(List<Piece> pieces) {

  /** The keys that a variable can name; each has one value at most. */
  private static final Set<String> VARIABLES =
      Set.of(ConditionKeys.USER_ID, ConditionKeys.USER_NAME);

  private static final Set<String> ESCAPED = Set.of("*", "?", "$");

  sealed interface Piece {}

  /** Text in which {@code *} and {@code ?} are wildcards where wildcards are known. */
  record Plain(String text) implements Piece {}

  /** A character that is no wildcard. */
  record Escaped(String text) implements Piece {}

  /** The value of a condition key. */
  record Variable(String key) implements Piece {}

  PolicyText {
    pieces = List.copyOf(pieces);
  }

  /** A text without variables. */
  static PolicyText plain(String text) {
    return new PolicyText(List.of(new Plain(text)));
  }

  /**
   * A text with variables.
   *
   * @throws IllegalArgumentException when one is unknown or does not end
   */
  static PolicyText parse(String text) {
    List<Piece> pieces = new ArrayList<>();
    int at = 0;
    for (int open = text.indexOf("${"); open >= 0; open = text.indexOf("${", at)) {
      int close = text.indexOf('}', open);
      if (close < 0) {
        throw new IllegalArgumentException("the policy variable in " + text + " does not end");
      }
      pieces.add(new Plain(text.substring(at, open)));
      pieces.add(variable(text.substring(open + 2, close)));
      at = close + 1;
    }
    pieces.add(new Plain(text.substring(at)));
    return new PolicyText(pieces);
  }

  /** The condition keys whose values it needs. */
  Set<String> variables() {
    return pieces.stream()
        .filter(Variable.class::isInstance)
        .map(piece -> ((Variable) piece).key())
        .collect(Collectors.toSet());
  }

  /** Whether it says the same of every request and has no wildcard. */
  boolean isFixed() {
    return pieces.stream()
        .allMatch(
            piece ->
                switch (piece) {
                  case Plain plain ->
                      plain.text().indexOf('*') < 0 && plain.text().indexOf('?') < 0;
                  case Escaped _ -> true;
                  case Variable _ -> false;
                });
  }

  /** The text for a request; nothing when it lacks the value of a variable. */
  Optional<String> text(PolicyRequest request) {
    StringBuilder text = new StringBuilder();
    for (Piece piece : pieces) {
      switch (piece) {
        case Plain plain -> text.append(plain.text());
        case Escaped escaped -> text.append(escaped.text());
        case Variable variable -> {
          Optional<String> value = request.value(variable.key());
          if (value.isEmpty()) {
            return Optional.empty();
          }
          text.append(value.get());
        }
      }
    }
    return Optional.of(text.toString());
  }

  /** The pattern for a request, in which a variable's value has no wildcards. */
  Optional<Glob> glob(PolicyRequest request) {
    Glob.Builder glob = new Glob.Builder();
    for (Piece piece : pieces) {
      switch (piece) {
        case Plain plain -> glob.pattern(plain.text());
        case Escaped escaped -> glob.literal(escaped.text());
        case Variable variable -> {
          Optional<String> value = request.value(variable.key());
          if (value.isEmpty()) {
            return Optional.empty();
          }
          glob.literal(value.get());
        }
      }
    }
    return Optional.of(glob.build());
  }

  /** The pattern that covers what any request makes of it. */
  Glob widest() {
    Glob.Builder glob = new Glob.Builder();
    for (Piece piece : pieces) {
      switch (piece) {
        case Plain plain -> glob.pattern(plain.text());
        case Escaped escaped -> glob.literal(escaped.text());
        case Variable _ -> glob.pattern("*");
      }
    }
    return glob.build();
  }

  /** Cuts at colons, into {@code limit} parts at most; none is looked for in variables. */
  List<PolicyText> split(int limit) {
    List<PolicyText> parts = new ArrayList<>();
    List<Piece> current = new ArrayList<>();
    for (Piece piece : pieces) {
      String rest = piece instanceof Plain plain ? plain.text() : "";
      for (int colon = rest.indexOf(':');
          colon >= 0 && parts.size() < limit - 1;
          colon = rest.indexOf(':')) {
        current.add(new Plain(rest.substring(0, colon)));
        parts.add(new PolicyText(current));
        current.clear();
        rest = rest.substring(colon + 1);
      }
      current.add(piece instanceof Plain ? new Plain(rest) : piece);
    }
    parts.add(new PolicyText(current));
    return parts;
  }

  private static Piece variable(String name) {
    if (ESCAPED.contains(name)) {
      return new Escaped(name);
    }
    String key = name.toLowerCase(Locale.ROOT);
    if (!VARIABLES.contains(key)) {
      throw new IllegalArgumentException("the policy variable ${" + name + "} is not supported");
    }
    return new Variable(key);
  }
}
