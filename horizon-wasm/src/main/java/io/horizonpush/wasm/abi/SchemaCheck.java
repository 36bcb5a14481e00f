package io.horizonpush.wasm.abi;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.wasm.abi.SchemaNode.Others;
import java.util.Optional;
import java.util.regex.Pattern;

/** Compares values with a schema. Says the first problem, never a value. One check's own. */
final class SchemaCheck {

  private static final int MOST_STEPS = 1_000_000;

  /** What is wrong with a value, if anything is. */
  Optional<String> problem(SchemaNode schema, JsonNode value, String path) {
    if (!schema.types().isEmpty() && schema.types().stream().noneMatch(type -> type.fits(value))) {
      return Optional.of(path + " is none of " + names(schema));
    }
    if (schema.constants().isPresent()
        && schema.constants().get().stream().noneMatch(each -> same(each, value))) {
      return Optional.of(path + " is none of the values that are allowed");
    }
    return value.isObject()
        ? ofObject(schema, value, path)
        : value.isArray() ? ofList(schema, value, path) : ofScalar(schema, value, path);
  }

  private static String names(SchemaNode schema) {
    return String.join(
        ", ",
        schema.types().stream()
            .map(type -> type.name().toLowerCase(java.util.Locale.ROOT))
            .sorted()
            .toList());
  }

  private Optional<String> ofObject(SchemaNode schema, JsonNode value, String path) {
    for (String name : schema.required().stream().sorted().toList()) {
      if (!value.has(name)) {
        return Optional.of(path + "." + name + " is missing");
      }
    }
    for (var field : value.properties()) {
      Optional<String> problem =
          ofField(schema, field.getKey(), field.getValue(), path + "." + field.getKey());
      if (problem.isPresent()) {
        return problem;
      }
    }
    return Optional.empty();
  }

  private Optional<String> ofField(SchemaNode schema, String name, JsonNode value, String path) {
    SchemaNode own = schema.properties().get(name);
    if (own != null) {
      return problem(own, value, path);
    }
    return switch (schema.others()) {
      case Others.Allowed _ -> Optional.empty();
      case Others.Refused _ -> Optional.of(path + " is a setting that the plugin does not have");
      case Others.Like(SchemaNode like) -> problem(like, value, path);
    };
  }

  private Optional<String> ofList(SchemaNode schema, JsonNode value, String path) {
    if (schema.items().isPresent()) {
      for (int i = 0; i < value.size(); i++) {
        Optional<String> problem =
            problem(schema.items().get(), value.get(i), path + "[" + i + "]");
        if (problem.isPresent()) {
          return problem;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> ofScalar(SchemaNode schema, JsonNode value, String path) {
    SchemaNode.Range range = schema.range();
    if (value.isNumber()) {
      if (range.minimum().filter(least -> value.decimalValue().compareTo(least) < 0).isPresent()) {
        return Optional.of(path + " is less than " + range.minimum().get());
      }
      if (range.maximum().filter(most -> value.decimalValue().compareTo(most) > 0).isPresent()) {
        return Optional.of(path + " is more than " + range.maximum().get());
      }
    }
    if (value.isTextual() && schema.pattern().isPresent()) {
      return ofPattern(schema.pattern().get(), value.textValue(), path);
    }
    return Optional.empty();
  }

  private static Optional<String> ofPattern(Pattern pattern, String text, String path) {
    try {
      return pattern.matcher(new Stepped(text)).find()
          ? Optional.empty()
          : Optional.of(path + " does not match " + pattern);
    } catch (StepsOverException | StackOverflowError e) {
      return Optional.of(path + " takes too long to be compared with " + pattern);
    }
  }

  /** Equal as JSON Schema has it: numbers by what they are worth. */
  private static boolean same(JsonNode one, JsonNode other) {
    if (one.isNumber() && other.isNumber()) {
      return one.decimalValue().compareTo(other.decimalValue()) == 0;
    }
    if (one.isArray() && other.isArray() && one.size() == other.size()) {
      for (int i = 0; i < one.size(); i++) {
        if (!same(one.get(i), other.get(i))) {
          return false;
        }
      }
      return true;
    }
    if (one.isObject() && other.isObject() && one.size() == other.size()) {
      return one.properties().stream()
          .allMatch(
              field -> {
                JsonNode found = other.get(field.getKey());
                return found != null && same(field.getValue(), found);
              });
    }
    return one.equals(other);
  }

  /** A text of which a regular expression can look at so many characters and no more. */
  private static final class Stepped implements CharSequence {

    private final String text;
    private int steps;

    private Stepped(String text) {
      this.text = text;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      if (++steps > MOST_STEPS) {
        throw new StepsOverException();
      }
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private static final class StepsOverException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private StepsOverException() {
      super(null, null, false, false);
    }
  }
}
