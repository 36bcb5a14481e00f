package io.horizonpush.node.testing;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The inside of an XML element, read without a parser: keys may hold characters that XML 1.0
 * forbids and AWS writes all the same.
 */
public record Markup(String inside) {

  private static final Pattern REFERENCE =
      Pattern.compile("&(#x?[0-9a-fA-F]+|quot|lt|gt|amp|apos);");

  /** The elements of a name, wherever they stand. */
  public List<Markup> all(String name) {
    return Pattern.compile("<" + name + "(?: [^>]*)?>(.*?)</" + name + ">", Pattern.DOTALL)
        .matcher(inside)
        .results()
        .map(match -> new Markup(match.group(1)))
        .toList();
  }

  /** The texts of the elements of a name. */
  public List<String> texts(String name) {
    return all(name).stream().map(Markup::text).toList();
  }

  public Optional<String> first(String name) {
    return texts(name).stream().findFirst();
  }

  /** The text of the first element of a name, or nothing. */
  public String value(String name) {
    return first(name).orElse("");
  }

  /** This element's text. */
  public String text() {
    return REFERENCE
        .matcher(inside)
        .replaceAll(match -> Matcher.quoteReplacement(meaning(match.group(1))));
  }

  private static String meaning(String reference) {
    return switch (reference) {
      case "quot" -> "\"";
      case "lt" -> "<";
      case "gt" -> ">";
      case "amp" -> "&";
      case "apos" -> "'";
      default ->
          Character.toString(
              reference.startsWith("#x")
                  ? Integer.parseInt(reference.substring(2), 16)
                  : Integer.parseInt(reference.substring(1)));
    };
  }
}
