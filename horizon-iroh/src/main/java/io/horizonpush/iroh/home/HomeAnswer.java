package io.horizonpush.iroh.home;

import io.horizonpush.iroh.codec.CborReader;
import io.horizonpush.iroh.codec.CborWriter;
import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.iroh.share.Octets;
import io.horizonpush.iroh.share.Standing;
import io.horizonpush.iroh.store.MadeVersion;
import io.horizonpush.s3.model.S3Exception;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;

/** What a home answers, one frame. Another form is a {@link CodecException}. */
sealed interface HomeAnswer {

  /** The longest, in bytes. */
  int LONGEST = 16 << 10;

  /** The longest text for people, in characters. */
  int LONGEST_TEXT = 500;

  /**
   * What was decided, before {@code standing}: {@code [1, number, history, position, version]}, the
   * version empty where nothing was to be made.
   *
   * @param number of the home
   */
  record Decided(long number, Standing standing, Optional<MadeVersion> version)
      implements HomeAnswer {}

  /** That a client is to be told an error: {@code [2, code, message, [name, value, …]]}. */
  record Refused(S3Exception error) implements HomeAnswer {}

  /** That a request was not decided, and never will be: {@code [3, history, position]}. */
  record Never(Standing standing) implements HomeAnswer {}

  /** That this node is not the home: {@code [4]}. */
  record Elsewhere() implements HomeAnswer {}

  /** That the home decides nothing for now: {@code [5, why]}. */
  record NotNow(String why) implements HomeAnswer {}

  /** That the asking node may not ask this, or that there is no such bucket: {@code [6]}. */
  record Denied() implements HomeAnswer {}

  /** That too much is asked at once: {@code [7]}. */
  record Busy() implements HomeAnswer {}

  /** That something else was asked under the id: {@code [8]}. */
  record OtherContent() implements HomeAnswer {}

  /** How far the home is: {@code [9, number, history, position]}. */
  record Stands(long number, Standing standing) implements HomeAnswer {}

  /**
   * That the node is the home no more, signed: {@code [10, number, history, position, signature]}.
   *
   * @param number of the home that is to be
   */
  record GivenUp(long number, Standing standing, Octets signature) implements HomeAnswer {}

  /** The history of the node's index: {@code [11, history]}. */
  record Named(String history) implements HomeAnswer {}

  default byte[] encode() {
    return switch (this) {
      case Decided decided ->
          write(
              1,
              4,
              out -> {
                write(out.number(decided.number()), decided.standing());
                out.bytes(decided.version().map(MadeVersion::encode).orElse(new byte[0]));
              });
      case Refused refused -> write(2, 3, out -> ErrorCodec.write(out, refused.error()));
      case Never never -> write(3, 2, out -> write(out, never.standing()));
      case Elsewhere _ -> write(4, 0, _ -> {});
      case NotNow not -> write(5, 1, out -> out.text(ErrorCodec.shortened(not.why())));
      case Denied _ -> write(6, 0, _ -> {});
      case Busy _ -> write(7, 0, _ -> {});
      case OtherContent _ -> write(8, 0, _ -> {});
      case Stands stands ->
          write(9, 3, out -> write(out.number(stands.number()), stands.standing()));
      case GivenUp up ->
          write(
              10,
              4,
              out -> {
                write(out.number(up.number()), up.standing());
                out.bytes(up.signature().bytes());
              });
      case Named named -> write(11, 1, out -> out.bytes(HexFormat.of().parseHex(named.history())));
    };
  }

  private static byte[] write(int answer, int more, Consumer<CborWriter> rest) {
    return CborWriter.write(
        out ->
            out.tuple(
                1 + more,
                each -> {
                  each.number(answer);
                  rest.accept(each);
                }));
  }

  private static void write(CborWriter out, Standing standing) {
    out.bytes(HexFormat.of().parseHex(standing.history())).number(standing.position());
  }

  static HomeAnswer decode(byte[] frame) {
    return CborReader.read(
        frame,
        in ->
            in.tuple(
                () ->
                    switch (in.smallNumber()) {
                      case 1 -> new Decided(in.length(), standing(in), version(in.bytes()));
                      case 2 -> new Refused(ErrorCodec.read(in));
                      case 3 -> new Never(standing(in));
                      case 4 -> new Elsewhere();
                      case 5 -> new NotNow(ErrorCodec.text(in));
                      case 6 -> new Denied();
                      case 7 -> new Busy();
                      case 8 -> new OtherContent();
                      case 9 -> new Stands(in.length(), standing(in));
                      case 10 -> new GivenUp(in.length(), standing(in), Octets.of(in.bytes()));
                      case 11 -> new Named(HomeQuestion.history(in));
                      default -> throw new CodecException("A home answers something unknown");
                    }));
  }

  private static Optional<MadeVersion> version(byte[] bytes) {
    return bytes.length == 0 ? Optional.empty() : Optional.of(MadeVersion.decode(bytes));
  }

  private static Standing standing(CborReader in) {
    return new Standing(HomeQuestion.history(in), in.length());
  }
}
