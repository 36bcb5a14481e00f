package io.horizonpush.wasm.abi;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.S3Operation;
import io.horizonpush.wasm.abi.Manifest.About;
import io.horizonpush.wasm.abi.Manifest.Bodies;
import io.horizonpush.wasm.abi.Manifest.Isolation;
import io.horizonpush.wasm.abi.Manifest.Multipart;
import io.horizonpush.wasm.abi.Manifest.Running;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads manifests, and refuses what it does not know by its name. Stateless. */
public final class ManifestParser {

  /** The most bytes of a manifest. */
  public static final int LONGEST = 64 << 10;

  private static final int MOST_NESTED = 32;
  private static final int MOST_PATTERNS = 64;
  private static final int LONGEST_PATTERN = 1_024;
  private static final int LONGEST_TEXT = 4_096;
  private static final long MOST_HELD = 16L << 20;

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");

  /** As semver.org has it, in other words. */
  private static final Pattern VERSION =
      Pattern.compile(
          "(0|[1-9]\\d{0,9})\\.(0|[1-9]\\d{0,9})\\.(0|[1-9]\\d{0,9})(-[0-9A-Za-z.-]{1,64})?(\\+[0-9A-Za-z.-]{1,64})?");

  /** Strict, and of bounded depth: what it reads comes from strangers. */
  static final ObjectMapper JSON =
      new ObjectMapper(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MOST_NESTED).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private ManifestParser() {}

  /**
   * The manifest that a section holds.
   *
   * @throws RefusedPluginException that names the field
   */
  public static Manifest parse(byte[] section) {
    Fields fields = Fields.of(json(section), "");
    if (fields.integer("abi", 1, 1, 0) != 1) {
      throw fields.wrong("abi", "is missing");
    }
    About about = about(fields);
    Set<Phase> phases = phases(fields);
    int priority = fields.integer("priority", -1_000, 1_000, 0);
    Bodies bodies = bodies(fields);
    Manifest manifest =
        new Manifest(
            about,
            phases,
            priority,
            match(fields.object("match")),
            bodies,
            Grants.requested(fields.texts("grants", MOST_PATTERNS)),
            running(fields),
            ConfigSchema.parse(
                fields.find("config").orElse(JsonNodeFactory.instance.objectNode())));
    fields.end();
    check(manifest);
    return manifest;
  }

  private static JsonNode json(byte[] section) {
    if (section.length > LONGEST) {
      throw Fields.refused("it", "has more than %d bytes".formatted(LONGEST));
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(section)).toString();
      return JSON.readTree(text);
    } catch (CharacterCodingException e) {
      throw new RefusedPluginException("the manifest: it is not UTF-8", e);
    } catch (JsonProcessingException e) {
      throw new RefusedPluginException("the manifest: it is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static About about(Fields fields) {
    return new About(
        fields.requiredText("name", NAME),
        fields.requiredText("version", VERSION),
        fields.text("description", LONGEST_TEXT),
        fields.text("homepage", LONGEST_TEXT),
        fields.text("license", LONGEST_TEXT));
  }

  private static Set<Phase> phases(Fields fields) {
    Set<Phase> phases = EnumSet.noneOf(Phase.class);
    List<String> texts = fields.texts("phases", Phase.values().length);
    for (int i = 0; i < texts.size(); i++) {
      if (!phases.add(fields.constant("phases[" + i + "]", Phase.values(), texts.get(i)))) {
        throw fields.wrong("phases[" + i + "]", "is there twice");
      }
    }
    if (phases.isEmpty()) {
      throw fields.wrong("phases", "names none");
    }
    return phases;
  }

  private static Match match(Fields fields) {
    Match.Size size = size(fields.object("size"));
    Match match =
        new Match(
            buckets(fields),
            patterns(fields, "keys"),
            operations(fields),
            patterns(fields, "content-types"),
            size);
    fields.end();
    return match;
  }

  private static Match.Size size(Fields fields) {
    Match.Size size =
        new Match.Size(fields.bytes("min").orElse(0L), fields.bytes("max").orElse(Long.MAX_VALUE));
    if (size.min() > size.max()) {
      throw fields.wrong("min", "is more than max");
    }
    fields.end();
    return size;
  }

  private static List<String> buckets(Fields fields) {
    List<String> buckets = fields.texts("buckets", MOST_PATTERNS);
    for (int i = 0; i < buckets.size(); i++) {
      if (!isBucket(buckets.get(i))) {
        throw fields.wrong("buckets[" + i + "]", "is neither a bucket's name nor *");
      }
    }
    return buckets;
  }

  static boolean isBucket(String name) {
    if (name.equals("*")) {
      return true;
    }
    try {
      return new BucketName(name).value().equals(name);
    } catch (S3Exception e) {
      return false;
    }
  }

  private static List<String> patterns(Fields fields, String name) {
    List<String> patterns = fields.texts(name, MOST_PATTERNS);
    for (int i = 0; i < patterns.size(); i++) {
      if (!isPattern(patterns.get(i))) {
        throw fields.wrong(
            name + "[" + i + "]", "is no pattern of 1 to %d characters".formatted(LONGEST_PATTERN));
      }
    }
    return patterns;
  }

  static boolean isPattern(String text) {
    return !text.isEmpty()
        && text.length() <= LONGEST_PATTERN
        && text.chars().noneMatch(Character::isISOControl);
  }

  private static Set<S3Operation> operations(Fields fields) {
    List<String> names = fields.texts("operations", S3Operation.values().length);
    Set<S3Operation> operations = EnumSet.noneOf(S3Operation.class);
    for (int i = 0; i < names.size(); i++) {
      operations.add(operation(fields, "operations[" + i + "]", names.get(i)));
    }
    return operations;
  }

  private static S3Operation operation(Fields fields, String field, String name) {
    for (S3Operation operation : S3Operation.values()) {
      if (operation.operationName().equals(name)) {
        return operation;
      }
    }
    throw fields.wrong(field, "is no operation of S3");
  }

  private static Bodies bodies(Fields fields) {
    Fields body = fields.object("body");
    BodyAccess request = body.oneOf("request", BodyAccess.values(), BodyAccess.NONE);
    BodyAccess response = body.oneOf("response", BodyAccess.values(), BodyAccess.NONE);
    body.end();
    return new Bodies(
        request,
        response,
        fields.oneOf("length", Length.values(), Length.CHANGING) == Length.PRESERVING,
        fields.truth("deterministic", true),
        fields.oneOf("multipart", Multipart.values(), Multipart.REFUSE),
        hold(fields));
  }

  private static long hold(Fields fields) {
    long hold = fields.bytes("hold").orElse(1L << 20);
    if (hold > MOST_HELD) {
      throw fields.wrong("hold", "is more than %d MiB".formatted(MOST_HELD >> 20));
    }
    return hold;
  }

  private enum Length {
    PRESERVING,
    CHANGING
  }

  private static Running running(Fields fields) {
    Fields limits = fields.object("limits");
    PluginLimits wanted =
        new PluginLimits(
            limits.bytes("memory").orElse(PluginLimits.DEFAULT.memory()),
            limits.duration("cpu").orElse(PluginLimits.DEFAULT.cpu()),
            limits.duration("request").orElse(PluginLimits.DEFAULT.request()),
            limits.duration("init").orElse(PluginLimits.DEFAULT.init()));
    limits.end();
    Duration tick = fields.duration("tick").orElse(Duration.ofSeconds(30));
    if (tick.compareTo(Duration.ofSeconds(1)) < 0) {
      throw fields.wrong("tick", "is less than 1s");
    }
    return new Running(
        wanted, fields.oneOf("isolation", Isolation.values(), Isolation.POOLED), tick);
  }

  /** What contradicts itself. */
  private static void check(Manifest manifest) {
    List<String> wrong = new ArrayList<>();
    if (manifest.bodies().request() != BodyAccess.NONE
        && !manifest.phases().contains(Phase.REQUEST)) {
      wrong.add("body.request needs the phase request");
    }
    if (manifest.bodies().response() != BodyAccess.NONE
        && !manifest.phases().contains(Phase.RESPONSE)) {
      wrong.add("body.response needs the phase response");
    }
    if (!wrong.isEmpty()) {
      throw new RefusedPluginException("the manifest: " + String.join("; ", wrong));
    }
  }
}
