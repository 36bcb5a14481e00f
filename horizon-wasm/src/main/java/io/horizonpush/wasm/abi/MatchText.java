package io.horizonpush.wasm.abi;

import io.horizonpush.s3.request.S3Operation;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an operator narrows a plugin to, on a line: {@code bucket=photos key=*.txt}. Words are apart
 * by blanks; each is {@code bucket}, {@code key}, {@code operation}, {@code content-type}, {@code
 * min-size} or {@code max-size} with its value, the first four as often as one likes. A value with
 * blanks stands in double quotes, in which a backslash lets the next character stand for itself.
 * Stateless.
 */
public final class MatchText {

  private static final int LONGEST = 64 << 10;
  private static final int MOST = 64;

  private MatchText() {}

  /**
   * The match of a line; an empty one matches all.
   *
   * @throws RefusedPluginException that names the word
   */
  public static Match parse(String line) {
    Reader reader = new Reader();
    words(line).forEach(reader::take);
    return reader.match();
  }

  /** A match as a line, which {@link #parse} reads as the same. */
  public static String write(Match match) {
    List<String> words = new ArrayList<>();
    match.buckets().forEach(each -> words.add("bucket=" + quoted(each)));
    match.keys().forEach(each -> words.add("key=" + quoted(each)));
    match.operations().stream()
        .sorted()
        .forEach(each -> words.add("operation=" + each.operationName()));
    match.contentTypes().forEach(each -> words.add("content-type=" + quoted(each)));
    if (match.size().min() > 0) {
      words.add("min-size=" + match.size().min() + "B");
    }
    if (match.size().max() < Long.MAX_VALUE) {
      words.add("max-size=" + match.size().max() + "B");
    }
    return String.join(" ", words);
  }

  private static String quoted(String value) {
    return value.chars().anyMatch(each -> each == ' ' || each == '"' || each == '\\')
        ? '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"'
        : value;
  }

  private static RefusedPluginException refused(String word, String why) {
    String shown = word.length() > 100 ? word.substring(0, 100) + "…" : word;
    return new RefusedPluginException("the match: %s %s".formatted(shown, why));
  }

  private static List<String> words(String line) {
    if (line.length() > LONGEST) {
      throw refused("it", "is longer than %d characters".formatted(LONGEST));
    }
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean quotes = false;
    for (int i = 0; i < line.length(); i++) {
      char next = line.charAt(i);
      if (quotes && next == '\\' && i + 1 < line.length()) {
        word.append(line.charAt(++i));
      } else if (next == '"') {
        quotes = !quotes;
      } else if (next == ' ' && !quotes) {
        add(words, word);
      } else {
        word.append(next);
      }
    }
    if (quotes) {
      throw refused(word.toString(), "ends within quotes");
    }
    add(words, word);
    return words;
  }

  private static void add(List<String> words, StringBuilder word) {
    if (!word.isEmpty()) {
      words.add(word.toString());
      word.setLength(0);
    }
  }

  /** Collects what the words say. Confined to one line. */
  private static final class Reader {

    private final List<String> buckets = new ArrayList<>();
    private final List<String> keys = new ArrayList<>();
    private final Set<S3Operation> operations = EnumSet.noneOf(S3Operation.class);
    private final List<String> contentTypes = new ArrayList<>();
    private Optional<Long> min = Optional.empty();
    private Optional<Long> max = Optional.empty();

    private void take(String word) {
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      String value = equals < 0 ? "" : word.substring(equals + 1);
      if (value.isEmpty()) {
        throw refused(word, "has no value");
      }
      switch (name) {
        case "bucket" -> bucket(word, value);
        case "key" -> pattern(word, value, keys);
        case "operation" -> operations.add(operation(word, value));
        case "content-type" -> pattern(word, value, contentTypes);
        case "min-size" -> min = Optional.of(size(word, value, min));
        case "max-size" -> max = Optional.of(size(word, value, max));
        default ->
            throw refused(
                word, "is none of bucket, key, operation, content-type, min-size and max-size");
      }
    }

    private void bucket(String word, String value) {
      if (!ManifestParser.isBucket(value) || buckets.size() == MOST) {
        throw refused(word, "is no bucket's name, or one too many");
      }
      buckets.add(value);
    }

    private static void pattern(String word, String value, List<String> patterns) {
      if (!ManifestParser.isPattern(value) || patterns.size() == MOST) {
        throw refused(word, "is no pattern of 1 to 1024 characters, or one too many");
      }
      patterns.add(value);
    }

    private static S3Operation operation(String word, String value) {
      for (S3Operation operation : S3Operation.values()) {
        if (operation.operationName().equals(value)) {
          return operation;
        }
      }
      throw refused(word, "is no operation of S3");
    }

    private static long size(String word, String value, Optional<Long> before) {
      if (before.isPresent()) {
        throw refused(word, "says a second size");
      }
      return Amounts.bytes(value).orElseThrow(() -> refused(word, "is no size such as 16MiB"));
    }

    private Match match() {
      Match.Size size = new Match.Size(min.orElse(0L), max.orElse(Long.MAX_VALUE));
      if (size.min() > size.max()) {
        throw refused("min-size", "is more than max-size");
      }
      return new Match(buckets, keys, operations, contentTypes, size);
    }
  }
}
