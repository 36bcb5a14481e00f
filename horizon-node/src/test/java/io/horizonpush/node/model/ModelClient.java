package io.horizonpush.node.model;

import io.horizonpush.node.model.ModelS3.ModelSource;
import io.horizonpush.node.testing.Wire;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;

/**
 * A client with buckets of its own, so that for every operation there is one right answer, which
 * the model knows. Confined to one thread at a time.
 */
final class ModelClient {

  /** How many operations before a divergence are shown. */
  private static final int SHOWN = 12;

  private final int number;
  private final long seed;
  private final List<String> buckets;
  private final String largeKey = "large";
  private final Deque<String> latest = new ArrayDeque<>();
  private ModelS3 model = new ModelS3();
  private Optional<Step> unanswered = Optional.empty();
  private long operations;

  ModelClient(int number, long seed) {
    this.number = number;
    this.seed = seed;
    this.buckets = List.of(prefix() + "a", prefix() + "b", prefix() + "c");
  }

  /** What the names of this client's buckets begin with, and no other's. */
  private String prefix() {
    return "model-%02d-".formatted(number);
  }

  /** The number of operations that were compared. */
  long operations() {
    return operations;
  }

  /** Makes the first bucket, and an object in it that is long enough to be a part of another. */
  void prepare(Wire wire) throws IOException {
    compare(BucketSteps.create(buckets.getFirst()), wire);
    byte[] bytes = new byte[ModelS3.MIN_PART];
    new Random(number).nextBytes(bytes);
    compare(ObjectSteps.put(buckets.getFirst(), largeKey, bytes), wire);
  }

  /**
   * Goes on until the node does not answer any more.
   *
   * @param epoch the number of restarts so far
   * @param going whether the node is meant to answer
   */
  void run(int port, int epoch, BooleanSupplier going, Shared shared) throws IOException {
    Random random = new Random(seed + 1_000_003L * epoch + number);
    Dice dice = new Dice(random, buckets);
    try (Wire wire = new Wire(port)) {
      while (going.getAsBoolean()) {
        if (dice.oneIn(12)) {
          shared.use(wire, number, dice);
          operations++;
        } else {
          compare(next(dice), wire);
        }
      }
    }
  }

  private void compare(Step step, Wire wire) throws IOException {
    note(step.toString());
    unanswered = Optional.of(step);
    Outcome found = step.perform(wire);
    if (found.status() == 503) {
      throw new IOException("the node is shutting down");
    }
    unanswered = Optional.empty();
    Outcome expected = step.expect(model);
    operations++;
    if (!found.equals(expected)) {
      throw divergence(step, expected, found);
    }
  }

  private void note(String operation) {
    latest.addLast(operation);
    if (latest.size() > SHOWN) {
      latest.removeFirst();
    }
  }

  private AssertionError divergence(Step step, Outcome expected, Outcome found) {
    return new AssertionError(
        "seed %d, client %d, operation %d: %s%n  expected %s%n  but was  %s%n  after%n    %s"
            .formatted(
                seed, number, operations, step, expected, found, String.join("\n    ", latest)));
  }

  private Step next(Dice dice) {
    return switch (dice.below(50)) {
      case 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 -> ObjectSteps.put(dice, model);
      case 10 -> ObjectSteps.damagedPut(dice);
      case 11, 12, 13, 14, 15, 16, 17, 18, 19 -> ObjectSteps.read(dice, model);
      case 20 -> ObjectSteps.readPart(dice, model);
      case 21, 22, 23 -> ObjectSteps.delete(dice, model);
      case 24 -> BucketSteps.deleteObjects(dice, model);
      case 25, 26, 27 -> CopySteps.copy(dice, model);
      case 28, 29, 30 -> ListSteps.list(dice);
      case 31 -> BucketSteps.attributes(dice.bucket(), dice.presentKey(model, dice.bucket()));
      case 32, 33 -> SettingSteps.changeTags(dice, model);
      case 34 -> SettingSteps.readTags(dice.bucket(), dice.presentKey(model, dice.bucket()));
      case 35 -> SettingSteps.changeAcl(dice, model);
      case 36 -> SettingSteps.readAcl(dice.bucket(), dice.presentKey(model, dice.bucket()));
      case 37, 38 -> UploadSteps.create(dice);
      case 39, 40, 41 -> UploadSteps.putPart(dice, model);
      case 42 -> UploadSteps.copyPart(dice, model, large());
      case 43, 44 -> UploadSteps.complete(dice, model);
      case 45 ->
          dice.oneIn(2) ? UploadSteps.abort(dice, model) : UploadSteps.completeAgain(dice, model);
      case 46 -> UploadSteps.listParts(dice, model);
      case 47 -> UploadLists.uploads(dice);
      case 48 -> settings(dice);
      default -> bucket(dice);
    };
  }

  private Step settings(Dice dice) {
    return dice.oneIn(2)
        ? SettingSteps.changeSetting(dice)
        : SettingSteps.readSetting(dice.bucket(), dice.of(List.of(ModelBucket.Setting.values())));
  }

  private Step bucket(Dice dice) {
    String bucket = dice.of(buckets);
    return switch (dice.below(4)) {
      case 0 -> BucketSteps.head(bucket);
      case 1 -> BucketSteps.list(prefix());
      case 2 -> BucketSteps.create(bucket);
      default -> BucketSteps.delete(bucket);
    };
  }

  private Optional<ModelSource> large() {
    return model
        .findBucket(buckets.getFirst())
        .flatMap(bucket -> bucket.find(largeKey))
        .map(_ -> new ModelSource(buckets.getFirst(), largeKey, ModelConditions.NONE));
  }

  /**
   * What is not as it should be after a restart. An operation that was not answered may have
   * happened or not; which of the two is settled here.
   */
  List<String> settle(int port) throws IOException {
    try (Wire wire = new Wire(port)) {
      List<ModelS3> possible =
          unanswered.isPresent() ? unanswered.get().possible(model, wire) : List.of(model);
      List<String> differences = new ArrayList<>();
      for (ModelS3 state : possible) {
        List<String> found = StateChecks.differences(state, buckets, wire);
        if (found.isEmpty()) {
          model = state;
          unanswered = Optional.empty();
          return List.of();
        }
        differences.add(
            "client %d, operation %d, not answered: %s".formatted(number, operations, unanswered));
        differences.addAll(found);
      }
      return differences;
    }
  }
}
