package io.horizonpush.wasm.engine;

import java.util.List;
import java.util.stream.Collectors;

/** What a function takes and gives. */
public record FunctionType(List<ValueType> parameters, List<ValueType> results) {

  public FunctionType {
    parameters = List.copyOf(parameters);
    results = List.copyOf(results);
  }

  /**
   * The type that letters write: {@code i} and {@code I} for integers of 32 and 64 bits, {@code f}
   * and {@code F} for floating point numbers.
   */
  public static FunctionType of(String parameters, String results) {
    return new FunctionType(types(parameters), types(results));
  }

  private static List<ValueType> types(String letters) {
    return letters.chars().mapToObj(ValueType::ofLetter).toList();
  }

  @Override
  public String toString() {
    return "(" + names(parameters) + ") -> (" + names(results) + ")";
  }

  private static String names(List<ValueType> types) {
    return types.stream()
        .map(type -> type.name().toLowerCase(java.util.Locale.ROOT))
        .collect(Collectors.joining(", "));
  }
}
