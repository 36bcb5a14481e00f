package io.horizonpush.iroh.swarm;

import io.horizonpush.iroh.codec.CborReader;
import io.horizonpush.iroh.codec.CborWriter;
import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.iroh.net.StreamKind;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.ByteRange;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The question what the tree of a blob is like above some bytes: {@code [8, bucket, hash, [from,
 * length, …]]}. The answer is {@code [[part, …]]}, one for each run of bytes, or {@code [[]]} where
 * not all of them can be given.
 *
 * @param subtrees each the bytes of an inner node
 */
public record TreeQuestion(BucketId bucket, BlobHash blob, List<ByteRange> subtrees) {

  /** The most subtrees that are asked for at once. */
  static final int MOST = 64;

  /** The bytes of a part at most: six levels of inner nodes. */
  private static final int LONGEST_PART = 63 * 64;

  /** No answer is longer, in bytes. */
  static final int LONGEST_ANSWER = MOST * (LONGEST_PART + 8) + 16;

  public TreeQuestion {
    subtrees = List.copyOf(subtrees);
  }

  byte[] encode() {
    List<Long> runs =
        subtrees.stream().flatMap(run -> Stream.of(run.offset(), run.length())).toList();
    return CborWriter.write(
        out ->
            out.tuple(
                4,
                each ->
                    each.number(StreamKind.TREE.number())
                        .bytes(bucket.bytes())
                        .bytes(blob.bytes())
                        .list(runs, each::number)));
  }

  /**
   * Reads a question.
   *
   * @throws CodecException if it is none
   */
  static TreeQuestion decode(byte[] frame) {
    return CborReader.read(
        frame,
        in ->
            in.tuple(
                () -> {
                  in.number();
                  return new TreeQuestion(
                      BucketId.of(in.bytes()),
                      BlobHash.of(in.bytes()),
                      runs(in.list(2 * MOST, in::number)));
                }));
  }

  private static List<ByteRange> runs(List<Long> numbers) {
    List<ByteRange> runs = new ArrayList<>();
    for (int i = 0; i + 1 < numbers.size(); i += 2) {
      long from = numbers.get(i);
      long length = numbers.get(i + 1);
      if (from < 0 || length < 0 || from + length < 0) {
        throw new CodecException("These are no runs of bytes");
      }
      runs.add(new ByteRange(from, length));
    }
    return runs;
  }

  static byte[] encodeAnswer(List<byte[]> parts) {
    return CborWriter.write(out -> out.tuple(1, each -> each.list(parts, each::bytes)));
  }

  /**
   * Reads an answer.
   *
   * @throws CodecException if it is none
   */
  List<byte[]> decodeAnswer(byte[] frame) {
    List<byte[]> parts = CborReader.read(frame, in -> in.tuple(() -> in.list(MOST, in::bytes)));
    if (!parts.isEmpty() && parts.size() != subtrees.size()) {
      throw new CodecException("An answer is of other subtrees than were asked for");
    }
    return parts;
  }
}
