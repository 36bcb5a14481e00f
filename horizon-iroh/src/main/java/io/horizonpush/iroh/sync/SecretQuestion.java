package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.codec.CborReader;
import io.horizonpush.iroh.codec.CborWriter;
import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.iroh.net.PeerConnection;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.net.PeerException.Reason;
import io.horizonpush.iroh.net.PeerStream;
import io.horizonpush.iroh.net.StreamKind;
import io.horizonpush.iroh.replica.DocumentSecret;
import io.horizonpush.iroh.replica.ReplicaId;
import io.horizonpush.s3.model.BucketId;
import java.time.Duration;
import java.util.Optional;

/**
 * What a member asks that may write and lacks the secret of one of the bucket's documents: {@code
 * [5, bucket, document]}. The answer is {@code [1, secret]} or {@code [0]}.
 */
record SecretQuestion(BucketId bucket, ReplicaId document) {

  static final int LONGEST_ANSWER = 64;
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final int GIVEN = 1;
  private static final int REFUSED = 0;

  /** Asks a node. */
  Optional<DocumentSecret> ask(PeerConnection connection) {
    try (PeerStream stream = connection.open()) {
      return stream.ask(encode(), LONGEST_ANSWER, PATIENCE).flatMap(SecretQuestion::decodeAnswer);
    } catch (CodecException | IllegalArgumentException e) {
      throw new PeerException(Reason.PROTOCOL, "A question for a secret has no answer", e);
    }
  }

  private byte[] encode() {
    return CborWriter.write(
        out ->
            out.tuple(
                3,
                each ->
                    each.number(StreamKind.SECRET.number())
                        .bytes(bucket.bytes())
                        .bytes(document.bytes())));
  }

  static SecretQuestion decode(byte[] frame) {
    return CborReader.read(
        frame,
        in ->
            in.tuple(
                () -> {
                  in.number();
                  return new SecretQuestion(BucketId.of(in.bytes()), ReplicaId.of(in.bytes()));
                }));
  }

  static byte[] encodeAnswer(Optional<DocumentSecret> secret) {
    return CborWriter.write(
        out -> {
          if (secret.isPresent()) {
            out.tuple(2, each -> each.number(GIVEN).bytes(secret.get().bytes()));
          } else {
            out.tuple(1, each -> each.number(REFUSED));
          }
        });
  }

  private static Optional<DocumentSecret> decodeAnswer(byte[] frame) {
    return CborReader.read(
        frame,
        in ->
            in.tuple(
                () ->
                    in.number() == GIVEN
                        ? Optional.of(DocumentSecret.of(in.bytes()))
                        : Optional.empty()));
  }
}
