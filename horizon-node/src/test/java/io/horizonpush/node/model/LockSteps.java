package io.horizonpush.node.model;

import io.horizonpush.node.model.ModelRetention.ModelDefault;
import io.horizonpush.node.testing.Reply;
import io.horizonpush.node.testing.Request;
import io.horizonpush.node.testing.Wire;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Versioning of buckets, and locks of versions. Stateless. */
final class LockSteps {

  private LockSteps() {}

  static Step setVersioning(String bucket, String status) {
    return Step.of(
        Request.of("PUT", Request.at(bucket, "") + "?versioning")
            .withText(
                "<VersioningConfiguration><Status>"
                    + status
                    + "</Status></VersioningConfiguration>"),
        _ -> List.of(),
        state -> {
          state.bucket(bucket).setVersioning(status);
          return Outcome.ok(200);
        });
  }

  static Step readVersioning(String bucket) {
    return Step.of(
        Request.of("GET", Request.at(bucket, "") + "?versioning"),
        reply -> List.of("status " + reply.xml().value("Status")),
        state -> Outcome.ok(200, "status " + state.bucket(bucket).versioning()));
  }

  /** Lets versions be locked, and sets or takes back the retention of new ones. */
  static Step setLocks(String bucket, Optional<ModelDefault> asked) {
    String rule =
        asked
            .map(
                each ->
                    "<Rule><DefaultRetention><Mode>%s</Mode><Days>%d</Days></DefaultRetention></Rule>"
                        .formatted(each.mode(), each.days()))
            .orElse("");
    return Step.of(
        Request.of("PUT", Request.at(bucket, "") + "?object-lock")
            .withText(
                "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled>"
                    + rule
                    + "</ObjectLockConfiguration>"),
        _ -> List.of(),
        state -> {
          state.bucket(bucket).setLocks(asked);
          return Outcome.ok(200);
        });
  }

  static Step readLocks(String bucket) {
    return Step.of(
        Request.of("GET", Request.at(bucket, "") + "?object-lock"),
        reply ->
            List.of(
                reply.xml().value("ObjectLockEnabled"),
                reply.xml().value("Mode") + " " + reply.xml().value("Days")),
        state -> {
          ModelBucket in = state.bucket(bucket);
          if (!in.hasLocks()) {
            throw new Failure(404, "ObjectLockConfigurationNotFoundError");
          }
          return Outcome.ok(
              200,
              "Enabled",
              in.defaultRetention().map(each -> each.mode() + " " + each.days()).orElse(" "));
        });
  }

  /** A longer, shorter or other retention of a version, or none. */
  static Step retain(Dice dice, ModelS3 model, String bucket) {
    String key = dice.versionedKey(model, bucket);
    String version = dice.oneIn(4) ? "" : dice.version(model, bucket, key);
    Optional<ModelRetention> asked =
        dice.oneIn(5) ? Optional.empty() : Optional.of(LockDice.retention(dice, model, bucket));
    boolean bypass = dice.oneIn(2);
    Request request =
        Request.of("PUT", SettingSteps.target(bucket, key, "retention", version))
            .with(ObjectSteps.bypass(bypass))
            .withText(asked.map(ModelRetention::document).orElse("<Retention/>"));
    return Step.of(
        bucket,
        request,
        _ -> List.of(),
        (state, answer) -> {
          requireLocks(state, bucket, version);
          ModelVersion _ =
              state.change(
                  bucket,
                  key,
                  version,
                  old -> old.withLock(old.lock().changed(asked, bypass, answer)));
          return Outcome.ok(200);
        });
  }

  static Step hold(Dice dice, ModelS3 model, String bucket) {
    String key = dice.versionedKey(model, bucket);
    String version = dice.oneIn(4) ? "" : dice.version(model, bucket, key);
    return hold(bucket, key, version, dice.oneIn(2));
  }

  static Step hold(String bucket, String key, String version, boolean on) {
    return Step.of(
        Request.of("PUT", SettingSteps.target(bucket, key, "legal-hold", version))
            .withText("<LegalHold><Status>" + ModelLock.word(on) + "</Status></LegalHold>"),
        _ -> List.of(),
        state -> {
          requireLocks(state, bucket, version);
          ModelVersion _ =
              state.change(bucket, key, version, old -> old.withLock(old.lock().withHold(on)));
          return Outcome.ok(200);
        });
  }

  static Step readHold(String bucket, String key, String version) {
    return Step.of(
        Request.of("GET", SettingSteps.target(bucket, key, "legal-hold", version)),
        reply -> List.of(reply.xml().value("Status")),
        state -> {
          requireLocks(state, bucket, version);
          boolean on =
              state
                  .object(bucket, key, version)
                  .details()
                  .lock()
                  .hold()
                  .orElseThrow(() -> new Failure(404, "NoSuchObjectLockConfiguration"));
          return Outcome.ok(200, ModelLock.word(on));
        });
  }

  static Step readRetention(String bucket, String key, String version) {
    return new ReadRetention(bucket, key, version);
  }

  private static void requireLocks(ModelS3 state, String bucket, String version) {
    if (!version.isEmpty()) {
      ModelBucket.checkName(version);
    }
    if (!state.bucket(bucket).hasLocks()) {
      throw Failure.noLocks();
    }
  }

  /** A retention, whose end may be one that the node computed. Confined to one thread. */
  private static final class ReadRetention implements Step {

    private final String bucket;
    private final String key;
    private final String version;
    private Optional<Instant> end = Optional.empty();

    ReadRetention(String bucket, String key, String version) {
      this.bucket = bucket;
      this.key = key;
      this.version = version;
    }

    private Request request() {
      return Request.of("GET", SettingSteps.target(bucket, key, "retention", version));
    }

    @Override
    public Outcome perform(Wire wire) throws IOException {
      Reply reply = wire.send(request());
      String text = reply.xml().value("RetainUntilDate");
      end = text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
      return Step.outcome(
          reply,
          each ->
              List.of(each.xml().value("Mode"), "until " + end.map(Instant::toString).orElse("")));
    }

    @Override
    public Outcome expect(ModelS3 model) {
      return Step.ask(
          model,
          state -> {
            requireLocks(state, bucket, version);
            ModelRetention retention =
                state
                    .object(bucket, key, version)
                    .details()
                    .lock()
                    .retention()
                    .orElseThrow(() -> new Failure(404, "NoSuchObjectLockConfiguration"));
            return Outcome.ok(200, retention.mode(), "until " + expectedEnd(retention));
          });
    }

    /** What was found, if it is right; else what would have been. */
    private String expectedEnd(ModelRetention retention) {
      return end.filter(each -> !each.isBefore(retention.earliest()))
          .filter(each -> !each.isAfter(retention.latest()))
          .map(_ -> end.get().toString())
          .orElseGet(() -> retention.earliest() + " to " + retention.latest());
    }

    @Override
    public String toString() {
      return request().toString();
    }
  }
}
