package io.horizonpush.node.events;

import io.horizonpush.iroh.store.ChangeNews.Subject;
import io.horizonpush.node.admin.Event;
import io.horizonpush.node.admin.EventKey;
import io.horizonpush.node.admin.EventValue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How everything is that can be told of, and the last events by which it became so: a bounded
 * number of them. Thread-safe.
 */
final class EventLog {

  private final String id;
  private final int most;
  private final Map<Subject, Map<EventKey, EventValue>> known = new LinkedHashMap<>();
  private final Deque<Event> told = new ArrayDeque<>();

  /** The number of the last event. */
  private long last;

  /**
   * @param id that no other log has: events of one are none of another
   * @param most events that are kept
   */
  EventLog(String id, int most) {
    this.id = id;
    this.most = most;
  }

  /** Takes over how all of a subject is now; tells whether that is news. */
  synchronized boolean take(Subject subject, Map<EventKey, EventValue> now) {
    Map<EventKey, EventValue> before = known.getOrDefault(subject, Map.of());
    long begun = last;
    before.keySet().stream()
        .filter(key -> !now.containsKey(key))
        .forEach(key -> add(key, Optional.empty()));
    now.forEach(
        (key, value) -> {
          if (!value.equals(before.get(key))) {
            add(key, Optional.of(value));
          }
        });
    if (now.isEmpty()) {
      known.remove(subject);
    } else {
      known.put(subject, now);
    }
    return last != begun;
  }

  private void add(EventKey key, Optional<EventValue> value) {
    last++;
    told.addLast(Event.changed(id(last), key, value));
    if (told.size() > most) {
      told.removeFirst();
    }
  }

  private String id(long number) {
    return id + "-" + number;
  }

  /** The subjects of which something is known. */
  synchronized List<Subject> subjects() {
    return List.copyOf(known.keySet());
  }

  /** The number of an event behind which all others are still here; nothing if that is not so. */
  synchronized OptionalLong find(String eventId) {
    if (!eventId.startsWith(id + "-")) {
      return OptionalLong.empty();
    }
    try {
      long number = Long.parseLong(eventId.substring(id.length() + 1));
      return isHere(number) ? OptionalLong.of(number) : OptionalLong.empty();
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private boolean isHere(long number) {
    return number <= last && number >= last - told.size();
  }

  /** All that there is, and the number of the event behind which it goes on. */
  synchronized Snapshot snapshot() {
    List<Event> events = new ArrayList<>();
    events.add(Event.snapshot());
    known.values().forEach(all -> all.forEach((key, value) -> events.add(Event.known(key, value))));
    events.add(Event.complete(id(last)));
    return new Snapshot(events, last);
  }

  record Snapshot(List<Event> events, long last) {}

  /** Some events behind one; nothing if not all of them are here any more. */
  synchronized Optional<List<Event>> after(long number, int some) {
    if (!isHere(number)) {
      return Optional.empty();
    }
    return Optional.of(told.stream().skip(told.size() - (last - number)).limit(some).toList());
  }
}
