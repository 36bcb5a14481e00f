package io.horizonpush.wasm.host;

import io.horizonpush.wasm.abi.Moment;
import io.horizonpush.wasm.pool.GuestThread;
import io.horizonpush.wasm.pool.GuestThread.Waited;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * What an instance is at: for which request it is called, at which moment, and what it has said so
 * far. Confined to its instance.
 */
final class Scope {

  private static final int MOST_CALLS = 100_000;
  private static final int MOST_OPERATIONS = 256;
  private static final int MOST_EMITTED = 4 << 20;

  private final PluginContext plugin;
  private final Handles handles = new Handles();
  private final Outbox outbox;
  private final Set<String> metrics = new TreeSet<>();
  private final List<Subscription> subscriptions = new ArrayList<>();
  private @Nullable NativeRequest request;
  private int operations;

  private Moment moment = Moment.INIT;
  private int calls;
  private AnswerDraft answer = new AnswerDraft();
  private CacheDraft cache = new CacheDraft();
  private Optional<String> principal = Optional.empty();
  private final List<ByteBuffer> emitted = new ArrayList<>();
  private int emittedBytes;

  /** Entries about whose changes a plugin wants to hear. */
  record Subscription(String bucket, String prefix) {}

  Scope(PluginContext plugin) {
    this.plugin = plugin;
    this.outbox = new Outbox(plugin.services().sinks(), System::nanoTime);
  }

  void beginRequest(NativeRequest begun) {
    if (request != null) {
      throw new IllegalStateException("The instance serves another request");
    }
    request = begun;
    operations = 0;
  }

  void endRequest() {
    handles.closeAll();
    request = null;
  }

  void beginCall(Moment at) {
    moment = at;
    calls = 0;
    answer = new AnswerDraft();
    cache = new CacheDraft();
    principal = Optional.empty();
    emitted.clear();
    emittedBytes = 0;
  }

  void endCall() {
    NativeRequest own = request;
    outbox.flush(new PluginSinks.Source(plugin.entry(), own == null ? "" : own.id()));
  }

  /** Counts a call of the host; false if it is one too many. */
  boolean count() {
    return ++calls <= MOST_CALLS;
  }

  static int mostCalls() {
    return MOST_CALLS;
  }

  PluginContext plugin() {
    return plugin;
  }

  Moment moment() {
    return moment;
  }

  /** Refuses what is of use at other moments only. */
  void require(Moment... moments) {
    for (Moment each : moments) {
      if (each == moment) {
        return;
      }
    }
    throw Errno.WRONG_PHASE.error();
  }

  /** The request that the instance is called for. */
  RequestView view() {
    return optionalView().orElseThrow(Errno.WRONG_PHASE::error);
  }

  Optional<RequestView> optionalView() {
    NativeRequest own = request;
    return own == null ? Optional.empty() : own.view();
  }

  /** Refuses what belongs to a request, an event or a tick before one has begun. */
  void requireBegun() {
    if (request == null) {
      throw Errno.WRONG_PHASE.error();
    }
  }

  RequestVariables variables() {
    view();
    NativeRequest own = request;
    if (own == null) {
      throw Errno.WRONG_PHASE.error();
    }
    return own.variables();
  }

  /** Counts something that the node's stores or others do for the request. */
  void countOperation() {
    if (moment == Moment.INIT) {
      throw Errno.WRONG_PHASE.error();
    }
    if (++operations > MOST_OPERATIONS) {
      throw Errno.BUDGET.error();
    }
  }

  /** Lets the node do what blocks, and waits for it. */
  <T> T await(Duration most, Callable<T> work) {
    return switch (GuestThread.current().await(most, work)) {
      case Waited.Done<T>(T value) -> value;
      case Waited.TimedOut<T> _ -> throw Errno.TIMED_OUT.error();
      case Waited.Refused<T> _ -> throw Errno.UNAVAILABLE.error();
      case Waited.Failed<T>(Exception thrown) -> throw Faults.of(thrown, outbox);
    };
  }

  Handles handles() {
    return handles;
  }

  Outbox outbox() {
    return outbox;
  }

  AnswerDraft answer() {
    return answer;
  }

  CacheDraft cache() {
    return cache;
  }

  Optional<String> principal() {
    return principal;
  }

  void identify(String as) {
    if (principal.isPresent()) {
      throw Errno.WRONG_PHASE.error();
    }
    principal = Optional.of(as);
  }

  void emit(byte[] bytes) {
    if (emittedBytes + bytes.length > MOST_EMITTED) {
      throw Errno.BUDGET.error();
    }
    if (bytes.length > 0) {
      emittedBytes += bytes.length;
      emitted.add(ByteBuffer.wrap(bytes).asReadOnlyBuffer());
    }
  }

  List<ByteBuffer> emitted() {
    return List.copyOf(emitted);
  }

  /** The names of what the instance measures, of which there are few. */
  Set<String> metrics() {
    return metrics;
  }

  List<Subscription> subscriptions() {
    return subscriptions;
  }
}
