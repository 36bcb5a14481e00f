package io.horizonpush.wasm.chain;

import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.request.BucketScoped;
import io.horizonpush.s3.request.NamedKey;
import io.horizonpush.s3.request.S3Input;
import io.horizonpush.s3.request.S3Operation;
import io.horizonpush.wasm.abi.BodyAccess;
import io.horizonpush.wasm.abi.Manifest;
import io.horizonpush.wasm.abi.Match;
import io.horizonpush.wasm.abi.Phase;
import io.horizonpush.wasm.abi.PluginInstance;
import io.horizonpush.wasm.engine.CompiledModule;
import io.horizonpush.wasm.engine.GuestFailure;
import io.horizonpush.wasm.host.NativeInstance;
import io.horizonpush.wasm.host.NativeRequest;
import io.horizonpush.wasm.host.ProxyPlugin;
import io.horizonpush.wasm.pool.InstancePool;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A plugin at its place in the chain, with its instances. It belongs to every generation that has
 * it, and its pool closes with the last of them. Thread-safe.
 */
final class Entry {

  private final EntryPlan plan;
  private final Running running;
  private final Breaker breaker = new Breaker(System::nanoTime);
  private final InstantSource clock;
  private final Match.Matcher own;
  private final Match.Matcher operators;

  /** The operations that it takes, each with the one that its matches know it as. */
  private final Map<S3Operation, S3Operation> operations = new EnumMap<>(S3Operation.class);

  private final boolean done;
  private volatile Optional<EntryStatus.Failure> lastFailure = Optional.empty();
  private volatile List<NativeInstance.Subscription> subscriptions = List.of();
  private int generations;

  /** What an entry runs with. */
  record Running(
      CompiledModule compiled, InstancePool<PluginInstance<NativeRequest>> pool, LogRing log) {}

  Entry(EntryPlan plan, Running running, InstantSource clock) {
    this.plan = plan;
    this.running = running;
    this.clock = clock;
    this.own = manifest().match().matcher();
    this.operators = plan.match().matcher();
    this.done =
        ProxyPlugin.isProxy(plan.file().module())
            || plan.file().module().functions().containsKey("hp_on_done");
    for (S3Operation operation : S3Operation.values()) {
      if (names(operation)) {
        operations.put(operation, operation);
      }
    }
    // What clients see as one object has to be transformed however it is asked for and stored.
    if ((writesAnswers() || has(Phase.RESPONSE))
        && operations.containsKey(S3Operation.GET_OBJECT)) {
      operations.put(S3Operation.HEAD_OBJECT, S3Operation.GET_OBJECT);
    }
    if (writesRequests() && operations.containsKey(S3Operation.PUT_OBJECT)) {
      for (S3Operation upload : Uploads.OTHER_WAYS) {
        operations.putIfAbsent(upload, S3Operation.PUT_OBJECT);
      }
    }
  }

  private boolean names(S3Operation operation) {
    return contains(manifest().match().operations(), operation)
        && contains(plan.match().operations(), operation);
  }

  private static boolean contains(Set<S3Operation> operations, S3Operation operation) {
    return operations.isEmpty() || operations.contains(operation);
  }

  EntryPlan plan() {
    return plan;
  }

  String name() {
    return plan.name();
  }

  Manifest manifest() {
    return plan.file().manifest();
  }

  CompiledModule compiled() {
    return running.compiled();
  }

  InstancePool<PluginInstance<NativeRequest>> pool() {
    return running.pool();
  }

  Breaker breaker() {
    return breaker;
  }

  LogRing log() {
    return running.log();
  }

  boolean has(Phase phase) {
    return manifest().phases().contains(phase);
  }

  /** Whether it wants to hear that a request is over. */
  boolean hasDone() {
    return done;
  }

  BodyAccess requestAccess() {
    return manifest().bodies().request();
  }

  BodyAccess answerAccess() {
    return manifest().bodies().response();
  }

  boolean writesRequests() {
    return requestAccess() == BodyAccess.WRITE;
  }

  boolean writesAnswers() {
    return answerAccess() == BodyAccess.WRITE;
  }

  /** Whether it is called before a request's operation. */
  boolean asksBefore() {
    return has(Phase.CACHE) || has(Phase.REQUEST) || requestAccess() != BodyAccess.NONE;
  }

  /** Whether it is called behind a request's operation, but for the request's end. */
  boolean asksBehind() {
    return has(Phase.CACHE) || has(Phase.RESPONSE) || answerAccess() != BodyAccess.NONE;
  }

  Set<S3Operation> operations() {
    return operations.keySet();
  }

  /** Whether a request is one of its own, as far as its operation and what it names say. */
  boolean takes(S3Input input) {
    S3Operation as = operations.get(input.operation());
    if (as == null) {
      return false;
    }
    Optional<String> bucket =
        input instanceof BucketScoped scoped
            ? Optional.of(scoped.bucket()).map(BucketName::value)
            : Optional.empty();
    Optional<String> key = NamedKey.of(input).map(each -> each.value());
    return own.takes(as, bucket, key) && operators.takes(as, bucket, key);
  }

  /** Whether an object of a bucket is one of its own, whatever is done with it. */
  boolean takesPlace(String bucket, String key) {
    return own.takesPlace(Optional.of(bucket), Optional.of(key))
        && operators.takesPlace(Optional.of(bucket), Optional.of(key));
  }

  /** Whether an object is one of those that it is for. */
  boolean takesObject(Optional<String> contentType, OptionalLong size) {
    return own.takesObject(contentType, size) && operators.takesObject(contentType, size);
  }

  /** Remembers a failure; true if it brought the entry into quarantine. */
  boolean failed(GuestFailure failure, Breaker.Pass pass, String request) {
    lastFailure =
        Optional.of(
            new EntryStatus.Failure(
                Instant.ofEpochMilli(clock.millis()), failure.kind(), failure.text(), request));
    return switch (failure) {
      case GuestFailure.Cancelled _, GuestFailure.Busy _ -> {
        breaker.untried(pass); // Neither is the plugin's fault.
        yield false;
      }
      case GuestFailure.Trap _,
          GuestFailure.StackExhausted _,
          GuestFailure.OutOfMemory _,
          GuestFailure.Interrupted _,
          GuestFailure.OverBudget _,
          GuestFailure.TimedOut _,
          GuestFailure.Lost _,
          GuestFailure.Exited _,
          GuestFailure.HostFlood _,
          GuestFailure.BadResult _,
          GuestFailure.StartFailed _,
          GuestFailure.EngineFault _ ->
          breaker.failed(pass);
    };
  }

  /** Notes about which entries of documents its plugin wants to hear. */
  void wants(List<NativeInstance.Subscription> wanted) {
    subscriptions = List.copyOf(wanted);
  }

  List<NativeInstance.Subscription> subscriptions() {
    return subscriptions;
  }

  EntryStatus status() {
    return new EntryStatus(
        plan.name(),
        plan.file().digest(),
        breaker.quarantine(),
        new EntryStatus.Pool(
            plan.instances(),
            pool().idle(),
            pool().leased(),
            plan.instances() * plan.limits().memory()),
        lastFailure,
        running.log().dropped());
  }

  /** One more generation has it. */
  synchronized void join() {
    generations++;
  }

  /** A generation that had it is gone. */
  synchronized void leave() {
    if (--generations == 0) {
      pool().close();
    }
  }
}
