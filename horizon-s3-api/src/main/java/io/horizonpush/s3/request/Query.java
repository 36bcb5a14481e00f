package io.horizonpush.s3.request;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The query string of a request, parsed once: its parameters in the order sent, as they came and
 * decoded.
 *
 * @param raw what stands behind {@code ?}, or an empty string
 */
public record Query(String raw, List<Parameter> parameters) {

  public static final Query NONE = new Query("", List.of());

  public Query {
    parameters = List.copyOf(parameters);
  }

  /**
   * Takes any text apart: what is malformed in it is for whoever asks for its meaning to refuse.
   */
  public static Query of(String raw) {
    if (raw.isEmpty()) {
      return NONE;
    }
    List<Parameter> parameters = new ArrayList<>();
    for (String parameter : raw.split("&", -1)) {
      if (!parameter.isEmpty()) {
        int equals = parameter.indexOf('=');
        parameters.add(
            equals < 0
                ? new Parameter(Part.of(parameter), Part.EMPTY)
                : new Parameter(
                    Part.of(parameter.substring(0, equals)),
                    Part.of(parameter.substring(equals + 1))));
      }
    }
    return new Query(raw, parameters);
  }

  /** Whether there is a parameter of one of these names, in whatever case. */
  public boolean hasAnyIgnoringCase(Set<String> lowerCaseNames) {
    for (Parameter each : parameters) {
      if (lowerCaseNames.contains(each.lowerCaseName())) {
        return true;
      }
    }
    return false;
  }

  /** Whether there is a parameter of one of these names. */
  public boolean hasAny(Set<String> names) {
    for (Parameter each : parameters) {
      if (names.contains(each.name().bytes())) {
        return true;
      }
    }
    return false;
  }

  /**
   * The value of a parameter that must not stand twice, one char for each byte.
   *
   * @throws S3Exception {@code InvalidRequest} if it does: whoever reads another one than the
   *     signature was made with would act on something that nobody signed
   */
  public Optional<String> single(String name) {
    List<String> values =
        parameters.stream()
            .filter(each -> each.name().bytes().equals(name))
            .map(each -> each.value().bytes())
            .toList();
    if (values.size() > 1) {
      throw new S3Exception(
          S3ErrorCode.INVALID_REQUEST, "The query parameter " + name + " must stand only once.");
    }
    return values.stream().findFirst();
  }

  /** One parameter; its value is empty too where it stood without {@code =}. */
  public record Parameter(Part name, Part value) {

    /** The name, one char for each byte. */
    public String lowerCaseName() {
      return name.bytes().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A name or a value.
   *
   * @param raw as it came
   * @param bytes decoded, one char for each byte; the raw text where an escape is broken
   * @param decoded the text that the bytes are in UTF-8; nothing where they are none or an escape
   *     is broken
   */
  public record Part(String raw, String bytes, Optional<String> decoded) {

    private static final Part EMPTY = new Part("", "", Optional.of(""));

    private static Part of(String raw) {
      if (isPlain(raw)) {
        return new Part(raw, raw, Optional.of(raw));
      }
      Optional<byte[]> bytes = PercentCoding.bytes(raw, true);
      return new Part(
          raw,
          bytes.map(each -> new String(each, StandardCharsets.ISO_8859_1)).orElse(raw),
          bytes.flatMap(PercentCoding::utf8));
    }

    /** Whether a text stands for itself, in whatever way it is decoded. */
    private static boolean isPlain(String raw) {
      for (int at = 0; at < raw.length(); at++) {
        char next = raw.charAt(at);
        if (next == '%' || next == '+' || next >= 0x80) {
          return false;
        }
      }
      return true;
    }

    /**
     * The decoded text.
     *
     * @throws S3Exception {@code InvalidURI} when there is none
     */
    public String text() {
      return decoded.orElseThrow(PercentCoding::invalid);
    }

    /** The only right spelling, in which it is signed. */
    public String canonical() {
      return PercentCoding.bytes(raw, true).map(PercentCoding::encode).orElse(raw);
    }
  }
}
