package io.horizonpush.node.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.horizonpush.iroh.verify.VerifyReport;
import io.horizonpush.node.keys.NewKey;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The JSON of the admin API's answers, built as trees: no reflection over records. */
public final class AdminJson {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private AdminJson() {}

  public static JsonNode of(NodeStatus status) {
    NodeStatus.Endpoints endpoints = status.endpoints();
    NodeStatus.StorageStatus storage = status.storage();
    ObjectNode node =
        object()
            .put("version", status.version())
            .put("state", word(status.state()))
            .put("startedAt", status.startedAt().toString())
            .put("dataDirectory", status.dataDirectory().toString());
    node.putObject("endpoints")
        .put("s3Url", endpoints.s3Url())
        .put("adminUrl", endpoints.adminUrl())
        .put("nodeId", endpoints.nodeId());
    node.putObject("storage")
        .put("outboxBacklog", storage.outboxBacklog())
        .set("problems", array(storage.problems(), NODES::textNode));
    return node;
  }

  public static JsonNode of(BucketSummary bucket) {
    return bucketFields(bucket);
  }

  public static JsonNode ofBuckets(List<BucketSummary> buckets) {
    return object().set("buckets", array(buckets, AdminJson::bucketFields));
  }

  public static JsonNode of(BucketReport report) {
    return bucketFields(report.bucket())
        .put("objects", report.objects().count())
        .put("bytes", report.objects().bytes())
        .put("documentId", report.document().id())
        .put("documentEntries", report.document().entries())
        .put("outboxBacklog", report.document().outboxBacklog());
  }

  public static JsonNode ofKeys(List<KeyInfo> keys) {
    return object().set("keys", array(keys, AdminJson::keyFields));
  }

  private static JsonNode keyFields(KeyInfo key) {
    ObjectNode node =
        object()
            .put("access-key", key.accessKeyId())
            .put("owner-id", key.owner().id())
            .put("display-name", key.owner().displayName())
            .put("role", key.role());
    node.set("grants", array(key.grants(), NODES::textNode));
    key.use()
        .ifPresent(
            use -> {
              node.put("created", use.created().toString());
              use.expires().ifPresent(time -> node.put("expires", time.toString()));
              use.lastUsed().ifPresent(time -> node.put("last-used", time.toString()));
            });
    return node;
  }

  /** A key that was just made: the only answer that holds a secret. */
  public static JsonNode of(NewKey key) {
    return object()
        .put("access-key", key.accessKeyId())
        .put("secret-key", key.secret().value())
        .put("owner-id", key.owner().id())
        .put("display-name", key.owner().displayName());
  }

  public static JsonNode revoked(String accessKeyId) {
    return object().put("revoked", accessKeyId);
  }

  public static JsonNode of(GcReport report) {
    return object().put("removedBlobs", report.removedBlobs());
  }

  public static JsonNode of(DrainReport report) {
    return object().put("tookMillis", report.took().toMillis());
  }

  public static JsonNode of(VerifyReport report) {
    return object()
        .put("objects", report.objects())
        .put("blobs", report.blobs())
        .put("bytesRead", report.bytes())
        .put("documentEntries", report.entries())
        .put("waiting", report.waiting())
        .set("findings", array(report.findings(), NODES::textNode));
  }

  /** A refusal or failure: a code that programs can compare and a sentence for people. */
  public static JsonNode error(String code, String message) {
    return object().set("error", object().put("code", code).put("message", message));
  }

  /** Text on one line. */
  public static String write(JsonNode node) {
    try {
      return MAPPER.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Reads any JSON.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static JsonNode read(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static ObjectNode bucketFields(BucketSummary bucket) {
    return object()
        .put("name", bucket.name().value())
        .put("createdAt", bucket.createdAt().toString())
        .put("durability", word(bucket.durability()));
  }

  private static ObjectNode object() {
    return NODES.objectNode();
  }

  private static <T> ArrayNode array(List<T> items, Function<T, ? extends JsonNode> node) {
    ArrayNode array = NODES.arrayNode();
    items.forEach(item -> array.add(node.apply(item)));
    return array;
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
