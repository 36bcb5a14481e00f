package io.horizonpush.fallback.origin;

/** What has to be at a key for a write to happen; else it fails as changed. */
public sealed interface OriginCondition {

  OriginCondition ANY = new Any();
  OriginCondition ABSENT = new Absent();

  /** Whatever there is. */
  record Any() implements OriginCondition {}

  /** Nothing. */
  record Absent() implements OriginCondition {}

  /** The object with this tag. */
  record Matches(String tag) implements OriginCondition {}
}
