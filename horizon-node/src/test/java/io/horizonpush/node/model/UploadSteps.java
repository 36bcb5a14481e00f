package io.horizonpush.node.model;

import io.horizonpush.node.model.ModelS3.ModelListed;
import io.horizonpush.node.model.ModelS3.ModelSource;
import io.horizonpush.node.testing.Reply;
import io.horizonpush.node.testing.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Multipart uploads. Stateless. */
final class UploadSteps {

  /** An id that was never given. */
  private static final String STRANGER = "0".repeat(48);

  private UploadSteps() {}

  /** An upload that is there, mostly. */
  private record Chosen(String bucket, String key, String id) {

    static Chosen of(Dice dice, ModelS3 model) {
      String bucket = dice.bucket();
      List<ModelUpload> uploads =
          model.findBucket(bucket).map(each -> each.uploads).orElse(List.of());
      if (uploads.isEmpty() || dice.oneIn(20)) {
        return new Chosen(bucket, dice.key(), STRANGER);
      }
      ModelUpload upload = dice.of(uploads);
      return new Chosen(bucket, upload.key(), upload.id());
    }

    String target(String parameters) {
      return Request.at(bucket, key) + "?" + parameters + "uploadId=" + id;
    }

    Optional<ModelUpload> in(ModelS3 model) {
      return model.findBucket(bucket).stream()
          .flatMap(each -> each.uploads.stream())
          .filter(each -> each.id().equals(id))
          .findFirst();
    }
  }

  static Step create(Dice dice, ModelS3 model) {
    String bucket = dice.bucket();
    return new CreateUpload(bucket, dice.key(), dice.details(model, bucket));
  }

  static Step putPart(Dice dice, ModelS3 model) {
    Chosen chosen = Chosen.of(dice, model);
    int number = 1 + dice.below(4);
    ModelBody body = ModelBody.of(dice.bytes());
    ModelPart part = new ModelPart(number, body, body.md5());
    Request request =
        Request.of("PUT", chosen.target("partNumber=" + number + "&")).with(body.bytes());
    return Step.of(
        request,
        reply -> List.of("etag " + reply.header("etag")),
        state -> {
          state.putPart(chosen.bucket, chosen.key, chosen.id, part);
          return Outcome.ok(200, "etag \"" + part.etag() + "\"");
        });
  }

  /** A part copied from an object, whole or in part. */
  static Step copyPart(Dice dice, ModelS3 model, Optional<ModelSource> large) {
    Chosen chosen = Chosen.of(dice, model);
    int number = 1 + dice.below(4);
    ModelSource source =
        large.filter(_ -> dice.oneIn(2)).orElseGet(() -> CopySteps.source(dice, model));
    Optional<int[]> range =
        dice.oneIn(3)
            ? Optional.of(new int[] {dice.below(100), 100 + dice.below(5000)})
            : Optional.empty();
    Request request =
        Request.of("PUT", chosen.target("partNumber=" + number + "&"))
            .with("x-amz-copy-source", CopySteps.header(dice, source))
            .with(
                range
                    .map(each -> "x-amz-copy-source-range: bytes=" + each[0] + "-" + each[1])
                    .stream()
                    .toList())
            .with(source.conditions().headers("x-amz-copy-source-"));
    return Step.of(
        request,
        reply -> List.of("etag " + reply.xml().value("ETag")),
        state -> {
          ModelUpload _ = state.bucket(chosen.bucket).upload(chosen.key, chosen.id);
          ModelBody body = cut(state.source(source).body(), range);
          ModelPart part = new ModelPart(number, body, body.md5());
          state.putPart(chosen.bucket, chosen.key, chosen.id, part);
          return Outcome.ok(200, "etag \"" + part.etag() + "\"");
        });
  }

  private static ModelBody cut(ModelBody body, Optional<int[]> range) {
    if (range.isPresent() && range.get()[1] >= body.size()) {
      throw new Failure(400, "InvalidArgument");
    }
    return range.map(each -> body.slice(each[0], each[1])).orElse(body);
  }

  static Step complete(Dice dice, ModelS3 model) {
    Chosen chosen = Chosen.of(dice, model);
    List<ModelListed> listed = listed(dice, chosen.in(model));
    ModelConditions conditions =
        dice.oneIn(5)
            ? dice.writeConditions(model, chosen.bucket, chosen.key)
            : ModelConditions.NONE;
    return complete(dice, chosen, listed, conditions);
  }

  /** Completes once more what is completed already, as a client does that missed the answer. */
  static Step completeAgain(Dice dice, ModelS3 model) {
    String bucket = dice.bucket();
    String key = dice.presentKey(model, bucket);
    Optional<ModelObject> object = model.findBucket(bucket).flatMap(each -> each.find(key));
    Chosen chosen =
        new Chosen(
            bucket,
            key,
            object.map(ModelObject::upload).filter(id -> !id.isEmpty()).orElse(STRANGER));
    return complete(
        dice, chosen, List.of(new ModelListed(1, "0".repeat(32))), ModelConditions.NONE);
  }

  private static Step complete(
      Dice dice, Chosen chosen, List<ModelListed> listed, ModelConditions conditions) {
    StringBuilder document = new StringBuilder("<CompleteMultipartUpload>");
    String quote = dice.of(List.of("", "\"", "&quot;"));
    for (ModelListed part : listed) {
      document
          .append("<Part><PartNumber>")
          .append(part.number())
          .append("</PartNumber><ETag>")
          .append(quote)
          .append(part.etag())
          .append(quote)
          .append("</ETag></Part>");
    }
    Request request =
        Request.of("POST", chosen.target(""))
            .with(conditions.headers(""))
            .withText(document.append("</CompleteMultipartUpload>").toString());
    Function<Reply, List<String>> facts =
        reply ->
            List.of(
                reply.xml().value("Key") + " " + reply.xml().value("ETag"), Step.version(reply));
    return Step.of(
        chosen.bucket,
        request,
        facts,
        (state, answer) -> {
          ModelVersion made =
              state.complete(chosen.bucket, chosen.key, chosen.id, listed, conditions, answer);
          return Outcome.ok(
              200,
              chosen.key + " \"" + made.object().orElseThrow().etag() + "\"",
              ModelBucket.labelOfWritten(made));
        });
  }

  /** Mostly the parts that are there, or the last of them; sometimes something is wrong. */
  private static List<ModelListed> listed(Dice dice, Optional<ModelUpload> upload) {
    List<ModelListed> parts = new ArrayList<>();
    upload.ifPresent(
        each ->
            each.parts()
                .values()
                .forEach(part -> parts.add(new ModelListed(part.number(), part.etag()))));
    if (parts.isEmpty()) {
      return List.of(new ModelListed(1, "0".repeat(32)));
    }
    return switch (dice.below(10)) {
      case 0 -> parts.reversed();
      case 1 -> {
        parts.add(new ModelListed(9, "0".repeat(32)));
        yield parts;
      }
      case 2, 3, 4 -> List.of(parts.getLast());
      default -> parts;
    };
  }

  static Step abort(Dice dice, ModelS3 model) {
    Chosen chosen = Chosen.of(dice, model);
    return Step.of(
        Request.of("DELETE", chosen.target("")),
        _ -> List.of(),
        state -> {
          state.abort(chosen.bucket, chosen.key, chosen.id);
          return Outcome.ok(204);
        });
  }

  static Step listParts(Dice dice, ModelS3 model) {
    Chosen chosen = Chosen.of(dice, model);
    return UploadLists.parts(
        chosen.bucket, chosen.key, chosen.id, dice.below(3), 1 + dice.below(4));
  }
}
