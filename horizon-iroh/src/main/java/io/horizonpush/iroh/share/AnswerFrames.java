package io.horizonpush.iroh.share;

import io.horizonpush.iroh.codec.CborReader;
import io.horizonpush.iroh.codec.CborWriter;
import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.net.PeerException.Reason;
import io.horizonpush.s3.model.S3Exception;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Frames that answer who shows a ticket, each deterministic CBOR: {@code [0, …]}, or {@code
 * [refusal]} instead. Stateless. What is neither is a {@link PeerException} {@code PROTOCOL}.
 */
final class AnswerFrames {

  /** What an answer begins with that is no refusal. */
  static final int DONE = 0;

  private AnswerFrames() {}

  static byte[] writeNonce(Octets nonce) {
    return CborWriter.write(out -> out.tuple(2, each -> each.number(DONE).bytes(nonce.bytes())));
  }

  static byte[] write(JoinRefusal refusal) {
    return CborWriter.write(out -> out.tuple(1, each -> each.number(refusal.code())));
  }

  /**
   * What an answer says.
   *
   * @param about what is talked about, for people
   * @throws Refused if it refuses
   */
  static <T> T readAnswer(byte[] frame, String about, Function<CborReader, T> value)
      throws Refused {
    Answer<T> answer =
        read(
            frame,
            about,
            in -> {
              long code = in.number();
              return code == DONE
                  ? new Answer<>(Optional.of(value.apply(in)), code)
                  : new Answer<T>(Optional.empty(), code);
            });
    if (answer.value().isPresent()) {
      return answer.value().get();
    }
    throw new Refused(
        JoinRefusal.of(answer.code())
            .orElseThrow(
                () ->
                    new PeerException(
                        Reason.PROTOCOL, "It refuses for a reason that this node does not know")));
  }

  private record Answer<T>(Optional<T> value, long code) {}

  /** What a frame says that is no answer. */
  static <T> T read(byte[] frame, String about, Function<CborReader, T> value) {
    try {
      return CborReader.read(
          frame,
          in -> {
            Supplier<T> elements = () -> value.apply(in);
            return in.tuple(elements);
          });
    } catch (CodecException | IllegalArgumentException | S3Exception e) {
      throw new PeerException(
          Reason.PROTOCOL, "What it says is not what %s has".formatted(about), e);
    }
  }

  /** Who was asked refuses. */
  static final class Refused extends Exception {

    private static final long serialVersionUID = 1L;

    private final JoinRefusal refusal;

    Refused(JoinRefusal refusal) {
      super(refusal.words(), null, false, false);
      this.refusal = refusal;
    }

    JoinRefusal refusal() {
      return refusal;
    }
  }
}
