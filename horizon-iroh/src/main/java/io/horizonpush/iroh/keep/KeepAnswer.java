package io.horizonpush.iroh.keep;

import io.horizonpush.iroh.codec.CborReader;
import io.horizonpush.iroh.codec.CborWriter;
import io.horizonpush.iroh.codec.CodecException;
import java.time.Duration;
import java.util.BitSet;

/** What a member answers about blobs. */
sealed interface KeepAnswer {

  /** No answer is longer, in bytes. */
  int LONGEST = 64;

  /** The same as of a bucket that is not there. */
  record Denied() implements KeepAnswer {}

  /**
   * Which of the blobs it is so of: {@code [1, seconds, places]}.
   *
   * @param lasts for how long, at most as long as was asked
   * @param places those of the blobs in the question
   */
  record Given(Duration lasts, BitSet places) implements KeepAnswer {

    public Given {
      places = (BitSet) places.clone();
    }

    @Override
    public BitSet places() {
      return (BitSet) places.clone();
    }
  }

  default byte[] encode() {
    return CborWriter.write(
        out -> {
          switch (this) {
            case Denied() -> out.tuple(1, each -> each.number(0));
            case Given(Duration lasts, BitSet places) ->
                out.tuple(
                    3,
                    each -> each.number(1).number(lasts.toSeconds()).bytes(places.toByteArray()));
          }
        });
  }

  /**
   * Reads an answer.
   *
   * @throws CodecException if it is none
   */
  static KeepAnswer decode(byte[] frame) {
    return CborReader.read(
        frame,
        in ->
            in.tuple(
                () ->
                    in.number() == 1
                        ? new Given(
                            Duration.ofSeconds(Math.min(in.length(), Integer.MAX_VALUE)),
                            BitSet.valueOf(in.bytes()))
                        : new Denied()));
  }
}
