package io.horizonpush.node.plugins;

import io.horizonpush.wasm.abi.Moment;
import io.horizonpush.wasm.chain.ChainMetrics;
import io.horizonpush.wasm.engine.GuestFailure;
import io.horizonpush.wasm.host.PluginSinks.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Notes what plugins are called for. Thread-safe. */
final class NotedCalls implements ChainMetrics {

  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final AtomicLong wasted = new AtomicLong();
  private final List<String> alarms = new CopyOnWriteArrayList<>();

  @Override
  public void called(String entry, Moment moment, String verdict, long nanos, long cpuNanos) {
    if (nanos < 0 || cpuNanos < 0) {
      throw new AssertionError("A call took no time");
    }
    calls.add(entry + " " + moment.name().toLowerCase(Locale.ROOT));
  }

  @Override
  public void wasted(String entry, Moment moment, long cpuNanos) {
    wasted.addAndGet(cpuNanos);
  }

  @Override
  public void failed(String entry, GuestFailure failure) {
    failures.add(entry + " " + failure.kind());
  }

  @Override
  public void alarm(String entry, GuestFailure failure) {
    alarms.add(entry);
  }

  @Override
  public void reclaimed(String entry) {
    alarms.add("reclaimed " + entry);
  }

  @Override
  public void measured(String entry, List<Measurement> measurements) {
    measurements.forEach(each -> calls.add(entry + " measured " + each.name()));
  }

  /** What was called since this was asked before, in its order. */
  List<String> calls() {
    List<String> all = new ArrayList<>(calls);
    calls.clear();
    return all;
  }

  /** The processor time of calls that failed, in nanoseconds. */
  long wasted() {
    return wasted.get();
  }

  List<String> failures() {
    return failures;
  }

  List<String> alarms() {
    return alarms;
  }
}
