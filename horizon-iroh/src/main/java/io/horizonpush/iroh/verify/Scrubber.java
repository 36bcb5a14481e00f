package io.horizonpush.iroh.verify;

import io.horizonpush.iroh.content.ContentStore;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.ScrubTable.Ended;
import io.horizonpush.iroh.index.ScrubTable.Pass;
import io.horizonpush.s3.model.Durability;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The reading of everything that is stored, again and again, so that what rots is found before it
 * is needed. Each reading takes one interval, the next begins behind it, and a restart goes on
 * where the last process was.
 *
 * <p>Blobs are read in the order of their hashes, which are spread evenly: how far it is among the
 * hashes is how much of the blobs it has read. Not thread-safe: one thread calls {@link #run} from
 * time to time; {@link #progress} is for any.
 */
public final class Scrubber {

  private final Index index;
  private final Duration interval;
  private final BlobScrub blobs;
  private final BodyScrub bodies;

  /**
   * @param interval in which everything is read once
   */
  public Scrubber(Index index, ContentStore content, Duration interval) {
    this.index = index;
    this.interval = interval;
    this.blobs = new BlobScrub(index, content);
    this.bodies = new BodyScrub(index);
  }

  /**
   * How far it is.
   *
   * @param began when the reading began that goes on; nothing before the first
   * @param part of the blobs that it has read since, from 0 to 1
   * @param damaged groups of 16 KiB that are damaged now, whoever found them
   * @param ended the last reading that came to the end
   */
  public record Progress(
      Optional<Instant> began, double part, long damaged, Optional<Ended> ended) {}

  public Progress progress() {
    return index.read(
        tables -> {
          Optional<Pass> pass = tables.scrub().pass();
          return new Progress(
              pass.map(Pass::began),
              pass.map(BlobScrub::part).orElse(0.0),
              tables.damage().count(),
              tables.scrub().ended());
        });
  }

  /** Reads what is due now, at most what takes a second or so. */
  public void run() {
    Instant now = index.wall().instant();
    Optional<Pass> going = index.read(tables -> tables.scrub().pass());
    Optional<Ended> ended = index.read(tables -> tables.scrub().ended());
    Pass before = going.orElseGet(() -> Pass.begin(now));
    double due = due(before, now);
    BlobScrub.Step blobStep = blobs.step(before, due);
    BodyScrub.Step bodyStep = bodies.step(blobStep.pass(), due, ended);
    Pass after = bodyStep.pass();
    if (blobStep.atEnd() && bodyStep.atEnd() && due >= 1) {
      end(new Ended(now, after.versions(), after.damaged()));
    } else if (!after.equals(before) || going.isEmpty()) {
      index.write(
          Durability.RELAXED,
          tables -> {
            tables.scrub().put(after);
            return after;
          });
    }
  }

  /** The part of a reading that has to be done by now. */
  private double due(Pass pass, Instant now) {
    double elapsed = Duration.between(pass.began(), now).toMillis();
    return Math.clamp(elapsed / interval.toMillis(), 0, 1);
  }

  private void end(Ended ended) {
    index.write(
        Durability.RELAXED,
        tables -> {
          tables.scrub().end(ended);
          return ended;
        });
  }
}
