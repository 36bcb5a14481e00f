package io.horizonpush.iroh.keep;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.RelianceTable.Asked;
import io.horizonpush.iroh.keep.KeepQuestion.What;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Durability;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The questions that this node asks for promises, and what it is promised. A question is noted
 * before it leaves, see {@link io.horizonpush.iroh.index.RelianceTable}. Thread-safe; blocks its
 * (virtual) thread.
 */
final class PromiseBook {

  private final Index index;
  private final PromiseTerms terms;
  private final PromiseClocks clocks;

  PromiseBook(Index index, PromiseTerms terms, PromiseClocks clocks) {
    this.index = index;
    this.terms = terms;
    this.clocks = clocks;
  }

  /**
   * A question that is noted.
   *
   * @param number tells it from those before
   * @param asked when: what is promised is counted from then
   */
  record Noted(long number, Instant asked, BucketRow bucket, NodeId member, KeepQuestion question) {

    private Asked of(BlobHash blob) {
      return new Asked(blob, bucket.id(), member);
    }
  }

  /** Notes that a member is to be asked to keep blobs. */
  Noted note(BucketRow bucket, NodeId member, List<BlobHash> blobs) {
    // Beyond zero, which is none.
    long number = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
    KeepQuestion question = new KeepQuestion(What.PROMISE, bucket.uid(), terms.lasts(), blobs);
    Noted noted = new Noted(number, clocks.ofGot(), bucket, member, question);
    return index.write(
        Durability.RELAXED,
        tables -> {
          blobs.forEach(blob -> tables.reliances().note(noted.of(blob), number));
          return noted;
        });
  }

  /** Takes an answer; tells which blobs are promised by it for long enough to count on that. */
  Set<BlobHash> take(Noted noted, KeepAnswer answer) {
    BitSet places = new BitSet();
    Duration lasts = Duration.ZERO;
    if (answer instanceof KeepAnswer.Given given) {
      places = given.places();
      lasts = given.lasts().compareTo(terms.lasts()) < 0 ? given.lasts() : terms.lasts();
    }
    BitSet promised = places;
    Instant ends = noted.asked().plus(lasts);
    Instant enough = terms.enoughFrom(clocks.ofGot());
    return index.write(
        Durability.RELAXED,
        tables -> {
          Set<BlobHash> taken = new HashSet<>();
          List<BlobHash> blobs = noted.question().blobs();
          for (int place = 0; place < blobs.size(); place++) {
            BlobHash blob = blobs.get(place);
            if (!promised.get(place)) {
              tables.reliances().refused(noted.of(blob), noted.number());
            } else if (tables.reliances().promised(noted.of(blob), noted.number(), ends)
                && ends.isAfter(enough)) {
              taken.add(blob);
            }
          }
          return taken;
        });
  }

  /** Waits for no answer any more. */
  void unanswered(Noted noted) {
    index.write(
        Durability.RELAXED,
        tables -> {
          List<BlobHash> blobs = noted.question().blobs();
          blobs.forEach(blob -> tables.reliances().unanswered(noted.of(blob), noted.number()));
          return blobs;
        });
  }

  /**
   * Counts on what a node promised no longer, where the bytes are here or nothing needs them; tells
   * what it is to be told, which is so durably: who has been told may lose them.
   */
  KeepQuestion release(BucketRow bucket, NodeId member, List<BlobHash> blobs) {
    return index.write(
        Durability.STRICT,
        tables -> {
          List<BlobHash> free =
              blobs.stream()
                  .filter(
                      blob ->
                          KeepDesk.holds(tables, bucket, blob)
                              || !tables.uses().isNamed(bucket.id(), blob))
                  .toList();
          free.forEach(blob -> tables.reliances().forget(new Asked(blob, bucket.id(), member)));
          return new KeepQuestion(What.RELEASE, bucket.uid(), Duration.ZERO, free);
        });
  }
}
