package io.horizonpush.iroh.share;

import io.horizonpush.iroh.codec.CborReader;
import io.horizonpush.iroh.codec.CborWriter;
import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.net.StreamKind;
import java.util.function.Function;

/**
 * The frames by which a node gets a plugin, each deterministic CBOR but for those with its bytes:
 *
 * <ol>
 *   <li>who wants it asks: {@code [12, 1, share, nonce]}
 *   <li>who has it answers {@code [0, nonce]}, whatever it thinks of that
 *   <li>who wants it proves: {@code [signature by the share's key]} of {@link #message}
 *   <li>who has it answers {@code [0, length]}, and then the file in frames of at most 256 KiB; or
 *       {@code [refusal]} instead of either answer
 * </ol>
 *
 * Stateless. What is none of them is a {@link PeerException} {@code PROTOCOL}.
 */
final class PluginFrames {

  /** The longest frame but those of the file, in bytes. */
  static final int LONGEST = 256;

  /** As many bytes of a file as are in one frame. */
  static final int PIECE = 256 << 10;

  /** The longest file. */
  static final int LONGEST_FILE = 16 << 20;

  static final int NONCE = 16;

  private static final String DOMAIN = "horizonpush plugin 1";
  private static final int VERSION = 1;
  private static final String ABOUT = "a plugin";

  private PluginFrames() {}

  /** Who wants it. */
  record Ask(ShareId share, Octets nonce) {}

  /** What is signed: so no proof is of use for another ticket, with other nodes or once more. */
  static byte[] message(ShareId share, NodeId giver, NodeId taker, Octets theirs, Octets own) {
    return CborWriter.write(
        out ->
            out.tuple(
                6,
                each ->
                    each.text(DOMAIN)
                        .bytes(share.bytes())
                        .bytes(giver.bytes())
                        .bytes(taker.bytes())
                        .bytes(theirs.bytes())
                        .bytes(own.bytes())));
  }

  static byte[] write(Ask ask) {
    return CborWriter.write(
        out ->
            out.tuple(
                4,
                each ->
                    each.number(StreamKind.PLUGIN.number())
                        .number(VERSION)
                        .bytes(ask.share().bytes())
                        .bytes(ask.nonce().bytes())));
  }

  static Ask readAsk(byte[] frame) {
    return AnswerFrames.read(
        frame,
        ABOUT,
        in -> {
          if (in.number() != StreamKind.PLUGIN.number() || in.number() != VERSION) {
            throw new CodecException("Not what a node says that wants a plugin");
          }
          return new Ask(ShareId.of(in.bytes()), Octets.of(in.bytes(), NONCE));
        });
  }

  static Octets readNonce(byte[] frame) {
    return accepted(frame, in -> Octets.of(in.bytes(), NONCE));
  }

  static byte[] writeProof(byte[] signature) {
    return CborWriter.write(out -> out.tuple(1, each -> each.bytes(signature)));
  }

  static Octets readProof(byte[] frame) {
    return AnswerFrames.read(
        frame, ABOUT, in -> Octets.of(in.bytes(), SigningKey.SIGNATURE_LENGTH));
  }

  static byte[] writeLength(int length) {
    return CborWriter.write(
        out -> out.tuple(2, each -> each.number(AnswerFrames.DONE).number(length)));
  }

  static int readLength(byte[] frame) {
    return accepted(
        frame,
        in -> {
          long length = in.length();
          if (length > LONGEST_FILE) {
            throw new CodecException("A plugin is not so long");
          }
          return (int) length;
        });
  }

  /** What an answer says, unless it refuses. */
  private static <T> T accepted(byte[] frame, Function<CborReader, T> value) {
    try {
      return AnswerFrames.readAnswer(frame, ABOUT, value);
    } catch (AnswerFrames.Refused e) {
      throw refused(e.refusal());
    }
  }

  private static RuntimeException refused(JoinRefusal refusal) {
    return refusal == JoinRefusal.UNKNOWN
        ? new ShareException(
            ShareException.Reason.UNKNOWN,
            "The node that made the ticket does not know it any more: ask for a new one.")
        : refusal.toException();
  }
}
