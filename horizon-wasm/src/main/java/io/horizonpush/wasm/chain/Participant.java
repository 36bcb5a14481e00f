package io.horizonpush.wasm.chain;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.wasm.abi.Moment;
import io.horizonpush.wasm.abi.PluginInstance;
import io.horizonpush.wasm.engine.GuestException;
import io.horizonpush.wasm.engine.GuestFailure;
import io.horizonpush.wasm.host.NativeRequest;
import io.horizonpush.wasm.pool.GuestThread;
import io.horizonpush.wasm.pool.InstancePool;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An entry that a request meets, with the instance that serves it. What becomes of the request when
 * the plugin fails is settled here, as the operator chose. Confined to its request.
 */
final class Participant {

  private static final Logger LOG = LoggerFactory.getLogger(Participant.class);

  /** What verdicts are counted as: each word is made once. */
  private static final ClassValue<String> VERDICTS =
      new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> verdict) {
          return verdict == Boolean.class ? "" : verdict.getSimpleName().toLowerCase(Locale.ROOT);
        }
      };

  private final Entry entry;
  private final int index;
  private final RequestState state;
  private final ChainMetrics metrics;
  private final OnError onError;
  private final EntryView view;
  private Breaker.Pass pass = Breaker.Pass.FREE;
  private InstancePool<PluginInstance<NativeRequest>>.@Nullable Lease lease;
  private @Nullable PluginInstance<NativeRequest> instance;
  private boolean skipped;
  private boolean gone;

  /** Whether its plugin is being called. */
  private volatile boolean running;

  /**
   * @param index among those that the request meets
   * @param onError what becomes of the request when it fails
   */
  Participant(Entry entry, int index, RequestState state, ChainMetrics metrics, OnError onError) {
    this.entry = entry;
    this.index = index;
    this.state = state;
    this.metrics = metrics;
    this.onError = onError;
    this.view = new EntryView(entry, state);
  }

  Entry entry() {
    return entry;
  }

  int index() {
    return index;
  }

  /** Whether it is called for what comes of the request. */
  boolean isActive() {
    return !skipped && !gone;
  }

  /** Whether it failed and was let pass. */
  boolean isGone() {
    return gone;
  }

  /** Calls nothing more of it but that the request is over. */
  void skip() {
    skipped = true;
  }

  /**
   * Waits for the right to an instance. On the request's thread.
   *
   * @throws S3Exception if there is none and the request is not to go on without
   */
  void lease() {
    if (lease != null || gone) {
      return;
    }
    pass = entry.breaker().enter();
    if (pass == Breaker.Pass.NONE) {
      gone = true;
      if (onError == OnError.FAIL_CLOSED) {
        throw unavailable("is in quarantine");
      }
      return;
    }
    long begun = System.nanoTime();
    try {
      lease = entry.pool().lease();
    } catch (GuestException e) {
      fail(e.failure());
    }
    metrics.waited(entry.name(), System.nanoTime() - begun);
  }

  /**
   * Calls its plugin, on a guest thread.
   *
   * @return nothing if it fails and the request goes on without it
   * @throws S3Exception if it fails and the request is not to go on
   */
  <V> Optional<V> call(Moment moment, Function<PluginInstance<NativeRequest>, V> call) {
    if (!isActive()) {
      return Optional.empty();
    }
    RequestState.Mark mark = state.mark();
    GuestThread thread = GuestThread.current();
    long cpu = thread.allCpuNanos();
    running = true;
    try {
      V value = call.apply(begun());
      running = false;
      report(moment, value, thread, cpu);
      return Optional.of(value);
    } catch (GuestException e) {
      running = false;
      metrics.wasted(entry.name(), moment, thread.allCpuNanos() - cpu);
      state.restore(mark); // As if it had not been called.
      fail(e.failure());
      return Optional.empty();
    }
  }

  private PluginInstance<NativeRequest> begun() {
    PluginInstance<NativeRequest> begun = instance;
    if (begun == null) {
      if (lease == null) {
        throw new IllegalStateException("No instance was asked for");
      }
      begun = lease.instance();
      begun.begin(
          new NativeRequest(Optional.of(view), state.variables(), state.asked().id().value()));
      instance = begun;
    }
    return begun;
  }

  private void report(Moment moment, Object value, GuestThread thread, long cpuBefore) {
    metrics.called(
        entry.name(),
        moment,
        VERDICTS.get(value.getClass()),
        thread.lastWallNanos(),
        thread.allCpuNanos() - cpuBefore);
  }

  /** It failed, or does not do what it may. */
  void fail(GuestFailure failure) {
    settle(failure);
    switch (onError) {
      case FAIL_CLOSED ->
          throw failure instanceof GuestFailure.Busy ? busy() : unavailable("failed");
      case FAIL_OPEN -> {}
      case BYPASS_AND_ALARM -> metrics.alarm(entry.name(), failure);
    }
  }

  private void settle(GuestFailure failure) {
    gone = true;
    view.detach();
    if (lease != null) {
      lease.fail(failure);
    }
    metrics.failed(entry.name(), failure);
    LOG.debug("{} plugin {}: {}", state.asked().id(), entry.name(), failure.text());
    if (entry.failed(failure, pass, state.asked().id().value())) {
      LOG.warn("plugin {} is in quarantine: {}", entry.name(), failure.text());
      metrics.quarantined(entry.name());
    }
  }

  /** It is asked more than it can answer, which is no trouble of the node's. */
  private S3Exception busy() {
    return new S3Exception(
            S3ErrorCode.SLOW_DOWN,
            "The plugin %s of this node is busy. Please reduce your request rate."
                .formatted(entry.name()))
        .withHeader("retry-after", "1");
  }

  S3Exception unavailable(String why) {
    return new S3Exception(
        S3ErrorCode.SERVICE_UNAVAILABLE,
        "The plugin %s of this node %s. Please try again.".formatted(entry.name(), why));
  }

  boolean hasBegun() {
    return instance != null && !gone;
  }

  /** Tells it that the request is over, on a guest thread. What it does then changes nothing. */
  void finish() {
    PluginInstance<NativeRequest> begun = instance;
    if (begun == null || gone) {
      return;
    }
    GuestThread thread = GuestThread.current();
    long cpu = thread.allCpuNanos();
    try {
      if (entry.hasDone()) {
        begun.onDone();
        report(Moment.DONE, true, thread, cpu);
      }
    } catch (GuestException e) {
      metrics.wasted(entry.name(), Moment.DONE, thread.allCpuNanos() - cpu);
      settle(e.failure());
    }
    close();
  }

  /** Ends the request for it and gives the instance back. Idempotent. */
  void close() {
    PluginInstance<NativeRequest> begun = instance;
    instance = null;
    view.detach();
    if (begun != null) {
      begun.end();
    }
    if (lease != null) {
      lease.close();
      lease = null;
    }
    if (!gone) {
      gone = true;
      if (begun == null) {
        entry.breaker().untried(pass);
      } else {
        entry.breaker().succeeded(pass);
      }
    }
  }

  /** The thread on which it ran was given up, or what it ran with is not known to be sound. */
  void abandon(GuestFailure why) {
    instance = null; // Another thread may still have it.
    if (!gone) {
      settle(running ? why : new GuestFailure.Cancelled());
    }
    if (lease != null) {
      lease.close();
      lease = null;
    }
  }
}
