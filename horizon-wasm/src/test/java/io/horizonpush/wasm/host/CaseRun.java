package io.horizonpush.wasm.host;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.wasm.abi.Manifest;
import io.horizonpush.wasm.abi.PluginEvent;
import io.horizonpush.wasm.engine.CompiledModule;
import io.horizonpush.wasm.engine.GuestException;
import io.horizonpush.wasm.pool.GuestThreads;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** One run of a case on a plugin: what docs/plugins.md says of cases. Confined to one test. */
final class CaseRun implements AutoCloseable {

  private final JsonNode given;
  private final Manifest manifest;
  private final CaseBody.Split split;
  private final CaseNode node;
  private final Map<ByteBuffer, CaseRequest.Kept> cache = new HashMap<>();
  private final GuestThreads threads =
      new GuestThreads(
          new GuestThreads.Settings(
              1, 4, 10, Duration.ofSeconds(10), Duration.ofSeconds(1), 1L << 20),
          () -> {});
  private final NativePlugin plugin;

  CaseRun(CompiledModule compiled, Manifest manifest, JsonNode given, CaseBody.Split split) {
    this.given = given;
    this.manifest = manifest;
    this.split = split;
    this.node = new CaseNode(manifest, given);
    this.plugin = NativePlugin.of(compiled, node.context(manifest, given));
  }

  /** Starts an instance. */
  NativeInstance start() {
    return threads.run(thread -> plugin.instantiate());
  }

  void run() {
    CaseExpectations expectations = new CaseExpectations(node);
    NativeInstance instance = start();
    int number = 0;
    for (JsonNode step : given.path("steps")) {
      number++;
      node.sinks.lines.clear();
      node.sinks.invalidated.clear();
      if (step.has("time")) {
        node.now = Instant.parse(step.path("time").asText());
      }
      CaseOutcome outcome = step(instance, step);
      expectations.check("step " + number, step.path("expect"), outcome);
      if (outcome.failed) {
        instance = start();
      }
      node.sinks.invalidated.forEach(this::forget);
    }
  }

  private void forget(String tag) {
    cache.values().removeIf(kept -> tag.isEmpty() || kept.tags().contains(tag));
  }

  private CaseOutcome step(NativeInstance instance, JsonNode step) {
    try {
      return threads.run(thread -> onGuestThread(instance, step));
    } catch (GuestException e) {
      if (!step.path("expect").path("failure").asBoolean()) {
        throw new AssertionError(e.failure() + " " + node.sinks.lines, e);
      }
      CaseOutcome outcome = new CaseOutcome();
      outcome.failed = true;
      return outcome;
    }
  }

  private CaseOutcome onGuestThread(NativeInstance instance, JsonNode step) {
    if (step.has("request")) {
      CaseRequest request = new CaseRequest(node, manifest, split, step);
      if (!request.isTaken()) {
        return request.passedBy();
      }
      begin(instance, Optional.of(request.view()));
      CaseOutcome outcome = request.pass(instance, cache);
      instance.end();
      return outcome;
    }
    begin(instance, Optional.empty());
    CaseOutcome outcome = new CaseOutcome();
    if (step.has("event")) {
      outcome.again = !instance.onEvent(event(step.path("event")));
    } else {
      instance.onTick();
    }
    instance.end();
    return outcome;
  }

  private static void begin(NativeInstance instance, Optional<RequestView> view) {
    instance.begin(new NativeRequest(view, new RequestVariables(), "R"));
  }

  private PluginEvent event(JsonNode event) {
    BucketName bucket = node.bucket(event.path("bucket").asText()).name();
    String key = event.path("key").asText();
    String version = event.path("version").asText("null");
    return switch (event.path("kind").asText()) {
      case "created" -> new PluginEvent.ObjectCreated(bucket, key, version);
      case "removed" -> new PluginEvent.ObjectRemoved(bucket, key, version);
      case "entry-set" -> new PluginEvent.EntrySet(bucket, key);
      default -> new PluginEvent.EntryDeleted(bucket, key);
    };
  }

  @Override
  public void close() {
    threads.close();
  }
}
