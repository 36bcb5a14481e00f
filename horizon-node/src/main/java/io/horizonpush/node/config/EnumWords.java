package io.horizonpush.node.config;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The words that stand for constants in settings, in JSON and on the command line: kebab-case. */
public final class EnumWords {

  private EnumWords() {}

  /** The word of a constant. */
  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Every word of a type, as people list them. */
  public static String list(Class<?> type) {
    return Stream.of(type.getEnumConstants())
        .map(constant -> of((Enum<?>) constant))
        .collect(Collectors.joining(", "));
  }

  /**
   * The constant that a word stands for.
   *
   * @throws IllegalArgumentException if it stands for none
   */
  static <E extends Enum<E>> E parse(Class<E> type, String word) {
    return List.of(type.getEnumConstants()).stream()
        .filter(constant -> of(constant).equals(word))
        .findAny()
        .orElseThrow(() -> new IllegalArgumentException(word));
  }
}
