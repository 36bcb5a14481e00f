package io.horizonpush.wasm.chain;

import io.horizonpush.s3.model.WriterId;
import io.horizonpush.wasm.abi.PluginEvent;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A log of what happened, read by positions that survive a restart. Thread-safe; may block. */
public interface EventSource {

  /** By which positions in it are remembered. */
  String name();

  /**
   * Has what happens in some buckets kept from now on for who listens, and in no others. Called by
   * one thread at a time.
   *
   * @param buckets their names, or {@code *} for every bucket
   */
  void follow(Set<String> buckets);

  /** The position behind all that has happened so far. */
  long latest();

  /**
   * What happened behind a position, in its order.
   *
   * @param after 0 for the beginning
   * @param most events
   */
  Batch read(long after, int most);

  /** Everybody who listens has heard of all up to a position: it need not be kept for them. */
  void heard(long through);

  /**
   * Some of it.
   *
   * @param next what to ask for behind it
   */
  record Batch(List<Happened> events, long next) {

    public Batch {
      events = List.copyOf(events);
    }
  }

  /**
   * Something that happened.
   *
   * @param entry of the plugins' space to which it did; nothing where it was an object
   */
  record Happened(PluginEvent event, Optional<Written> entry) {}

  /**
   * An entry of the plugins' space.
   *
   * @param plugin whose space it is in
   */
  record Written(String plugin, String key, WriterId author) {}
}
