package io.horizonpush.s3.policy;

import io.horizonpush.s3.request.IpBlock;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a condition compares a request's value with. */
public sealed interface ConditionValue {

  /** Whether a value of the request matches; one that cannot be read does not. */
  boolean matches(String actual, PolicyRequest request);

  /** The texts it is made of, where variables may stand. */
  default List<PolicyText> texts() {
    return List.of();
  }

  private static PolicyText text(String text, boolean variables) {
    return variables ? PolicyText.parse(text) : PolicyText.plain(text);
  }

  /** The same text. */
  record Same(PolicyText text) implements ConditionValue {

    static ConditionValue parse(String text, boolean variables) {
      return new Same(ConditionValue.text(text, variables));
    }

    @Override
    public boolean matches(String actual, PolicyRequest request) {
      return text.text(request).filter(actual::equals).isPresent();
    }

    @Override
    public List<PolicyText> texts() {
      return List.of(text);
    }
  }

  /** The same text but for the case of letters. */
  record SameLetters(PolicyText text) implements ConditionValue {

    static ConditionValue parse(String text, boolean variables) {
      return new SameLetters(ConditionValue.text(text, variables));
    }

    @Override
    public boolean matches(String actual, PolicyRequest request) {
      return text.text(request).filter(actual::equalsIgnoreCase).isPresent();
    }

    @Override
    public List<PolicyText> texts() {
      return List.of(text);
    }
  }

  /** A text of a pattern. */
  record Like(PolicyText pattern) implements ConditionValue {

    static ConditionValue parse(String text, boolean variables) {
      return new Like(ConditionValue.text(text, variables));
    }

    @Override
    public boolean matches(String actual, PolicyRequest request) {
      return pattern.glob(request).filter(glob -> glob.matches(actual)).isPresent();
    }

    @Override
    public List<PolicyText> texts() {
      return List.of(pattern);
    }
  }

  /** A number, compared. */
  record Numeric(Comparison comparison, BigDecimal expected) implements ConditionValue {

    static ConditionValue parse(String text, Comparison comparison) {
      return new Numeric(comparison, Scalars.number(text).orElseThrow(() -> not("a number", text)));
    }

    @Override
    public boolean matches(String actual, PolicyRequest request) {
      return Scalars.number(actual)
          .filter(number -> comparison.holds(number.compareTo(expected)))
          .isPresent();
    }
  }

  /** A time, compared. */
  record Date(Comparison comparison, Instant expected) implements ConditionValue {

    static ConditionValue parse(String text, Comparison comparison) {
      return new Date(
          comparison,
          Scalars.time(text).orElseThrow(() -> not("a date of ISO 8601 or of the epoch", text)));
    }

    @Override
    public boolean matches(String actual, PolicyRequest request) {
      return Scalars.time(actual)
          .filter(time -> comparison.holds(time.compareTo(expected)))
          .isPresent();
    }
  }

  /** True or false. */
  record Truth(boolean expected) implements ConditionValue {

    static ConditionValue parse(String text, boolean variables) {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "true" -> new Truth(true);
        case "false" -> new Truth(false);
        default -> throw not("true or false", text);
      };
    }

    @Override
    public boolean matches(String actual, PolicyRequest request) {
      return Boolean.toString(expected).equalsIgnoreCase(actual);
    }
  }

  /** Bytes, in Base64. */
  record Binary(ByteBuffer expected) implements ConditionValue {

    static ConditionValue parse(String text, boolean variables) {
      return new Binary(decode(text).orElseThrow(() -> not("Base64", text)));
    }

    @Override
    public boolean matches(String actual, PolicyRequest request) {
      return decode(actual).filter(expected::equals).isPresent();
    }

    private static Optional<ByteBuffer> decode(String text) {
      try {
        return Optional.of(ByteBuffer.wrap(Base64.getDecoder().decode(text)));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }
  }

  /** A block of addresses. */
  record Address(IpBlock block) implements ConditionValue {

    static ConditionValue parse(String text, boolean variables) {
      return new Address(
          IpBlock.parse(text).orElseThrow(() -> not("an IP address or a CIDR block", text)));
    }

    @Override
    public boolean matches(String actual, PolicyRequest request) {
      return IpBlock.address(actual).filter(block::contains).isPresent();
    }
  }

  /**
   * A resource name, each of whose six parts is a pattern of its own: no wildcard reaches across a
   * colon, save in the last part.
   */
  record Arn(List<PolicyText> parts) implements ConditionValue {

    private static final int PARTS = 6;

    public Arn {
      parts = List.copyOf(parts);
    }

    static ConditionValue parse(String text, boolean variables) {
      List<PolicyText> parts = ConditionValue.text(text, variables).split(PARTS);
      if (!text.startsWith("arn:") || parts.size() < PARTS) {
        throw not("an ARN", text);
      }
      return new Arn(parts);
    }

    @Override
    public boolean matches(String actual, PolicyRequest request) {
      String[] found = actual.split(":", PARTS);
      for (int i = 0; i < PARTS; i++) {
        String part = i < found.length ? found[i] : "";
        if (found.length < PARTS
            || parts.get(i).glob(request).filter(glob -> glob.matches(part)).isEmpty()) {
          return false;
        }
      }
      return true;
    }

    @Override
    public List<PolicyText> texts() {
      return parts;
    }
  }

  private static IllegalArgumentException not(String what, String text) {
    return new IllegalArgumentException(text + " is not " + what);
  }
}
