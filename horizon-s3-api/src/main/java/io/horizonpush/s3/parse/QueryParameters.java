package io.horizonpush.s3.parse;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.Query;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the parameters of a query say. Of a repeated one the first counts. */
final class QueryParameters {

  private final Map<String, String> values = new HashMap<>();

  /**
   * The parameters of a query.
   *
   * @throws S3Exception {@code InvalidURI} when one cannot be decoded
   */
  QueryParameters(Query query) {
    for (Query.Parameter parameter : query.parameters()) {
      values.putIfAbsent(parameter.name().text(), parameter.value().text());
    }
  }

  Set<String> names() {
    return values.keySet();
  }

  Optional<String> get(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** A text parameter, empty where it is absent. */
  String text(String name) {
    return values.getOrDefault(name, "");
  }

  /**
   * A whole number.
   *
   * @throws S3Exception {@code InvalidArgument} when it is no number from {@code least} to {@link
   *     Integer#MAX_VALUE}
   */
  int number(String name, int absent, int least) {
    String text = values.get(name);
    if (text == null || text.isEmpty()) {
      return absent;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException e) {
      // falls through to the answer below, which also covers what is too large for an int
    }
    throw invalid(name, text, "Provided " + name + " not an integer or within integer range");
  }

  /** Whether listed names are to be percent-encoded. */
  boolean urlEncoding() {
    String type = text("encoding-type");
    return switch (type) {
      case "" -> false;
      case "url" -> true;
      default ->
          throw invalid("encoding-type", type, "Invalid Encoding Method specified in Request");
    };
  }

  private static S3Exception invalid(String name, String value, String message) {
    return new S3Exception(S3ErrorCode.INVALID_ARGUMENT, message)
        .with("ArgumentName", name)
        .with("ArgumentValue", value);
  }
}
