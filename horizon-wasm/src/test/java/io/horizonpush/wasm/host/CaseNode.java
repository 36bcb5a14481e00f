package io.horizonpush.wasm.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketConfiguration;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.DocumentMode;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.PluginBlobs;
import io.horizonpush.s3.store.PluginDocs;
import io.horizonpush.wasm.abi.Grants;
import io.horizonpush.wasm.abi.Manifest;
import io.horizonpush.wasm.net.NetClient;
import io.horizonpush.wasm.testing.MemoryBlobs;
import io.horizonpush.wasm.testing.MemoryDocs;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What a case has instead of a node. Confined to one test. */
final class CaseNode {

  private final MemoryDocs docs = new MemoryDocs();
  private final MemoryBlobs blobs = new MemoryBlobs();
  private final Map<String, Bucket> buckets = new HashMap<>();
  private final String plugin;
  final TestingSinks sinks = new TestingSinks();
  Instant now = Instant.parse("2026-01-01T00:00:00Z");

  CaseNode(Manifest manifest, JsonNode given) {
    this.plugin = manifest.about().name();
    given.path("documents").forEach(this::write);
  }

  PluginContext context(Manifest manifest, JsonNode given) {
    List<String> texts = new ArrayList<>();
    given.path("grants").forEach(grant -> texts.add(grant.asText()));
    JsonNode settings =
        given.has("settings") ? given.path("settings") : JsonNodeFactory.instance.objectNode();
    return new PluginContext(
        plugin,
        manifest,
        given.has("grants") ? Grants.of(texts) : manifest.grants(),
        manifest.config().settings(settings),
        manifest.running().limits(),
        new HostServices(docs, blobs, new NetClient(), sinks, MemoryDocs.SELF, () -> now));
  }

  private void write(JsonNode entry) {
    docs.set(
        space(entry.path("bucket").asText()),
        entry.path("key").asText(),
        ByteBuffer.wrap(entry.path("value").asText().getBytes(UTF_8)));
  }

  private PluginDocs.Space space(String name) {
    return new PluginDocs.Space(bucket(name).id(), plugin);
  }

  Bucket bucket(String name) {
    return buckets.computeIfAbsent(
        name,
        any -> {
          BucketName bucket = new BucketName(name);
          return new Bucket(
              docs.make(bucket),
              bucket,
              new Owner("0123", "tester"),
              Instant.EPOCH,
              Durability.STRICT,
              DocumentMode.EAGER,
              Map.of(),
              BucketConfiguration.DEFAULT,
              Optional.empty());
        });
  }

  /** The object of an answer as a blob that its bucket holds. */
  RequestView.ObjectBlob hold(Bucket bucket, byte[] body) {
    return new RequestView.ObjectBlob(blobs.hold(bucket.id(), body), body.length);
  }

  byte[] blob(BlobHash hash) {
    for (Bucket bucket : buckets.values()) {
      PluginBlobs.Reader reader =
          new PluginBlobs.Reader(Optional.of(bucket.id()), Optional.of(plugin));
      OptionalLong length = blobs.length(reader, hash);
      if (length.isPresent()) {
        ByteRange whole = new ByteRange(0, length.getAsLong());
        Content content = blobs.open(reader, hash, whole).orElseThrow();
        return CaseBody.bytes(((Content.Memory) content).bytes());
      }
    }
    throw new AssertionError("no blob " + hash);
  }

  /** Every entry that is there, as bucket, key and value. */
  List<String> documents() {
    List<String> all = new ArrayList<>();
    for (String bucket : buckets.keySet().stream().sorted().toList()) {
      for (PluginDocs.Listed listed :
          docs.list(space(bucket), "", "", 1000, PluginDocs.Authors.SELF)) {
        PluginDocs.Entry entry =
            docs.find(space(bucket), listed.key(), PluginDocs.Authors.SELF).orElseThrow();
        all.add(bucket + " " + listed.key() + " " + CaseBody.text(CaseBody.bytes(entry.value())));
      }
    }
    return all;
  }
}
