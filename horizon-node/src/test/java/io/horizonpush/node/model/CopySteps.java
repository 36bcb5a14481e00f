package io.horizonpush.node.model;

import io.horizonpush.node.model.ModelS3.ModelSource;
import io.horizonpush.node.testing.Reply;
import io.horizonpush.node.testing.Request;
import java.util.List;
import java.util.function.UnaryOperator;

/** Copies of objects. Stateless. */
final class CopySteps {

  private CopySteps() {}

  static Step copy(Dice dice, ModelS3 model) {
    String bucket = dice.bucket();
    String key = dice.key();
    ModelSource source = source(dice, model);
    boolean newMetadata = dice.oneIn(2);
    boolean newTags = dice.oneIn(3);
    ModelConditions conditions =
        dice.oneIn(5) ? dice.writeConditions(model, bucket, key) : ModelConditions.NONE;
    boolean plain =
        conditions.equals(ModelConditions.NONE)
            && source.conditions().equals(ModelConditions.NONE)
            && model.findBucket(bucket).filter(ModelBucket::hasLocks).isPresent();
    ModelDetails asked = plain ? dice.details(model, bucket) : dice.details();
    Request request =
        Request.of("PUT", Request.at(bucket, key))
            .with("x-amz-copy-source", header(dice, source))
            .with("x-amz-metadata-directive", newMetadata ? "REPLACE" : "COPY")
            .with("x-amz-tagging-directive", newTags ? "REPLACE" : "COPY")
            .with("x-amz-tagging", asked.tagHeader())
            .with("x-amz-acl", asked.acl())
            .with(asked.metadataHeaders())
            .with(asked.lock().headers())
            .with(source.conditions().headers("x-amz-copy-source-"))
            .with(conditions.headers(""));
    UnaryOperator<ModelDetails> details =
        old ->
            new ModelDetails(
                (newMetadata ? asked : old).headers(),
                (newMetadata ? asked : old).user(),
                (newTags ? asked : old).tags(),
                asked.acl(),
                asked.lock());
    boolean ontoItself = source.bucket().equals(bucket) && source.key().equals(key) && !newMetadata;
    return Step.of(
        bucket,
        request,
        reply ->
            List.of("etag " + reply.xml().value("ETag"), Step.version(reply), sourceVersion(reply)),
        (state, answer) -> {
          ModelBucket target = state.bucket(bucket);
          ModelObject _ = state.source(source);
          boolean restores = !source.version().isEmpty() && !target.versioning().isEmpty();
          if (ontoItself && !restores) {
            throw new Failure(400, "InvalidRequest");
          }
          String from = sourceLabel(state, source);
          ModelVersion made = state.copy(source, bucket, key, details, conditions, answer);
          String etag = made.object().orElseThrow().etag();
          return Outcome.ok(200, "etag \"" + etag + "\"", ModelBucket.labelOfWritten(made), from);
        });
  }

  private static String sourceVersion(Reply reply) {
    return "source " + reply.header("x-amz-copy-source-version-id");
  }

  /** What the answer says of the version that was read. */
  private static String sourceLabel(ModelS3 state, ModelSource source) {
    return state
        .bucket(source.bucket())
        .label(state.sourceVersion(source))
        .replace("version", "source");
  }

  /** A source that is there, mostly. */
  static ModelSource source(Dice dice, ModelS3 model) {
    String bucket = dice.bucket();
    String key = dice.oneIn(3) ? dice.versionedKey(model, bucket) : dice.presentKey(model, bucket);
    return new ModelSource(
        bucket,
        key,
        dice.sourceVersion(model, bucket, key),
        dice.oneIn(5) ? dice.readConditions(model, bucket, key) : ModelConditions.NONE);
  }

  /** The header that names a source: both forms, as clients send them. */
  static String header(Dice dice, ModelSource source) {
    String path =
        source.bucket()
            + "/"
            + Request.parameter(source.key())
            + (source.version().isEmpty() ? "" : "?versionId=" + source.version());
    return dice.oneIn(2) ? path : "/" + path;
  }
}
