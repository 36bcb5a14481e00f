package io.horizonpush.node.admin;

import java.util.Optional;

/**
 * Something that a listener is told.
 *
 * @param id by which it goes on behind this one; empty to go on behind none; nothing to leave that
 *     as it is
 * @param of what it is about; nothing for what is about all
 * @param value how that is now; nothing for what is gone
 */
public record Event(
    Optional<String> id, Type type, Optional<EventKey> of, Optional<EventValue> value) {

  /** What is told. */
  public enum Type {
    /** What was known counts no more: all that there is comes now. */
    SNAPSHOT,
    /** That was all. */
    COMPLETE,
    /** Something has come, or is another than it was. */
    SET,
    /** Something is there no more. */
    GONE
  }

  /** The beginning of all that there is. */
  public static Event snapshot() {
    return new Event(Optional.of(""), Type.SNAPSHOT, Optional.empty(), Optional.empty());
  }

  /** A part of all that there is. */
  public static Event known(EventKey of, EventValue value) {
    return new Event(Optional.empty(), Type.SET, Optional.of(of), Optional.of(value));
  }

  /** The end of all that there is. */
  public static Event complete(String id) {
    return new Event(Optional.of(id), Type.COMPLETE, Optional.empty(), Optional.empty());
  }

  /** A change. */
  public static Event changed(String id, EventKey of, Optional<EventValue> value) {
    Type type = value.isPresent() ? Type.SET : Type.GONE;
    return new Event(Optional.of(id), type, Optional.of(of), value);
  }

  /** What of it is JSON. */
  public Data data() {
    return new Data(of.map(EventKey::kind), of.map(EventKey::id), value);
  }

  /** The data of an event. */
  public record Data(Optional<EventKind> kind, Optional<String> id, Optional<EventValue> value) {}
}
