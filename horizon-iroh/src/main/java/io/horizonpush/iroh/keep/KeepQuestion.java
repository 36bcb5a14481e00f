package io.horizonpush.iroh.keep;

import io.horizonpush.iroh.codec.CborReader;
import io.horizonpush.iroh.codec.CborWriter;
import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.iroh.net.StreamKind;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a member is asked about blobs that came to it through a bucket: {@code [9, what, bucket,
 * seconds, [blob…]]}.
 *
 * @param lasts how long they are to be kept; zero but for {@link What#PROMISE}
 * @param blobs at most {@link #MOST}
 */
record KeepQuestion(What what, BucketId bucket, Duration lasts, List<BlobHash> blobs) {

  /** The most blobs of one question. */
  static final int MOST = 256;

  private static final long LONGEST_SECONDS = Duration.ofDays(366).toSeconds();

  KeepQuestion {
    blobs = List.copyOf(blobs);
    if (blobs.size() > MOST) {
      throw new IllegalArgumentException("A question is about " + MOST + " blobs at most");
    }
  }

  /** What is asked. */
  enum What {
    /** To keep them, where all of them is there. */
    PROMISE(1),
    /** Whether all of them is there. */
    HOLDS(2),
    /** To keep them no longer. */
    RELEASE(3);

    private final int number;

    What(int number) {
      this.number = number;
    }

    private static What of(long number) {
      for (What each : values()) {
        if (each.number == number) {
          return each;
        }
      }
      throw new CodecException("Nothing is asked by number " + number);
    }
  }

  /** Cuts what is too much for one question. */
  static List<List<BlobHash>> cut(List<BlobHash> blobs) {
    List<List<BlobHash>> some = new ArrayList<>();
    for (int at = 0; at < blobs.size(); at += MOST) {
      some.add(blobs.subList(at, Math.min(at + MOST, blobs.size())));
    }
    return some;
  }

  byte[] encode() {
    return CborWriter.write(
        out ->
            out.tuple(
                5,
                each ->
                    each.number(StreamKind.KEEP.number())
                        .number(what.number)
                        .bytes(bucket.bytes())
                        .number(lasts.toSeconds())
                        .list(blobs, blob -> each.bytes(blob.bytes()))));
  }

  /**
   * Reads a question.
   *
   * @throws CodecException if it is none
   */
  static KeepQuestion decode(byte[] frame) {
    return CborReader.read(
        frame,
        in ->
            in.tuple(
                () -> {
                  in.number();
                  return new KeepQuestion(
                      What.of(in.number()),
                      BucketId.of(in.bytes()),
                      Duration.ofSeconds(Math.min(in.length(), LONGEST_SECONDS)),
                      in.list(MOST, () -> BlobHash.of(in.bytes())));
                }));
  }
}
