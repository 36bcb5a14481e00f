package io.horizonpush.fallback;

import io.horizonpush.fallback.origin.Origin;
import io.horizonpush.fallback.origin.OriginBody;
import io.horizonpush.fallback.origin.OriginCondition;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.OriginFault;
import io.horizonpush.fallback.origin.OriginListing;
import io.horizonpush.fallback.origin.OriginPage;
import io.horizonpush.fallback.origin.OriginWrite;
import io.horizonpush.s3.model.ByteRange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A trial of an origin: what the node will do there, done once with an object of its own under a
 * random key; of one that is read-only, what can be read.
 *
 * <p>It leaves nothing behind, unless the origin does not let it delete.
 */
public final class OriginTrial {

  private static final int LENGTH = 4096;
  private static final int RANDOM_BYTES = 16;
  private static final ByteRange RANGE = new ByteRange(1000, 2000);

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Origin origin;
  private final String key;
  private final byte[] bytes = new byte[LENGTH];
  private final List<Step> steps = new ArrayList<>();

  private OriginTrial(Origin origin) {
    this.origin = origin;
    byte[] name = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(name);
    this.key =
        origin.description().place().keyOf(".horizonpush-trial-" + HexFormat.of().formatHex(name));
    RANDOM.nextBytes(bytes);
  }

  /**
   * What was tried, and how it went.
   *
   * @param name of what was tried, such as {@code put}
   * @param failure what is wrong and what to do; none where it went well
   */
  public record Step(String name, Duration took, Optional<String> failure) {}

  /**
   * What came of it.
   *
   * @param steps in the order in which they were tried: what needs one that failed is not
   */
  public record Result(List<Step> steps) {

    public Result {
      steps = List.copyOf(steps);
    }

    /** Whether the node can use the origin. */
    public boolean isGood() {
      return steps.stream().allMatch(step -> step.failure().isEmpty());
    }
  }

  /** Tries an origin. Never fails itself: what fails is in the result. */
  public static Result of(Origin origin) {
    OriginTrial trial = new OriginTrial(origin);
    if (origin.description().readOnly()) {
      trial.read();
    } else {
      trial.write();
    }
    return new Result(trial.steps);
  }

  private void read() {
    List<OriginPage> pages = new ArrayList<>();
    if (!step("list", () -> pages.add(origin.list(firstKeys())))) {
      return;
    }
    Optional<OriginPage.Entry> first = pages.getFirst().entries().stream().findFirst();
    if (first.isEmpty()) {
      // An empty place shows by this whether a miss is told as one.
      step("head of nothing", this::requireMissing);
      return;
    }
    OriginPage.Entry entry = first.get();
    step("head", () -> require(entry.tag().equals(origin.head(entry.key()).tag()), OTHER_TAG));
    if (entry.size() > 0) {
      step("ranged get", () -> readOne(entry));
    }
  }

  private void write() {
    List<String> tags = new ArrayList<>();
    if (!step("put", () -> tags.add(put(OriginCondition.ANY)))) {
      return;
    }
    String tag = tags.getFirst();
    step("head", () -> require(origin.head(key).tag().equals(tag), OTHER_TAG));
    step("get", () -> compare(Optional.empty(), tag, bytes));
    step(
        "ranged get",
        () ->
            compare(
                Optional.of(RANGE),
                tag,
                Arrays.copyOfRange(bytes, (int) RANGE.offset(), (int) RANGE.end())));
    step("list", this::requireListed);
    step("conditional put", this::requireCondition);
    if (step("delete", () -> origin.delete(key, Optional.empty()))) {
      step("head of nothing", this::requireMissing);
    }
  }

  private static final String OTHER_TAG =
      "it tells another tag of the same object: nothing can be pinned there, so it cannot be used";

  private String put(OriginCondition condition) {
    return origin.put(
        OriginWrite.of(key, LENGTH).when(condition), () -> new ByteArrayInputStream(bytes));
  }

  private void compare(Optional<ByteRange> range, String tag, byte[] expected) throws IOException {
    try (OriginBody body = origin.open(key, range, Optional.of(tag))) {
      require(
          Arrays.equals(body.readAllBytes(), expected),
          "it sent other bytes than were stored: something between changes them");
    }
  }

  private void readOne(OriginPage.Entry entry) throws IOException {
    try (OriginBody body =
        origin.open(entry.key(), Optional.of(new ByteRange(0, 1)), Optional.of(entry.tag()))) {
      body.readAllBytes();
    }
  }

  private OriginListing firstKeys() {
    return OriginListing.of(origin.description().place().prefix()).limitedTo(1);
  }

  private void requireListed() {
    require(
        origin.list(OriginListing.of(key)).entries().stream()
            .anyMatch(entry -> entry.key().equals(key)),
        "it does not list what was just stored: its listings are late, and so are the bucket's");
  }

  private void requireCondition() {
    try {
      put(OriginCondition.ABSENT);
    } catch (OriginException e) {
      if (e.fault() instanceof OriginFault.Changed) {
        return;
      }
      throw e;
    }
    throw OriginException.misconfigured(
        "it ignores the condition of a write: let no other program and one node alone write there");
  }

  private void requireMissing() {
    try {
      origin.head(key);
    } catch (OriginException e) {
      if (e.fault() instanceof OriginFault.Missing) {
        return;
      }
      throw e.fault() instanceof OriginFault.Denied
          ? OriginException.misconfigured(
              "it says 403 of what is not there: give the credentials the right to list the bucket")
          : e;
    }
    throw OriginException.misconfigured("it still has what was deleted, or says so");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw OriginException.misconfigured(otherwise);
    }
  }

  /** What is tried. */
  @FunctionalInterface
  private interface Attempt {
    void make() throws IOException;
  }

  private boolean step(String name, Attempt attempt) {
    long begin = System.nanoTime();
    Optional<String> failure = Optional.empty();
    try {
      attempt.make();
    } catch (OriginException e) {
      failure = Optional.of(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      failure = Optional.of("the body could not be read");
    }
    steps.add(new Step(name, Duration.ofNanos(System.nanoTime() - begin), failure));
    return failure.isEmpty();
  }
}
