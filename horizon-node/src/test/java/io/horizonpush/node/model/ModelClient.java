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

  /** With more versions than these a bucket is cleared soon. */
  private static final int MOST_VERSIONS = 80;

  private final int number;
  private final long seed;

  /** It never keeps versions. */
  private final String plain;

  /** It begins and ends to keep versions again and again. */
  private final String versions;

  /** Its versions can be locked from its beginning. */
  private final String locks;

  /** It comes and goes, and becomes what it likes. */
  private final String other;

  private final List<String> buckets;
  private final String largeKey = "large";
  private final Deque<String> latest = new ArrayDeque<>();
  private ModelS3 model = new ModelS3();
  private Optional<Step> unanswered = Optional.empty();
  private long operations;

  ModelClient(int number, long seed) {
    this.number = number;
    this.seed = seed;
    this.plain = prefix() + "plain";
    this.versions = prefix() + "versions";
    this.locks = prefix() + "locks";
    this.other = prefix() + "z-other";
    this.buckets = List.of(plain, versions, locks, other);
  }

  /** What the names of this client's buckets begin with, and no other's. */
  private String prefix() {
    return "model-%02d-".formatted(number);
  }

  /** The number of operations that were compared. */
  long operations() {
    return operations;
  }

  /** Makes the buckets, and an object that is long enough to be a part of another. */
  void prepare(Wire wire) throws IOException {
    compare(BucketSteps.create(plain, false), wire);
    compare(BucketSteps.create(versions, false), wire);
    compare(BucketSteps.create(locks, true), wire);
    byte[] bytes = new byte[ModelS3.MIN_PART];
    new Random(number).nextBytes(bytes);
    compare(ObjectSteps.put(plain, largeKey, bytes), wire);
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
    Optional<String> crowded = buckets.stream().filter(this::isCrowded).findFirst();
    if (crowded.isPresent() && dice.oneIn(4)) {
      return DeleteObjects.clear(dice, model, crowded.get());
    }
    return switch (dice.below(64)) {
      case 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 -> ObjectSteps.put(dice, model);
      case 12 -> ObjectSteps.damagedPut(dice);
      case 13, 14, 15, 16, 17, 18, 19 -> ObjectSteps.read(dice, model);
      case 20 -> ObjectSteps.readPart(dice, model);
      case 21, 22, 23, 24 -> ObjectSteps.delete(dice, model);
      case 25, 26 -> DeleteObjects.choose(dice, model);
      case 27, 28, 29 -> CopySteps.copy(dice, model);
      case 30, 31 -> ListSteps.list(dice);
      case 32 -> BucketSteps.attributes(dice, model);
      case 33, 34 -> SettingSteps.changeTags(dice, model);
      case 35 -> SettingSteps.readTags(dice, model);
      case 36 -> SettingSteps.changeAcl(dice, model);
      case 37 -> SettingSteps.readAcl(dice, model);
      case 38, 39, 40, 41, 42, 43, 44, 45, 46, 47 -> upload(dice);
      case 48 -> settings(dice);
      case 49 -> bucket(dice);
      case 50, 51, 52 -> ObjectSteps.readVersion(dice, model);
      case 53, 54, 55, 56 -> ObjectSteps.remove(dice, model);
      case 57, 58 -> VersionLists.list(dice, model);
      case 59, 60, 61 -> lock(dice);
      default -> versioning(dice);
    };
  }

  private boolean isCrowded(String bucket) {
    return model.findBucket(bucket).filter(each -> each.size() > MOST_VERSIONS).isPresent();
  }

  private Step upload(Dice dice) {
    return switch (dice.below(10)) {
      case 0, 1 -> UploadSteps.create(dice, model);
      case 2, 3, 4 -> UploadSteps.putPart(dice, model);
      case 5 -> UploadSteps.copyPart(dice, model, large());
      case 6, 7 -> UploadSteps.complete(dice, model);
      case 8 ->
          dice.oneIn(2) ? UploadSteps.abort(dice, model) : UploadSteps.completeAgain(dice, model);
      default -> dice.oneIn(2) ? UploadSteps.listParts(dice, model) : UploadLists.uploads(dice);
    };
  }

  private Step settings(Dice dice) {
    return dice.oneIn(2)
        ? SettingSteps.changeSetting(dice)
        : SettingSteps.readSetting(dice.bucket(), dice.of(List.of(ModelBucket.Setting.values())));
  }

  private Step lock(Dice dice) {
    String bucket = dice.oneIn(3) ? dice.bucket() : locks;
    String key = dice.versionedKey(model, bucket);
    return switch (dice.below(6)) {
      case 0 -> LockSteps.readHold(bucket, key, dice.anyVersion(model, bucket, key));
      case 1 -> LockSteps.readRetention(bucket, key, dice.anyVersion(model, bucket, key));
      case 2 -> LockSteps.hold(dice, model, bucket);
      default -> LockSteps.retain(dice, model, bucket);
    };
  }

  private Step versioning(Dice dice) {
    String bucket = dice.of(List.of(versions, versions, locks, other));
    String status = dice.oneIn(3) ? ModelBucket.SUSPENDED : ModelBucket.ENABLED;
    return switch (dice.below(6)) {
      case 0 -> LockSteps.readVersioning(dice.of(buckets));
      case 1 -> LockSteps.readLocks(dice.of(buckets));
      case 2 -> {
        // Where versions come to be kept they are kept locked, so one bucket is never like that.
        String target = bucket.equals(versions) ? locks : bucket;
        yield LockSteps.setLocks(target, LockDice.defaultRetention(dice, model, target));
      }
      default -> LockSteps.setVersioning(bucket, status);
    };
  }

  private Step bucket(Dice dice) {
    String bucket = dice.oneIn(2) ? other : dice.of(buckets);
    return switch (dice.below(5)) {
      case 0 -> BucketSteps.head(bucket);
      case 1 -> BucketSteps.list(prefix());
      case 2 -> BucketSteps.create(bucket, bucket.equals(locks) || isLucky(dice, bucket));
      case 3 -> DeleteObjects.clear(dice, model, other);
      default -> BucketSteps.delete(bucket);
    };
  }

  private boolean isLucky(Dice dice, String bucket) {
    return bucket.equals(other) && dice.oneIn(3);
  }

  private Optional<ModelSource> large() {
    return model
        .findBucket(plain)
        .flatMap(bucket -> bucket.find(largeKey))
        .map(_ -> new ModelSource(plain, largeKey, "", ModelConditions.NONE));
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
