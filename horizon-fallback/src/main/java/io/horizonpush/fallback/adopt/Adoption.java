package io.horizonpush.fallback.adopt;

import io.horizonpush.fallback.origin.KnownOrigins;
import io.horizonpush.fallback.origin.KnownOrigins.KnownOrigin;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.OriginPage;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.ListedOrigin;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.BucketImport;
import io.horizonpush.s3.store.BucketImport.At;
import io.horizonpush.s3.store.BucketImport.State;
import io.horizonpush.s3.store.Records;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The import of what the origins of a bucket had before: one origin after the other in their order,
 * page by page, so that of a key that several have the first counts. How far it is it tells behind
 * each page, and goes on there in another process.
 *
 * <p>An origin that is down, slow, throttles or has no budget left is waited for, and so is room
 * here; one that refuses ends it. Runs once; {@link #stop} is for any thread.
 */
public final class Adoption {

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final KnownOrigins origins;
  private final Records records;
  private final Bucket bucket;
  private final Book book;
  private final InstantSource clock;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private BucketImport now;

  /** Where it is kept how far an import is. */
  @FunctionalInterface
  public interface Book {

    /**
     * Keeps it.
     *
     * @param refused keys that were found since and can be none here
     */
    void note(BucketImport now, List<String> refused);
  }

  /**
   * @param records of this node, which asks no origin about a key
   * @param from how far it is
   */
  public Adoption(
      KnownOrigins origins,
      Records records,
      Bucket bucket,
      BucketImport from,
      Book book,
      InstantSource clock) {
    this.origins = origins;
    this.records = records;
    this.bucket = bucket;
    this.now = from;
    this.book = book;
    this.clock = clock;
  }

  /** Ends it within the page at hand, which is gone on with; it is not over for that. */
  public void stop() {
    stopped.countDown();
  }

  private boolean isStopped() {
    return stopped.getCount() == 0;
  }

  /** Goes on to the end, or until it is stopped: how far it is then. */
  public BucketImport run() {
    try {
      for (OriginId origin : left()) {
        if (!isStopped()) {
          adopt(origin);
        }
      }
      if (!isStopped()) {
        end(State.DONE, Optional.empty());
      }
    } catch (OriginException | S3Exception e) {
      end(State.FAILED, Optional.of(String.valueOf(e.getMessage())));
    }
    return now;
  }

  private void end(State how, Optional<String> why) {
    now = now.ended(how, why, clock.instant());
    book.note(now, List.of());
  }

  /** The origins that are not done; all of them where the one that it was at is none any more. */
  private List<OriginId> left() {
    List<OriginId> all =
        bucket.configuration().origins().origins().stream().map(ListedOrigin::id).toList();
    int at = now.at().map(place -> all.indexOf(place.origin())).orElse(0);
    return all.subList(Math.max(0, at), all.size());
  }

  private void adopt(OriginId id) {
    KnownOrigin origin = origins.find(bucket.id(), id).orElseThrow(Adoption::noAccess);
    ListingWalk walk =
        new ListingWalk(origin, now.at().filter(at -> at.origin().equals(id)).flatMap(At::place));
    PageAdoption adoption =
        new PageAdoption(origin, records, bucket, now.describe(), this::isStopped);
    while (!walk.isOver()) {
      Optional<OriginPage> page = patiently(walk::read);
      Optional<PageAdoption.Adopted> adopted =
          page.flatMap(each -> patiently(() -> adoption.adopt(each))).flatMap(each -> each);
      if (adopted.isEmpty()) {
        return; // It was stopped.
      }
      walk.pass(page.get());
      now = now.goingOn(new At(id, walk.place()), now.counts().plus(adopted.get().counts()));
      book.note(now, adopted.get().refused());
      if (isStopped()) {
        return;
      }
    }
  }

  private static OriginException noAccess() {
    return OriginException.misconfigured(
        "this node has no access to one of the bucket's origins: origin add gives it some");
  }

  /** Does something until it succeeds; nothing where it is stopped before. */
  private <T> Optional<T> patiently(Supplier<T> work) {
    Duration pause = FIRST_PAUSE;
    while (true) {
      String why;
      try {
        return Optional.of(work.get());
      } catch (OriginException e) {
        if (!e.fault().mayBeStoodInFor()) {
          throw e;
        }
        why = String.valueOf(e.getMessage());
      } catch (S3Exception e) {
        if (!isPassing(e)) {
          throw e;
        }
        why = String.valueOf(e.getMessage());
      }
      if (!now.trouble().equals(Optional.of(why))) {
        now = now.troubledBy(why);
        book.note(now, List.of());
      }
      if (isStoppedWithin(pause)) {
        return Optional.empty();
      }
      Duration doubled = pause.multipliedBy(2);
      pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }
  }

  private static boolean isPassing(S3Exception failure) {
    return switch (failure.code()) {
      case SLOW_DOWN, SERVICE_UNAVAILABLE, STORAGE_FULL -> true;
      default -> false;
    };
  }

  private boolean isStoppedWithin(Duration pause) {
    try {
      return stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
