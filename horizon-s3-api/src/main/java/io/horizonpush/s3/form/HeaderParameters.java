package io.horizonpush.s3.form;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A header of the form {@code type; name=value; name="value"}.
 *
 * @param type in lower case
 * @param parameters by lower-case name
 */
record HeaderParameters(String type, Map<String, String> parameters) {

  HeaderParameters {
    parameters = Map.copyOf(parameters);
  }

  /**
   * Parses a value.
   *
   * @throws io.horizonpush.s3.model.S3Exception {@code MalformedPOSTRequest}
   */
  static HeaderParameters parse(String value) {
    int semicolon = value.indexOf(';');
    String type = semicolon < 0 ? value : value.substring(0, semicolon);
    return new HeaderParameters(
        type.strip().toLowerCase(Locale.ROOT),
        semicolon < 0 ? Map.of() : new Scanner(value, semicolon).parameters());
  }

  Optional<String> parameter(String lowerCaseName) {
    return Optional.ofNullable(parameters.get(lowerCaseName));
  }

  /** Confined to one call. */
  private static final class Scanner {

    private final String text;
    private int at;

    private Scanner(String text, int at) {
      this.text = text;
      this.at = at;
    }

    private Map<String, String> parameters() {
      Map<String, String> parameters = new HashMap<>();
      while (at < text.length()) {
        at++;
        skipBlanks();
        if (at < text.length()) {
          String name = upTo('=');
          at++;
          String value = at < text.length() && text.charAt(at) == '"' ? quoted() : upTo(';');
          skipBlanks();
          boolean sound = at <= text.length() && (at == text.length() || text.charAt(at) == ';');
          if (!sound
              || name.isEmpty()
              || parameters.putIfAbsent(name.toLowerCase(Locale.ROOT), value) != null) {
            throw FormErrors.malformed();
          }
        }
      }
      return parameters;
    }

    private String upTo(char end) {
      int found = text.indexOf(end, Math.min(at, text.length()));
      if (found < 0 && end == '=') {
        throw FormErrors.malformed();
      }
      int to = found < 0 ? text.length() : found;
      String word = text.substring(Math.min(at, to), to).strip();
      at = to;
      return word;
    }

    /**
     * Only a quote is escaped: browsers of old send whole paths with plain backslashes, those of
     * today escape a quote as {@code %22} and leave the rest alone.
     */
    private String quoted() {
      StringBuilder value = new StringBuilder();
      for (at++; at < text.length(); at++) {
        char next = text.charAt(at);
        if (next == '"') {
          at++;
          return value.toString();
        }
        boolean escape = next == '\\' && at + 1 < text.length() && text.charAt(at + 1) == '"';
        if (escape) {
          at++;
        }
        value.append(escape ? '"' : next);
      }
      throw FormErrors.malformed();
    }

    private void skipBlanks() {
      while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
        at++;
      }
    }
  }
}
