package io.horizonpush.iroh.share;

import io.horizonpush.iroh.codec.CborReader;
import io.horizonpush.iroh.codec.CborWriter;
import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerConnection;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.net.PeerStream;
import io.horizonpush.iroh.net.StreamKind;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.MemberMode;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells members that this node leaves a bucket: {@code [7, bucket, clock, signature]}, answered by
 * {@code [1]} from who has noted it durably, for all others to hear of it, and else by {@code [0]}.
 * Thread-safe; blocks its (virtual) thread.
 */
final class Farewell {

  private static final Logger LOG = LoggerFactory.getLogger(Farewell.class);

  static final Duration PATIENCE = Duration.ofSeconds(3);

  /** Connections with one member: of two that a pair of nodes has one is closed. */
  private static final int CONNECTIONS = 4;

  private static final int LONGEST_ANSWER = 16;
  private static final int NOTED = 1;
  private static final int NOT_NOTED = 0;

  /** One that notes it is enough; a few more keep it if that one is lost. */
  private static final int MOST_TOLD = 16;

  private final Dialer dialer;

  Farewell(Dialer dialer) {
    this.dialer = dialer;
  }

  /** What is said on a stream. */
  record Said(BucketId bucket, Parting parting) {}

  /** Tells members that may note it, all at once; answers how many did. */
  int tell(SharedBucket bucket, NodeId self, Parting parting) {
    List<Member> members =
        bucket.membership().members().stream()
            .filter(member -> !member.node().equals(self))
            .filter(member -> member.mode().allows(MemberMode.WRITE))
            .limit(MOST_TOLD)
            .toList();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> answers =
          members.stream()
              .map(
                  member ->
                      threads.submit(
                          () ->
                              tell(
                                  bucket,
                                  member.node(),
                                  new Said(bucket.id(), parting),
                                  CONNECTIONS)))
              .toList();
      return Math.toIntExact(answers.stream().filter(Farewell::isNoted).count());
    }
  }

  private static boolean isNoted(Future<Boolean> answer) {
    try {
      return answer.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      LOG.warn("A member could not be told that this node leaves", e);
      return false;
    }
  }

  private boolean tell(SharedBucket bucket, NodeId member, Said said, int connections) {
    try (PeerConnection connection = dialer.dial(member, bucket.addresses(member), PATIENCE);
        PeerStream stream = connection.open()) {
      return stream
          .ask(write(said), LONGEST_ANSWER, PATIENCE)
          .map(Farewell::readAnswer)
          .orElse(false);
    } catch (PeerException e) {
      if (e.reason() == PeerException.Reason.CLOSED && connections > 1) {
        return tell(bucket, member, said, connections - 1);
      }
      LOG.debug("Node {} does not hear that this one leaves", member, e);
      return false;
    } catch (CodecException e) {
      LOG.debug("Node {} does not understand that this one leaves", member, e);
      return false;
    }
  }

  private static byte[] write(Said said) {
    return CborWriter.write(
        out ->
            out.tuple(
                4,
                each ->
                    each.number(StreamKind.LEAVE.number())
                        .bytes(said.bucket().bytes())
                        .bytes(Parting.clockBytes(said.parting().clock()))
                        .bytes(said.parting().signature().bytes())));
  }

  /** Throws CodecException if a frame says nothing of that kind. */
  static Said read(byte[] frame) {
    try {
      return CborReader.read(
          frame,
          in ->
              in.tuple(
                  () -> {
                    in.number();
                    BucketId bucket = BucketId.of(in.bytes());
                    long clock = ByteBuffer.wrap(in.bytes()).getLong();
                    return new Said(bucket, new Parting(clock, Octets.of(in.bytes())));
                  }));
    } catch (IllegalArgumentException | BufferUnderflowException e) {
      throw new CodecException("A farewell says nothing", e);
    }
  }

  static byte[] answer(boolean noted) {
    return CborWriter.write(out -> out.tuple(1, each -> each.number(noted ? NOTED : NOT_NOTED)));
  }

  private static boolean readAnswer(byte[] frame) {
    return CborReader.read(frame, in -> in.tuple(() -> in.number() == NOTED));
  }
}
