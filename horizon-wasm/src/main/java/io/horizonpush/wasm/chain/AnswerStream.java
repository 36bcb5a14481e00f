package io.horizonpush.wasm.chain;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.BodyMemory;
import io.horizonpush.s3.store.ContentReader;
import io.horizonpush.wasm.abi.Moment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer on its way through plugins to its client. It ends the request for them,
 * when it has ended or is closed before. Confined to the request's thread, but for what others may
 * ask of a {@link HeldAnswers.Held}.
 */
final class AnswerStream implements ContentReader, HeldAnswers.Held {

  private final ContentReader source;
  private final BodyStages stages;
  private final Crew crew;
  private final ChainTools tools;
  private final Runnable over;
  private final BodyMemory.Share share;
  private final long since = System.nanoTime();
  private final AtomicReference<Use> use = new AtomicReference<>(Use.WORKING);
  private LongConsumer ended = length -> {};
  private @Nullable ByteBuffer first;
  private boolean primed;
  private boolean closed;
  private final AtomicLong delivered = new AtomicLong();

  /** Who has the instances. */
  private enum Use {
    /** This answer works with them. */
    WORKING,
    /** It has them while its client takes what it was given. */
    WAITING,
    /** Its last bytes wait for its client, and need no instance any more. */
    ENDED,
    /** They were taken back from it, and it is broken off. */
    OVER
  }

  /**
   * @param source owned by this
   * @param over run once when the request is over for the plugins
   */
  AnswerStream(
      ContentReader source, BodyStages stages, Crew crew, ChainTools tools, Runnable over) {
    this.source = source;
    this.stages = stages;
    this.crew = crew;
    this.tools = tools;
    this.over = over;
    this.share = tools.ports().memory().share();
    tools.held().add(this);
  }

  /** Is told how long the body turned out to be, if it comes to its end. */
  void whenEnded(LongConsumer consumer) {
    ended = consumer;
  }

  /**
   * Works until the first bytes are there that may leave, or the end: so long plugins may answer.
   *
   * @return what one of them answers
   */
  Optional<BodyStage.Answered> prime() {
    try {
      first = produce().orElse(null);
      primed = true;
      rest();
      return Optional.empty();
    } catch (BodyStage.Answered e) {
      return Optional.of(e);
    }
  }

  /** Whether the end is known, and how long the body is then. */
  Optional<Long> whole() {
    ByteBuffer has = first;
    return stages.isEnded()
        ? Optional.of(stages.queued() + (has == null ? 0 : has.remaining()))
        : Optional.empty();
  }

  BodyStages stages() {
    return stages;
  }

  @Override
  public Optional<ByteBuffer> next() {
    ByteBuffer has = first;
    if (has != null) {
      first = null;
      delivered.addAndGet(has.remaining());
      return Optional.of(has);
    }
    if (use.get() != Use.ENDED && !use.compareAndSet(Use.WAITING, Use.WORKING)) {
      throw new S3Exception(
          S3ErrorCode.SLOW_DOWN, "The answer was taken too slowly while others waited.");
    }
    try {
      Optional<ByteBuffer> piece = produce();
      piece.ifPresent(bytes -> delivered.addAndGet(bytes.remaining()));
      return piece;
    } catch (BodyStage.Answered e) {
      throw e.by().unavailable("broke the answer off");
    } finally {
      rest();
    }
  }

  private void rest() {
    use.compareAndSet(Use.WORKING, stages.isEnded() ? Use.ENDED : Use.WAITING);
  }

  private Optional<ByteBuffer> produce() {
    Optional<ByteBuffer> next = stages.poll();
    while (next.isEmpty() && !stages.isEnded()) {
      Optional<ByteBuffer> piece = source.next();
      if (piece.isPresent()) {
        stages.pass(piece.get());
      } else {
        stages.end(crew::finish);
        release();
        ended.accept(delivered.get() + stages.queued());
      }
      stages.account(share);
      next = stages.poll();
    }
    stages.account(share);
    return next;
  }

  @Override
  public boolean isReady() {
    return !primed || first != null || stages.queued() > 0 || source.isReady();
  }

  private void release() {
    if (!closed) {
      closed = true;
      tools.held().remove(this);
      stages.report(tools.metrics(), Moment.RESPONSE_BODY);
      crew.close();
      over.run();
    }
  }

  @Override
  public void close() {
    source.close();
    share.close();
    use.compareAndSet(Use.WAITING, Use.WORKING);
    if (use.get() != Use.OVER) {
      release();
    }
  }

  @Override
  public Duration since() {
    return Duration.ofNanos(System.nanoTime() - since);
  }

  @Override
  public long delivered() {
    return delivered.get();
  }

  @Override
  public Crew crew() {
    return crew;
  }

  @Override
  public boolean letGo() {
    if (!use.compareAndSet(Use.WAITING, Use.OVER)) {
      return false;
    }
    release();
    return true;
  }
}
