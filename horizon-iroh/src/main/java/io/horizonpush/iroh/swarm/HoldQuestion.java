package io.horizonpush.iroh.swarm;

import io.horizonpush.iroh.codec.CborReader;
import io.horizonpush.iroh.codec.CborWriter;
import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.iroh.net.StreamKind;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketId;

/**
 * The question whether a blob came to a member through a bucket: {@code [4, bucket, hash]}, which
 * is answered {@code [1]} or {@code [0]}.
 */
record HoldQuestion(BucketId bucket, BlobHash blob) {

  /** No answer is longer, in bytes. */
  static final int LONGEST_ANSWER = 16;

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

  static byte[] encodeAnswer(boolean holds) {
    return CborWriter.write(out -> out.tuple(1, each -> each.number(holds ? 1 : 0)));
  }

  static boolean decodeAnswer(byte[] frame) {
    return CborReader.read(frame, in -> in.tuple(() -> in.number() == 1));
  }
}
