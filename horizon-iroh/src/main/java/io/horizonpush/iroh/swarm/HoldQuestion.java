package io.horizonpush.iroh.swarm;

import io.horizonpush.iroh.codec.CborReader;
import io.horizonpush.iroh.codec.CborWriter;
import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.iroh.net.StreamKind;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.store.BlobFill;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The question what of a blob came to a member through a bucket: {@code [4, bucket, hash]}. The
 * answer is {@code [0]} for nothing, {@code [1]} for all of it, {@code [2, [from, to, …]]} for runs
 * of groups.
 */
record HoldQuestion(BucketId bucket, BlobHash blob) {

  /** The runs of groups that an answer names at most. */
  private static final int MOST_RUNS = 64;

  /** No answer is longer, in bytes: two numbers of up to nine for each run. */
  static final int LONGEST_ANSWER = 2 * MOST_RUNS * 9 + 16;

  private static final long NOTHING = 0;
  private static final long WHOLE = 1;
  private static final long PARTS = 2;
  private static final long GROUP = BlobFill.GROUP;
  private static final long MOST_GROUPS = Long.MAX_VALUE / GROUP;

  byte[] encode() {
    return CborWriter.write(
        out ->
            out.tuple(
                3,
                each ->
                    each.number(StreamKind.HOLDS.number())
                        .bytes(bucket.bytes())
                        .bytes(blob.bytes())));
  }

  /**
   * Reads a question.
   *
   * @throws CodecException if it is none
   */
  static HoldQuestion decode(byte[] frame) {
    return CborReader.read(
        frame,
        in ->
            in.tuple(
                () -> {
                  in.number();
                  return new HoldQuestion(BucketId.of(in.bytes()), BlobHash.of(in.bytes()));
                }));
  }

  static byte[] encodeAnswer(Holding holding) {
    return CborWriter.write(
        out -> {
          switch (holding) {
            case Holding.Nothing() -> out.tuple(1, each -> each.number(NOTHING));
            case Holding.Whole() -> out.tuple(1, each -> each.number(WHOLE));
            case Holding.Parts(List<ByteRange> ranges) ->
                out.tuple(2, each -> each.number(PARTS).list(borders(ranges), each::number));
          }
        });
  }

  /** Of more runs than an answer names the longest are told. */
  private static List<Long> borders(List<ByteRange> ranges) {
    return ranges.stream()
        .sorted(Comparator.comparingLong(ByteRange::length).reversed())
        .limit(MOST_RUNS)
        .sorted(Comparator.comparingLong(ByteRange::offset))
        .flatMap(run -> Stream.of(run.offset() / GROUP, Math.ceilDiv(run.end(), GROUP)))
        .toList();
  }

  /**
   * Reads an answer.
   *
   * @throws CodecException if it is none
   */
  static Holding decodeAnswer(byte[] frame) {
    return CborReader.read(
        frame,
        in ->
            in.tuple(
                () -> {
                  long kind = in.number();
                  if (kind == PARTS) {
                    return new Holding.Parts(runs(in.list(2 * MOST_RUNS, in::number)));
                  }
                  return kind == WHOLE ? new Holding.Whole() : new Holding.Nothing();
                }));
  }

  private static List<ByteRange> runs(List<Long> borders) {
    List<ByteRange> runs = new ArrayList<>();
    long behind = 0;
    for (int i = 0; i + 1 < borders.size(); i += 2) {
      long from = borders.get(i);
      long to = borders.get(i + 1);
      if (from < behind || to <= from || to > MOST_GROUPS) {
        throw new CodecException("These are no runs of groups in ascending order");
      }
      runs.add(new ByteRange(from * GROUP, (to - from) * GROUP));
      behind = to;
    }
    return runs;
  }
}
