package io.horizonpush.node.keys;

/** The rule for what the owners of access keys are called. Stateless. */
public final class KeyName {

  private static final int LONGEST = 64;

  private KeyName() {}

  /**
   * Holds a name against it.
   *
   * @throws IllegalArgumentException in words for whoever wants it
   */
  public static void require(String name) {
    if (name.isBlank() || name.length() > LONGEST || name.chars().anyMatch(c -> c < ' ')) {
      throw new IllegalArgumentException("name must have 1 to " + LONGEST + " characters");
    }
  }
}
