package io.horizonpush.node.model;

import io.horizonpush.node.testing.Markup;
import io.horizonpush.node.testing.Request;
import java.util.List;

/** Buckets as wholes, and what is asked of many objects at once. Stateless. */
final class BucketSteps {

  private BucketSteps() {}

  /** Makes a bucket, whose versions can be locked or not. */
  static Step create(String bucket, boolean locks) {
    Request request = Request.of("PUT", Request.at(bucket, ""));
    return Step.of(
        locks ? request.with("x-amz-bucket-object-lock-enabled", "true") : request,
        _ -> List.of(),
        state -> {
          state.createBucket(bucket, locks);
          return Outcome.ok(200);
        });
  }

  static Step delete(String bucket) {
    return Step.of(
        Request.of("DELETE", Request.at(bucket, "")),
        _ -> List.of(),
        state -> {
          state.deleteBucket(bucket);
          return Outcome.ok(204);
        });
  }

  static Step head(String bucket) {
    return Step.of(
        Request.of("HEAD", Request.at(bucket, "")),
        _ -> List.of(),
        state -> {
          ModelBucket _ = state.bucket(bucket);
          return Outcome.ok(200);
        });
  }

  /** The list of the buckets that begin with what only one client's do. */
  static Step list(String prefix) {
    return Step.of(
        Request.of("GET", "/s3/?prefix=" + prefix),
        reply -> reply.xml().all("Bucket").stream().map(each -> each.value("Name")).toList(),
        state -> Outcome.ok(200, state.bucketNames()));
  }

  /** What GetObjectAttributes tells. */
  static Step attributes(Dice dice, ModelS3 model) {
    String bucket = dice.bucket();
    String key = dice.presentKey(model, bucket);
    return attributes(bucket, key, dice.anyVersion(model, bucket, key));
  }

  static Step attributes(String bucket, String key, String version) {
    return Step.of(
        Request.of("GET", SettingSteps.target(bucket, key, "attributes", version))
            .with("x-amz-object-attributes", "ETag,ObjectSize,ObjectParts,StorageClass"),
        reply ->
            List.of(
                Step.version(reply),
                "etag " + reply.xml().value("ETag"),
                "size " + reply.xml().value("ObjectSize"),
                "class " + reply.xml().value("StorageClass"),
                "parts " + reply.xml().value("PartsCount"),
                parts(reply.xml())),
        state -> {
          ModelVersion found = state.bucket(bucket).require(key, version);
          ModelObject object = found.object().orElseThrow();
          String parts =
              object.parts().stream()
                  .map(part -> part.number() + ":" + part.size())
                  .toList()
                  .toString();
          return Outcome.ok(
              200,
              state.bucket(bucket).label(found),
              "etag " + object.etag(),
              "size " + object.size(),
              "class STANDARD",
              "parts " + (object.parts().isEmpty() ? "" : object.parts().size()),
              parts);
        });
  }

  private static String parts(Markup xml) {
    return xml.all("Part").stream()
        .map(part -> part.value("PartNumber") + ":" + part.value("Size"))
        .toList()
        .toString();
  }
}
