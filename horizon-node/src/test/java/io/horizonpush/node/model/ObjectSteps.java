package io.horizonpush.node.model;

import io.horizonpush.node.model.ModelS3.Removal;
import io.horizonpush.node.testing.Reply;
import io.horizonpush.node.testing.Request;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Operations on single objects: reads, writes, deletions. Stateless. */
final class ObjectSteps {

  private ObjectSteps() {}

  static Step put(Dice dice, ModelS3 model) {
    String bucket = dice.bucket();
    String key = dice.key();
    ModelConditions conditions =
        dice.oneIn(4) ? dice.writeConditions(model, bucket, key) : ModelConditions.NONE;
    ModelDetails details =
        conditions.equals(ModelConditions.NONE) ? dice.details(model, bucket) : dice.details();
    return put(bucket, key, dice.bytes(), details, conditions);
  }

  static Step put(String bucket, String key, byte[] bytes) {
    return put(bucket, key, bytes, ModelDetails.NONE, ModelConditions.NONE);
  }

  private static Step put(
      String bucket, String key, byte[] bytes, ModelDetails details, ModelConditions conditions) {
    Request request =
        new Request("PUT", Request.at(bucket, key), details.asHeaders(), bytes)
            .with(conditions.headers(""));
    return Step.of(
        bucket,
        request,
        reply -> List.of("etag " + reply.header("etag"), Step.version(reply)),
        (state, answer) -> {
          ModelObject made = ModelObject.of(ModelBody.of(bytes), details);
          ModelVersion version = state.put(bucket, key, made, conditions, answer);
          return Outcome.ok(
              200, "etag \"" + made.etag() + "\"", ModelBucket.labelOfWritten(version));
        });
  }

  /** A write that must not be made: its bytes are not what the client says they are. */
  static Step damagedPut(Dice dice) {
    String bucket = dice.bucket();
    // An empty body is checked before anything else is looked at.
    byte[] bytes = Arrays.copyOf(dice.bytes(), 1 + dice.below(20_000));
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    String md5 = Base64.getEncoder().encodeToString(ModelBody.digest(longer));
    Request request =
        Request.of("PUT", Request.at(bucket, dice.key())).with("Content-MD5", md5).with(bytes);
    return Step.of(
        request,
        _ -> List.of(),
        state -> {
          ModelBucket _ = state.bucket(bucket);
          throw new Failure(400, "BadDigest");
        });
  }

  static Step delete(Dice dice, ModelS3 model) {
    String bucket = dice.bucket();
    String key = dice.presentKey(model, bucket);
    ModelConditions conditions =
        dice.oneIn(4)
            ? new ModelConditions(dice.tag(model, bucket, key), "", "", "")
            : ModelConditions.NONE;
    return Step.of(
        bucket,
        Request.of("DELETE", Request.at(bucket, key)).with(conditions.headers("")),
        ObjectSteps::deleted,
        (state, answer) -> {
          Optional<ModelVersion> marker = state.delete(bucket, key, conditions, answer);
          return Outcome.ok(
              204,
              "marker " + (marker.isPresent() ? "true" : ""),
              "version " + marker.map(ModelVersion::name).orElse(""));
        });
  }

  private static List<String> deleted(Reply reply) {
    return List.of("marker " + reply.header("x-amz-delete-marker"), Step.version(reply));
  }

  /** The removal of a version for good. */
  static Step remove(Dice dice, ModelS3 model) {
    String bucket = dice.bucket();
    String key = dice.versionedKey(model, bucket);
    String version = dice.version(model, bucket, key);
    ModelConditions conditions =
        dice.oneIn(8)
            ? new ModelConditions(dice.tag(model, bucket, key), "", "", "")
            : ModelConditions.NONE;
    // Whether the condition or the lock is looked at first is nobody's business.
    boolean locks = model.findBucket(bucket).filter(ModelBucket::hasLocks).isPresent();
    return remove(
        new Removal(
            bucket, key, version, locks ? ModelConditions.NONE : conditions, dice.oneIn(2)));
  }

  static Step remove(Removal asked) {
    Request request =
        Request.of("DELETE", Request.at(asked.bucket(), asked.key(), asked.version()))
            .with(asked.conditions().headers(""))
            .with(bypass(asked.bypass()));
    return Step.of(
        asked.bucket(),
        request,
        ObjectSteps::deleted,
        (state, answer) -> {
          Optional<ModelVersion> removed = state.remove(asked, answer);
          return Outcome.ok(
              204,
              "marker " + (removed.filter(ModelVersion::isMarker).isPresent() ? "true" : ""),
              "version "
                  + (state.bucket(asked.bucket()).versioning().isEmpty() ? "" : asked.version()));
        });
  }

  /** The header of a client that means to end a retention for governance. */
  static List<String> bypass(boolean bypass) {
    return bypass ? List.of("x-amz-bypass-governance-retention: true") : List.of();
  }

  static Step read(Dice dice, ModelS3 model) {
    String bucket = dice.bucket();
    String key = dice.presentKey(model, bucket);
    ModelConditions conditions =
        dice.oneIn(3) ? dice.readConditions(model, bucket, key) : ModelConditions.NONE;
    Optional<ModelRange> range =
        dice.oneIn(3) ? Optional.of(ModelRange.choose(dice)) : Optional.empty();
    return read(dice.oneIn(4) ? "HEAD" : "GET", bucket, key, "", conditions, range);
  }

  static Step readVersion(Dice dice, ModelS3 model) {
    String bucket = dice.bucket();
    String key = dice.versionedKey(model, bucket);
    ModelConditions conditions =
        dice.oneIn(4) ? dice.readConditions(model, bucket, key) : ModelConditions.NONE;
    Optional<ModelRange> range =
        dice.oneIn(4) ? Optional.of(ModelRange.choose(dice)) : Optional.empty();
    String version = dice.version(model, bucket, key);
    return read(dice.oneIn(3) ? "HEAD" : "GET", bucket, key, version, conditions, range);
  }

  /** The whole object of a version; of the current one, where none is named. */
  static Step read(String bucket, String key, String version) {
    return read("GET", bucket, key, version, ModelConditions.NONE, Optional.empty());
  }

  private static Step read(
      String method,
      String bucket,
      String key,
      String version,
      ModelConditions conditions,
      Optional<ModelRange> range) {
    List<String> headers = new ArrayList<>(conditions.headers(""));
    range.ifPresent(each -> headers.add("Range: " + each.text()));
    Request request = Request.of(method, Request.at(bucket, key, version)).with(headers);
    return Step.of(
        request,
        ObjectSteps::facts,
        state -> {
          Found found = Found.of(state, bucket, key, version);
          return switch (conditions.read(found.object())) {
            case 412 -> throw new Failure(412, "PreconditionFailed");
            case 304 -> Outcome.ok(304, "etag \"" + found.object().etag() + "\"");
            default -> found(method, found, range);
          };
        });
  }

  /**
   * What a read is about.
   *
   * @param label of its version
   */
  private record Found(ModelObject object, String label) {

    static Found of(ModelS3 state, String bucket, String key, String version) {
      ModelVersion found = state.bucket(bucket).require(key, version);
      return new Found(found.object().orElseThrow(), state.bucket(bucket).label(found));
    }
  }

  private static Outcome found(String method, Found found, Optional<ModelRange> range) {
    Optional<ModelRange.Slice> slice = range.flatMap(each -> each.of(found.object().size()));
    return slice.isEmpty()
        ? whole(method, found)
        : part(method, found, slice.get().first(), slice.get().last(), List.of());
  }

  private static Outcome whole(String method, Found found) {
    ModelObject object = found.object();
    return Outcome.ok(200, facts(found, body(method, object.body()), object.size(), "", List.of()));
  }

  private static Outcome part(
      String method, Found found, long first, long last, List<String> further) {
    ModelObject object = found.object();
    String range = "bytes " + first + "-" + last + "/" + object.size();
    ModelBody slice = object.body().slice(first, last);
    return Outcome.ok(206, facts(found, body(method, slice), slice.size(), range, further));
  }

  private static String body(String method, ModelBody body) {
    return method.equals("HEAD") ? ModelBody.fact(new byte[0]) : body.fact();
  }

  private static List<String> facts(
      Found found, String body, long length, String range, List<String> further) {
    List<String> facts = new ArrayList<>(found.object().details().facts());
    facts.add(found.label());
    facts.add("etag \"" + found.object().etag() + "\"");
    facts.add(body);
    facts.add("length " + length);
    facts.add("range " + range);
    facts.addAll(further);
    return facts;
  }

  private static List<String> facts(Reply reply) {
    if (reply.status() == 304) {
      return List.of("etag " + reply.header("etag"));
    }
    List<String> facts = new ArrayList<>(ModelDetails.facts(reply));
    facts.add(Step.version(reply));
    facts.add("etag " + reply.header("etag"));
    facts.add(ModelBody.fact(reply.body()));
    facts.add("length " + reply.header("content-length"));
    facts.add("range " + reply.header("content-range"));
    String parts = reply.header("x-amz-mp-parts-count");
    if (!parts.isEmpty()) {
      facts.add("parts " + parts);
    }
    return facts;
  }

  /** One part of an object that was made of several, or the whole of another. */
  static Step readPart(Dice dice, ModelS3 model) {
    String bucket = dice.bucket();
    String key = dice.presentKey(model, bucket);
    String version = dice.anyVersion(model, bucket, key);
    int number = 1 + dice.below(4);
    String method = dice.oneIn(3) ? "HEAD" : "GET";
    String target = Request.at(bucket, key, version);
    Request request =
        Request.of(method, target + (version.isEmpty() ? "?" : "&") + "partNumber=" + number);
    return Step.of(
        request,
        ObjectSteps::facts,
        state -> {
          Found found = Found.of(state, bucket, key, version);
          return found.object().parts().isEmpty()
              ? onlyPart(method, found, number)
              : oneOfParts(method, found, number);
        });
  }

  private static Outcome onlyPart(String method, Found found, int number) {
    ModelObject object = found.object();
    if (number != 1) {
      throw new Failure(416, "InvalidPartNumber");
    }
    return object.size() == 0
        ? Outcome.ok(206, facts(found, body(method, object.body()), 0, "", List.of()))
        : part(method, found, 0, object.size() - 1, List.of());
  }

  private static Outcome oneOfParts(String method, Found found, int number) {
    ModelObject object = found.object();
    List<String> count = List.of("parts " + object.parts().size());
    long first = 0;
    for (ModelPart part : object.parts()) {
      if (part.number() == number) {
        return object.size() == 0
            ? Outcome.ok(206, facts(found, body(method, object.body()), 0, "", count))
            : part(method, found, first, first + part.size() - 1, count);
      }
      first += part.size();
    }
    throw new Failure(416, "InvalidPartNumber");
  }
}
