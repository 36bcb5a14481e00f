package io.horizonpush.wasm.chain;

import io.horizonpush.wasm.abi.Moment;
import io.horizonpush.wasm.engine.GuestFailure;
import io.horizonpush.wasm.host.PluginSinks.Measurement;
import java.util.List;

/**
 * Counts what plugins do, by the names of their entries. Thread-safe; must not block. How large
 * pools are, and what they take, is in {@link PluginChain#status}.
 */
public interface ChainMetrics {

  /** Counts nothing. */
  ChainMetrics NONE = new ChainMetrics() {};

  /**
   * A plugin was called and came back.
   *
   * @param verdict what it said, in lower case; empty where there is nothing to say
   * @param nanos from the call's beginning to its end
   * @param cpuNanos of processor time, with that of the instance's start if it had to be made
   */
  default void called(String entry, Moment moment, String verdict, long nanos, long cpuNanos) {}

  /**
   * A plugin was called and failed: {@link #failed} says how.
   *
   * @param cpuNanos of processor time that it took until then
   */
  default void wasted(String entry, Moment moment, long cpuNanos) {}

  /** A plugin failed, or could not be called. */
  default void failed(String entry, GuestFailure failure) {}

  /** An entry went into quarantine. */
  default void quarantined(String entry) {}

  /** Something failed that was let pass, about which an operator wants to hear. */
  default void alarm(String entry, GuestFailure failure) {}

  /**
   * Bytes of a body went through a plugin.
   *
   * @param in that it was given
   * @param out that went on behind it
   */
  default void bytes(String entry, Moment moment, long in, long out) {}

  /** A request waited for an instance. */
  default void waited(String entry, long nanos) {}

  /** The cache of an entry was looked into. */
  default void cache(String entry, boolean hit) {}

  /** An answer was broken off because its client took it so slowly that others waited. */
  default void reclaimed(String entry) {}

  /** What a plugin measured by itself. */
  default void measured(String entry, List<Measurement> measurements) {}
}
