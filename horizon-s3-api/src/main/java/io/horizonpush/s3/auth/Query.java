package io.horizonpush.s3.auth;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The parameters of a query string in the order sent, decoded with one char for each byte. */
record Query(List<Parameter> parameters) {

  Query {
    parameters = List.copyOf(parameters);
  }

  static Query of(String rawQuery) {
    List<Parameter> parameters = new ArrayList<>();
    if (!rawQuery.isEmpty()) {
      for (String parameter : rawQuery.split("&", -1)) {
        if (!parameter.isEmpty()) {
          int equals = parameter.indexOf('=');
          String name = equals < 0 ? parameter : parameter.substring(0, equals);
          String value = equals < 0 ? "" : parameter.substring(equals + 1);
          parameters.add(new Parameter(decode(name), decode(value)));
        }
      }
    }
    return new Query(parameters);
  }

  /** Whether there is a parameter of one of these names, in whatever case. */
  boolean hasAnyIgnoringCase(Set<String> lowerCaseNames) {
    for (Parameter each : parameters) {
      if (lowerCaseNames.contains(each.lowerCaseName())) {
        return true;
      }
    }
    return false;
  }

  /** Whether there is a parameter of one of these names. */
  boolean hasAny(Set<String> names) {
    for (Parameter each : parameters) {
      if (names.contains(each.name())) {
        return true;
      }
    }
    return false;
  }

  /**
   * The value of a parameter that must not stand twice.
   *
   * @throws S3Exception {@code InvalidRequest} if it does: whoever reads another one than the
   *     signature was made with would act on something that nobody signed
   */
  Optional<String> single(String name) {
    List<String> values =
        parameters.stream().filter(each -> each.name().equals(name)).map(Parameter::value).toList();
    if (values.size() > 1) {
      throw new S3Exception(
          S3ErrorCode.INVALID_REQUEST, "The query parameter " + name + " must stand only once.");
    }
    return values.stream().findFirst();
  }

  /** A malformed escape stands for itself here; whoever parses the request refuses it. */
  private static String decode(String encoded) {
    return UriEncoding.decode(encoded, true)
        .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1))
        .orElse(encoded);
  }

  /** One parameter; its value is empty too where it stood without {@code =}. */
  record Parameter(String name, String value) {

    String lowerCaseName() {
      return name.toLowerCase(Locale.ROOT);
    }
  }
}
