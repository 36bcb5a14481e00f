package io.horizonpush.wasm.trial;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.S3Operation;
import io.horizonpush.wasm.abi.PluginEvent;
import io.horizonpush.wasm.trial.PluginCase.Answered;
import io.horizonpush.wasm.trial.PluginCase.Asked;
import io.horizonpush.wasm.trial.PluginCase.Entry;
import io.horizonpush.wasm.trial.PluginCase.Fixtures;
import io.horizonpush.wasm.trial.PluginCase.Happening;
import io.horizonpush.wasm.trial.PluginCase.Line;
import io.horizonpush.wasm.trial.PluginCase.Server;
import io.horizonpush.wasm.trial.PluginCase.Step;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads cases, and refuses what it does not know by its name. Stateless. */
final class CaseReader {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private CaseReader() {}

  /**
   * The case of a file.
   *
   * @throws CaseException that names the field
   */
  static PluginCase read(byte[] file) {
    CaseFields fields = CaseFields.of(json(file), "");
    PluginCase read =
        new PluginCase(
            fields.requiredText("name"),
            fields.find("settings").map(JsonNode::toString).orElse("{}"),
            fields.find("grants").map(any -> fields.texts("grants")),
            fixtures(fields),
            fields.truth("starts").orElse(true),
            fields.objects("steps").stream().map(CaseReader::step).toList());
    fields.end();
    if (read.starts() && read.steps().isEmpty()) {
      throw new CaseException("steps are missing: nothing would be tried");
    }
    return read;
  }

  private static JsonNode json(byte[] file) {
    try {
      return JSON.readTree(new String(file, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new CaseException("it is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static Fixtures fixtures(CaseFields fields) {
    List<JsonNode> blobs = fields.nodes("blobs");
    return new Fixtures(
        fields.objects("documents").stream().map(CaseReader::entry).toList(),
        blobs.stream().map(node -> Bytes.of(node, "blobs[]")).toList(),
        fields.objects("servers").stream().map(CaseReader::server).toList());
  }

  static Entry entry(CaseFields fields) {
    Entry entry =
        new Entry(
            fields.requiredText("bucket"),
            fields.requiredText("key"),
            fields.bytes("value").orElse(Bytes.NONE));
    fields.end();
    return entry;
  }

  private static Server server(CaseFields fields) {
    Server server =
        new Server(
            fields.text("method").orElse("GET"),
            fields.requiredText("url"),
            fields.number("status").orElse(200),
            fields.headers("headers"),
            fields.bytes("body").orElse(Bytes.NONE));
    fields.end();
    return server;
  }

  private static Step step(CaseFields fields) {
    Step step =
        new Step(
            fields.text("time").map(text -> instant(fields.path("time"), text)),
            happening(fields),
            fields.object("expect").map(Expected::read).orElse(Expected.NOTHING));
    fields.end();
    return step;
  }

  private static Instant instant(String path, String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new CaseException(path + " is no time as ISO 8601 writes it", e);
    }
  }

  private static Happening happening(CaseFields fields) {
    Optional<CaseFields> request = fields.object("request");
    Optional<CaseFields> event = fields.object("event");
    boolean tick = fields.truth("tick").orElse(false);
    int all = (request.isPresent() ? 1 : 0) + (event.isPresent() ? 1 : 0) + (tick ? 1 : 0);
    if (all != 1) {
      throw new CaseException(
          fields.path("request") + ", event and tick: a step has exactly one of them");
    }
    if (request.isPresent()) {
      return new Happening.Request(
          asked(request.get()),
          fields.object("response").map(CaseReader::answered).orElseGet(CaseReader::plain));
    }
    return event
        .<Happening>map(each -> new Happening.Event(event(each)))
        .orElseGet(Happening.Tick::new);
  }

  private static Asked asked(CaseFields fields) {
    S3Operation operation = operation(fields);
    Optional<String> bucket = fields.text("bucket");
    Optional<String> key = fields.text("key");
    String path = bucket.map(name -> "/" + name + key.map("/"::concat).orElse("")).orElse("/");
    Asked asked =
        new Asked(
            operation,
            bucket,
            key,
            fields.text("version"),
            new Line(
                fields.text("method").orElse(operation.method()),
                fields.text("path").orElse(path),
                fields.texted("query"),
                fields.text("id").orElse("REQUEST1"),
                fields.text("address").orElse("127.0.0.1")),
            fields.headers("headers"),
            fields.bytes("body"),
            fields.text("who").orElse("anonymous"));
    fields.end();
    return asked;
  }

  private static S3Operation operation(CaseFields fields) {
    String name = fields.requiredText("operation");
    for (S3Operation operation : S3Operation.values()) {
      if (operation.operationName().equals(name)) {
        return operation;
      }
    }
    throw new CaseException(fields.path("operation") + " is no operation of S3: " + name);
  }

  private static Answered answered(CaseFields fields) {
    Answered answered =
        new Answered(
            fields.number("status").orElse(200),
            fields.text("code"),
            fields.headers("headers"),
            fields.bytes("body").orElse(Bytes.NONE),
            fields.text("etag"),
            fields.text("version"),
            fields.truth("blob").orElse(false));
    fields.end();
    return answered;
  }

  private static Answered plain() {
    return new Answered(
        200,
        Optional.empty(),
        java.util.Map.of(),
        Bytes.NONE,
        Optional.empty(),
        Optional.empty(),
        false);
  }

  private static PluginEvent event(CaseFields fields) {
    String kind = fields.requiredText("kind");
    BucketName bucket = bucket(fields);
    String key = fields.requiredText("key");
    Optional<String> version = fields.text("version");
    fields.end();
    return switch (kind) {
      case "created" -> new PluginEvent.ObjectCreated(bucket, key, version.orElse("null"));
      case "removed" -> new PluginEvent.ObjectRemoved(bucket, key, version.orElse("null"));
      case "entry-set" -> new PluginEvent.EntrySet(bucket, key);
      case "entry-deleted" -> new PluginEvent.EntryDeleted(bucket, key);
      default ->
          throw new CaseException(
              fields.path("kind") + " is none of created, removed, entry-set and entry-deleted");
    };
  }

  private static BucketName bucket(CaseFields fields) {
    try {
      return new BucketName(fields.requiredText("bucket"));
    } catch (S3Exception e) {
      throw new CaseException(fields.path("bucket") + " is no bucket's name", e);
    }
  }
}
