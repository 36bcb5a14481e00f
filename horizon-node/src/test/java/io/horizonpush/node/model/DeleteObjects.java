package io.horizonpush.node.model;

import io.horizonpush.node.model.ModelS3.Removal;
import io.horizonpush.node.testing.Markup;
import io.horizonpush.node.testing.Reply;
import io.horizonpush.node.testing.Request;
import io.horizonpush.node.testing.Wire;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The deletion of several keys and versions: one request, but not one change, so that some may be
 * gone when its answer is lost. Confined to one thread.
 */
final class DeleteObjects implements Step {

  private final String bucket;
  private final List<Deletion> deletions;
  private final boolean quiet;
  private final boolean bypass;

  /** What the answer said of each, by key and the version that was asked for. */
  private final Map<Named, Answer> answers = new HashMap<>();

  private DeleteObjects(String bucket, List<Deletion> deletions, boolean quiet, boolean bypass) {
    this.bucket = bucket;
    // XML 1.0 has no way to name a key with such a character.
    this.deletions =
        deletions.stream().filter(each -> each.of().key().indexOf('\u0001') < 0).toList();
    this.quiet = quiet;
    this.bypass = bypass;
  }

  /** Some keys and versions of a bucket, there or not, or all of its keys. */
  static Step choose(Dice dice, ModelS3 model) {
    String bucket = dice.bucket();
    Optional<ModelBucket> in = model.findBucket(bucket);
    Set<Named> names = new LinkedHashSet<>();
    for (int i = dice.below(4); i >= 0; i--) {
      String key = dice.presentKey(model, bucket);
      String version = dice.anyVersion(model, bucket, key);
      names.add(new Named(key, version.equals(Dice.NO_ID) ? "" : version));
    }
    if (dice.oneIn(3)) {
      in.ifPresent(each -> each.keys().forEach(key -> names.add(new Named(key, ""))));
    }
    // They are all made at once, so a key is not meant as a whole and by a version.
    names.removeIf(each -> !each.version().isEmpty() && names.contains(new Named(each.key(), "")));
    boolean keeps = in.filter(each -> each.versioning().equals(ModelBucket.ENABLED)).isPresent();
    List<Deletion> deletions = new ArrayList<>();
    for (Named name : names) {
      boolean plain = in.filter(ModelBucket::hasLocks).isPresent() || !dice.oneIn(6);
      deletions.add(new Deletion(name, plain ? "" : dice.tag(model, bucket, name.key())));
    }
    // A quiet answer names no marker that it made.
    return new DeleteObjects(bucket, deletions, !keeps && dice.oneIn(2), dice.oneIn(2));
  }

  /** All versions of a bucket that were there before the newest of each key, or these too. */
  static Step clear(Dice dice, ModelS3 model, String bucket) {
    List<Deletion> deletions = new ArrayList<>();
    int kept = dice.below(3);
    for (String key : model.findBucket(bucket).map(ModelBucket::allKeys).orElse(List.of())) {
      List<ModelVersion> versions = model.bucket(bucket).of(key);
      for (ModelVersion each : versions.subList(Math.min(kept, versions.size()), versions.size())) {
        deletions.add(new Deletion(new Named(key, each.name()), ""));
      }
    }
    return new DeleteObjects(bucket, deletions, dice.oneIn(2), !dice.oneIn(4));
  }

  private record Named(String key, String version) {}

  private record Deletion(Named of, String ifMatch) {

    String document() {
      return "<Object><Key>"
          + escaped(of.key())
          + "</Key>"
          + (of.version().isEmpty() ? "" : "<VersionId>" + of.version() + "</VersionId>")
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

  private Request request() {
    StringBuilder document = new StringBuilder("<Delete>");
    deletions.forEach(each -> document.append(each.document()));
    return Request.of("POST", Request.at(bucket, "") + "?delete")
        .with(ObjectSteps.bypass(bypass))
        .withText(document + "<Quiet>" + quiet + "</Quiet></Delete>")
        .withDigest();
  }

  @Override
  public Outcome perform(Wire wire) throws IOException {
    Instant sent = Instant.now();
    Reply reply = wire.send(request());
    Instant received = Instant.now();
    for (Markup each : reply.xml().all("Deleted")) {
      answers.put(
          new Named(each.value("Key"), each.value("VersionId")),
          new Answer(each.value("DeleteMarkerVersionId"), false, sent, received));
    }
    for (Markup each : reply.xml().all("Error")) {
      answers.put(
          new Named(each.value("Key"), each.value("VersionId")),
          new Answer("", each.value("Code").equals("AccessDenied"), sent, received));
    }
    for (Deletion each : deletions) {
      answers.putIfAbsent(each.of(), new Answer("", false, sent, received));
    }
    return Step.outcome(reply, DeleteObjects::facts);
  }

  private static List<String> facts(Reply reply) {
    List<String> facts = new ArrayList<>();
    for (Markup each : reply.xml().all("Deleted")) {
      facts.add(
          "deleted %s %s, marker %s %s"
              .formatted(
                  each.value("Key"),
                  each.value("VersionId"),
                  each.value("DeleteMarker"),
                  each.value("DeleteMarkerVersionId")));
    }
    for (Markup each : reply.xml().all("Error")) {
      facts.add(
          "%s %s %s".formatted(each.value("Code"), each.value("Key"), each.value("VersionId")));
    }
    return facts.stream().sorted().toList();
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
            Answer answer = answers.getOrDefault(each.of(), Answer.lost("", Instant.EPOCH));
            try {
              String deleted = deleted(state, each, answer);
              if (!quiet) {
                facts.add(deleted);
              }
            } catch (Failure failure) {
              facts.add(
                  "%s %s %s"
                      .formatted(failure.outcome().code(), each.of().key(), each.of().version()));
            }
          }
          return Outcome.ok(200, facts.stream().sorted().toList());
        });
  }

  private String deleted(ModelS3 state, Deletion deletion, Answer answer) {
    Named of = deletion.of();
    ModelConditions conditions = new ModelConditions(deletion.ifMatch(), "", "", "");
    Optional<ModelVersion> marker =
        of.version().isEmpty()
            ? state.delete(bucket, of.key(), conditions, answer)
            : state
                .remove(new Removal(bucket, of.key(), of.version(), conditions, bypass), answer)
                .filter(ModelVersion::isMarker);
    return "deleted %s %s, marker %s %s"
        .formatted(
            of.key(),
            of.version(),
            marker.isPresent() ? "true" : "",
            marker.map(ModelVersion::name).orElse(""));
  }

  /** A null marker has no name of its own, but one that was just made stands first. */
  private boolean isNew(
      VersionLists.Listed marker, List<VersionLists.Listed> ofKey, ModelS3 before) {
    return marker.version().equals(ModelVersion.NULL)
        ? ofKey.getFirst().equals(marker)
        : !before.knows(bucket, marker.version());
  }

  /** Each deletion was made, or it was not, as the versions that are there show. */
  @Override
  public List<ModelS3> possible(ModelS3 before, Wire wire) throws IOException {
    ModelS3 after = before.copy();
    if (before.findBucket(bucket).isEmpty()) {
      return List.of(after);
    }
    List<VersionLists.Listed> there = VersionLists.all(wire, bucket);
    Instant sent = Instant.now().minusSeconds(120);
    for (Deletion each : deletions) {
      Named of = each.of();
      List<VersionLists.Listed> same =
          there.stream().filter(listed -> listed.key().equals(of.key())).toList();
      Optional<String> made =
          of.version().isEmpty()
              ? same.stream()
                  .filter(VersionLists.Listed::marker)
                  .filter(listed -> isNew(listed, same, before))
                  .map(VersionLists.Listed::version)
                  .findFirst()
              : same.stream().anyMatch(listed -> listed.version().equals(of.version()))
                  ? Optional.empty()
                  : Optional.of("");
      boolean plain = before.bucket(bucket).versioning().isEmpty() && same.isEmpty();
      if (made.isPresent() || plain) {
        answers.put(of, Answer.lost(made.orElse(""), sent));
        try {
          String _ = deleted(after, each, answers.get(of));
        } catch (Failure failure) {
          // It was not made, then.
        }
      }
    }
    return List.of(after);
  }

  @Override
  public String toString() {
    return request().toString();
  }
}
