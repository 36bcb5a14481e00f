package io.horizonpush.node.model;

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
    return put(bucket, key, dice.bytes(), dice.details(), conditions);
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
        request,
        reply -> List.of("etag " + reply.header("etag")),
        state -> {
          ModelObject made = ModelObject.of(ModelBody.of(bytes), details);
          return etag(state.put(bucket, key, made, conditions));
        });
  }

  private static Outcome etag(ModelObject object) {
    return Outcome.ok(200, "etag \"" + object.etag() + "\"");
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
        Request.of("DELETE", Request.at(bucket, key)).with(conditions.headers("")),
        _ -> List.of(),
        state -> {
          state.delete(bucket, key, conditions);
          return Outcome.ok(204);
        });
  }

  static Step read(Dice dice, ModelS3 model) {
    String bucket = dice.bucket();
    String key = dice.presentKey(model, bucket);
    ModelConditions conditions =
        dice.oneIn(3) ? dice.readConditions(model, bucket, key) : ModelConditions.NONE;
    Optional<ModelRange> range =
        dice.oneIn(3) ? Optional.of(ModelRange.choose(dice)) : Optional.empty();
    return read(dice.oneIn(4) ? "HEAD" : "GET", bucket, key, conditions, range);
  }

  /** The whole object. */
  static Step read(String bucket, String key) {
    return read("GET", bucket, key, ModelConditions.NONE, Optional.empty());
  }

  private static Step read(
      String method,
      String bucket,
      String key,
      ModelConditions conditions,
      Optional<ModelRange> range) {
    List<String> headers = new ArrayList<>(conditions.headers(""));
    range.ifPresent(each -> headers.add("Range: " + each.text()));
    Request request = Request.of(method, Request.at(bucket, key)).with(headers);
    return Step.of(
        request,
        ObjectSteps::facts,
        state -> {
          ModelObject object = state.object(bucket, key);
          return switch (conditions.read(object)) {
            case 412 -> throw new Failure(412, "PreconditionFailed");
            case 304 -> Outcome.ok(304, "etag \"" + object.etag() + "\"");
            default -> found(method, object, range);
          };
        });
  }

  private static Outcome found(String method, ModelObject object, Optional<ModelRange> range) {
    Optional<ModelRange.Slice> slice = range.flatMap(each -> each.of(object.size()));
    return slice.isEmpty()
        ? whole(method, object)
        : part(method, object, slice.get().first(), slice.get().last(), List.of());
  }

  private static Outcome whole(String method, ModelObject object) {
    return Outcome.ok(
        200, facts(object, body(method, object.body()), object.size(), "", List.of()));
  }

  private static Outcome part(
      String method, ModelObject object, long first, long last, List<String> further) {
    String range = "bytes " + first + "-" + last + "/" + object.size();
    ModelBody slice = object.body().slice(first, last);
    return Outcome.ok(206, facts(object, body(method, slice), slice.size(), range, further));
  }

  private static String body(String method, ModelBody body) {
    return method.equals("HEAD") ? ModelBody.fact(new byte[0]) : body.fact();
  }

  private static List<String> facts(
      ModelObject object, String body, long length, String range, List<String> further) {
    List<String> facts = new ArrayList<>(object.details().facts());
    facts.add("etag \"" + object.etag() + "\"");
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
    int number = 1 + dice.below(4);
    String method = dice.oneIn(3) ? "HEAD" : "GET";
    Request request = Request.of(method, Request.at(bucket, key) + "?partNumber=" + number);
    return Step.of(
        request,
        ObjectSteps::facts,
        state -> {
          ModelObject object = state.object(bucket, key);
          return object.parts().isEmpty()
              ? onlyPart(method, object, number)
              : oneOfParts(method, object, number);
        });
  }

  private static Outcome onlyPart(String method, ModelObject object, int number) {
    if (number != 1) {
      throw new Failure(416, "InvalidPartNumber");
    }
    return object.size() == 0
        ? Outcome.ok(206, facts(object, body(method, object.body()), 0, "", List.of()))
        : part(method, object, 0, object.size() - 1, List.of());
  }

  private static Outcome oneOfParts(String method, ModelObject object, int number) {
    List<String> count = List.of("parts " + object.parts().size());
    long first = 0;
    for (ModelPart part : object.parts()) {
      if (part.number() == number) {
        return object.size() == 0
            ? Outcome.ok(206, facts(object, body(method, object.body()), 0, "", count))
            : part(method, object, first, first + part.size() - 1, count);
      }
      first += part.size();
    }
    throw new Failure(416, "InvalidPartNumber");
  }
}
