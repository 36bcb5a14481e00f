package io.horizonpush.node.model;

import io.horizonpush.node.model.ModelS3.ModelSource;
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
    ModelDetails asked = dice.details();
    ModelConditions conditions =
        dice.oneIn(5) ? dice.writeConditions(model, bucket, key) : ModelConditions.NONE;
    Request request =
        Request.of("PUT", Request.at(bucket, key))
            .with("x-amz-copy-source", header(dice, source))
            .with("x-amz-metadata-directive", newMetadata ? "REPLACE" : "COPY")
            .with("x-amz-tagging-directive", newTags ? "REPLACE" : "COPY")
            .with("x-amz-tagging", asked.tagHeader())
            .with("x-amz-acl", asked.acl())
            .with(asked.metadataHeaders())
            .with(source.conditions().headers("x-amz-copy-source-"))
            .with(conditions.headers(""));
    UnaryOperator<ModelDetails> details =
        old ->
            new ModelDetails(
                (newMetadata ? asked : old).headers(),
                (newMetadata ? asked : old).user(),
                (newTags ? asked : old).tags(),
                asked.acl());
    boolean ontoItself = source.bucket().equals(bucket) && source.key().equals(key) && !newMetadata;
    return Step.of(
        request,
        reply -> List.of("etag " + reply.xml().value("ETag")),
        state -> {
          if (ontoItself) {
            ModelObject _ = state.source(source);
            throw new Failure(400, "InvalidRequest");
          }
          ModelObject made = state.copy(source, bucket, key, details, conditions);
          return Outcome.ok(200, "etag \"" + made.etag() + "\"");
        });
  }

  /** A source that is there, mostly. */
  static ModelSource source(Dice dice, ModelS3 model) {
    String bucket = dice.bucket();
    String key = dice.presentKey(model, bucket);
    return new ModelSource(
        bucket,
        key,
        dice.oneIn(5) ? dice.readConditions(model, bucket, key) : ModelConditions.NONE);
  }

  /** The header that names a source: both forms, as clients send them. */
  static String header(Dice dice, ModelSource source) {
    String path = source.bucket() + "/" + Request.parameter(source.key());
    return dice.oneIn(2) ? path : "/" + path;
  }
}
