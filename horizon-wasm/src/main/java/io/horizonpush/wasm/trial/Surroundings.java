package io.horizonpush.wasm.trial;

import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.PluginDocs;
import io.horizonpush.wasm.abi.Grants;
import io.horizonpush.wasm.abi.PluginFile;
import io.horizonpush.wasm.abi.PluginLimits;
import io.horizonpush.wasm.abi.Settings;
import io.horizonpush.wasm.host.HostServices;
import io.horizonpush.wasm.host.PluginContext;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** What a plugin finds in a case. Confined to one run of it. */
final class Surroundings {

  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  private final String plugin;
  private final TrialDocs docs = new TrialDocs();
  private final TrialBlobs blobs = new TrialBlobs();
  private final TrialNet net;
  private final Map<String, KeptAnswer> cache = new HashMap<>();
  private final TrialSinks sinks = new TrialSinks(this::forgetTag);
  private volatile Instant now = BEGIN;

  Surroundings(String plugin, PluginCase of) {
    PluginCase.Fixtures fixtures = of.fixtures();
    this.plugin = plugin;
    this.net = new TrialNet(fixtures.servers());
    of.steps().forEach(this::makeBuckets);
    fixtures
        .documents()
        .forEach(
            each ->
                docs.set(
                    new PluginDocs.Space(docs.make(new BucketName(each.bucket())), plugin),
                    each.key(),
                    ByteBuffer.wrap(each.value().array())));
    fixtures.blobs().forEach(each -> blobs.hold(each.array()));
  }

  /** Every bucket that a case names is there. */
  private void makeBuckets(PluginCase.Step step) {
    switch (step.happening()) {
      case PluginCase.Happening.Request request ->
          request.asked().bucket().filter(Surroundings::isBucket).ifPresent(this::makeBucket);
      case PluginCase.Happening.Event event -> docs.make(event.event().bucket());
      case PluginCase.Happening.Tick _ -> {}
    }
    step.expected().documents().ifPresent(all -> all.forEach(entry -> makeBucket(entry.bucket())));
  }

  private void makeBucket(String name) {
    docs.make(new BucketName(name));
  }

  private static boolean isBucket(String name) {
    try {
      return !new BucketName(name).value().isEmpty();
    } catch (S3Exception e) {
      return false;
    }
  }

  /** An answer that is kept. */
  record KeptAnswer(
      Instant until,
      java.util.List<String> tags,
      int status,
      Map<String, String> headers,
      Bytes body) {}

  private void forgetTag(String tag) {
    cache.values().removeIf(each -> tag.isEmpty() || each.tags().contains(tag));
  }

  /** The entry's name, which is the manifest's. */
  String plugin() {
    return plugin;
  }

  TrialDocs docs() {
    return docs;
  }

  TrialBlobs blobs() {
    return blobs;
  }

  TrialNet net() {
    return net;
  }

  TrialSinks sinks() {
    return sinks;
  }

  /** By the key that the plugin gave. */
  Map<String, KeptAnswer> cache() {
    return cache;
  }

  Instant now() {
    return now;
  }

  void setTime(Instant time) {
    now = time;
  }

  PluginContext context(PluginFile file, Grants grants, Settings settings) {
    return new PluginContext(
        plugin,
        file.manifest(),
        grants,
        settings,
        file.manifest().running().limits().within(PluginLimits.CEILING),
        new HostServices(docs, blobs, net.client(), sinks, TrialDocs.SELF, this::now));
  }
}
