package io.horizonpush.node.model;

import io.horizonpush.node.testing.Markup;
import io.horizonpush.node.testing.Request;
import io.horizonpush.node.testing.Wire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Buckets as wholes, and what is asked of many objects at once. Stateless. */
final class BucketSteps {

  private BucketSteps() {}

  static Step create(String bucket) {
    return Step.of(
        Request.of("PUT", Request.at(bucket, "")),
        _ -> List.of(),
        state -> {
          state.createBucket(bucket);
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

  /** Some keys of a bucket or all of them, there or not. */
  static Step deleteObjects(Dice dice, ModelS3 model) {
    String bucket = dice.bucket();
    TreeSet<String> keys = new TreeSet<>();
    for (int i = dice.below(4); i >= 0; i--) {
      keys.add(dice.presentKey(model, bucket));
    }
    if (dice.oneIn(3)) {
      model.findBucket(bucket).ifPresent(each -> keys.addAll(each.keys()));
    }
    List<Deletion> deletions = new ArrayList<>();
    for (String key : keys) {
      deletions.add(new Deletion(key, dice.oneIn(6) ? dice.tag(model, bucket, key) : ""));
    }
    return new DeleteObjects(bucket, deletions, dice.oneIn(2));
  }

  private record Deletion(String key, String ifMatch) {

    String document() {
      return "<Object><Key>"
          + escaped(key)
          + "</Key>"
          + (ifMatch.isEmpty() ? "" : "<ETag>" + escaped(ifMatch) + "</ETag>")
          + "</Object>";
    }

    private static String escaped(String text) {
      return text.replace("&", "&amp;")
          .replace("<", "&lt;")
          .replace("\r", "&#13;")
          .replace("\n", "&#10;");
    }
  }

  /** One request, but not one change: some keys may be gone when its answer is lost. */
  private record DeleteObjects(String bucket, List<Deletion> deletions, boolean quiet)
      implements Step {

    DeleteObjects {
      // XML 1.0 has no way to name a key with such a character.
      deletions = deletions.stream().filter(each -> each.key().indexOf('\u0001') < 0).toList();
    }

    private Request request() {
      StringBuilder document = new StringBuilder("<Delete>");
      deletions.forEach(each -> document.append(each.document()));
      return Request.of("POST", Request.at(bucket, "") + "?delete")
          .withText(document + "<Quiet>" + quiet + "</Quiet></Delete>");
    }

    @Override
    public Outcome perform(Wire wire) throws IOException {
      return Step.outcome(
          wire.send(request()),
          reply -> {
            List<String> facts = new ArrayList<>();
            reply.xml().all("Deleted").forEach(each -> facts.add("deleted " + each.value("Key")));
            reply
                .xml()
                .all("Error")
                .forEach(each -> facts.add(each.value("Code") + " " + each.value("Key")));
            return facts.stream().sorted().toList();
          });
    }

    @Override
    public Outcome expect(ModelS3 model) {
      return Step.ask(
          model,
          state -> {
            ModelBucket _ = state.bucket(bucket);
            if (deletions.isEmpty()) {
              throw new Failure(400, "MalformedXML");
            }
            List<String> facts = new ArrayList<>();
            for (Deletion each : deletions) {
              try {
                state.delete(bucket, each.key(), new ModelConditions(each.ifMatch(), "", "", ""));
                if (!quiet) {
                  facts.add("deleted " + each.key());
                }
              } catch (Failure failure) {
                facts.add(failure.outcome().code() + " " + each.key());
              }
            }
            return Outcome.ok(200, facts.stream().sorted().toList());
          });
    }

    @Override
    public List<ModelS3> possible(ModelS3 before, Wire wire) throws IOException {
      ModelS3 after = before.copy();
      for (Deletion each : deletions) {
        boolean gone =
            wire.send(Request.of("HEAD", Request.at(bucket, each.key()))).status() == 404;
        if (gone && before.findBucket(bucket).isPresent()) {
          Outcome _ = new DeleteObjects(bucket, List.of(each), quiet).expect(after);
        }
      }
      return List.of(after);
    }

    @Override
    public String toString() {
      return request().toString();
    }
  }

  /** What GetObjectAttributes tells. */
  static Step attributes(String bucket, String key) {
    return Step.of(
        Request.of("GET", Request.at(bucket, key) + "?attributes")
            .with("x-amz-object-attributes", "ETag,ObjectSize,ObjectParts,StorageClass"),
        reply ->
            List.of(
                "etag " + reply.xml().value("ETag"),
                "size " + reply.xml().value("ObjectSize"),
                "class " + reply.xml().value("StorageClass"),
                "parts " + reply.xml().value("PartsCount"),
                parts(reply.xml())),
        state -> {
          ModelObject object = state.object(bucket, key);
          String parts =
              object.parts().stream()
                  .map(part -> part.number() + ":" + part.size())
                  .toList()
                  .toString();
          return Outcome.ok(
              200,
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
