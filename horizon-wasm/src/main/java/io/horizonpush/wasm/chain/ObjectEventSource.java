package io.horizonpush.wasm.chain;

import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.store.ObjectEvents;
import io.horizonpush.s3.store.ObjectEvents.Followed;
import io.horizonpush.wasm.abi.PluginEvent;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What becomes of objects in the buckets that are followed. Thread-safe, as far as its ports are.
 */
public final class ObjectEventSource implements EventSource {

  private static final String EVERY = "*";

  private final ObjectEvents events;
  private final Function<BucketName, Optional<BucketId>> buckets;
  private Optional<Followed> followed = Optional.empty();

  /**
   * @param buckets the bucket of a name, if there is one now
   */
  public ObjectEventSource(ObjectEvents events, Function<BucketName, Optional<BucketId>> buckets) {
    this.events = events;
    this.buckets = buckets;
  }

  @Override
  public String name() {
    return "objects";
  }

  /** A bucket that is made later is followed from its first object on: until then, all are. */
  @Override
  public void follow(Set<String> names) {
    Map<String, BucketId> there = new HashMap<>();
    names.stream()
        .filter(name -> !name.equals(EVERY))
        .forEach(name -> buckets.apply(new BucketName(name)).ifPresent(id -> there.put(name, id)));
    Followed wanted =
        there.keySet().equals(names)
            ? new Followed.Some(Set.copyOf(there.values()))
            : new Followed.All();
    if (!followed.equals(Optional.of(wanted))) {
      events.follow(wanted);
      followed = Optional.of(wanted);
    }
  }

  @Override
  public long latest() {
    return events.latest();
  }

  @Override
  public Batch read(long after, int most) {
    ObjectEvents.Events some = events.events(after, most);
    return new Batch(some.events().stream().map(ObjectEventSource::event).toList(), some.next());
  }

  @Override
  public void heard(long through) {
    events.heard(through);
  }

  private static Happened event(ObjectEvents.Event event) {
    String key = event.key().value();
    String version = event.version().text();
    return new Happened(
        switch (event.kind()) {
          case CREATED -> new PluginEvent.ObjectCreated(event.name(), key, version);
          case REMOVED -> new PluginEvent.ObjectRemoved(event.name(), key, version);
        },
        Optional.empty());
  }
}
