package io.horizonpush.s3.policy;

/** How an ordered value has to stand to another. */
enum Comparison {
  EQUAL,
  LESS,
  LESS_OR_EQUAL,
  GREATER,
  GREATER_OR_EQUAL;

  /** Whether it is so, given the sign of a comparison. */
  boolean holds(int sign) {
    return switch (this) {
      case EQUAL -> sign == 0;
      case LESS -> sign < 0;
      case LESS_OR_EQUAL -> sign <= 0;
      case GREATER -> sign > 0;
      case GREATER_OR_EQUAL -> sign >= 0;
    };
  }
}
