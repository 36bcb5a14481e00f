package io.horizonpush.wasm.chain;

import io.horizonpush.s3.filter.BodyObserver;
import io.horizonpush.s3.filter.RequestBody;
import io.horizonpush.s3.store.BodyMemory;
import io.horizonpush.s3.store.ContentReader;
import io.horizonpush.wasm.abi.Moment;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The body of a request on its way through plugins to its operation. The last chunk comes to them
 * only when the client's body has ended and keeps all that was promised. Confined to one thread at
 * a time.
 */
final class UploadStream implements ContentReader, BodyObserver {

  private final RequestBody client;
  private final BodyStages stages;
  private final ChainMetrics metrics;
  private final BodyMemory.Share share;
  private Optional<BodyStage.Answered> answered = Optional.empty();

  /**
   * @param client whose bytes pass
   */
  UploadStream(RequestBody client, BodyStages stages, ChainTools tools) {
    this.client = client;
    this.stages = stages;
    this.metrics = tools.metrics();
    this.share = tools.ports().memory().share();
  }

  /** What a plugin answers in the place of the operation, which has failed with it. */
  Optional<BodyStage.Answered> answered() {
    return answered;
  }

  /** How long what comes out is, if that is known before it came. */
  OptionalLong length() {
    boolean kept =
        stages.writers().stream().allMatch(entry -> entry.manifest().bodies().preservesLength());
    return kept ? client.length() : OptionalLong.empty();
  }

  @Override
  public Optional<ByteBuffer> next() {
    try {
      Optional<ByteBuffer> next = stages.poll();
      while (next.isEmpty() && !stages.isEnded()) {
        Optional<ByteBuffer> piece = client.next();
        if (piece.isPresent()) {
          stages.pass(piece.get());
        } else {
          stages.end(() -> {});
        }
        stages.account(share);
        next = stages.poll();
      }
      return next;
    } catch (BodyStage.Answered e) {
      answered = Optional.of(e);
      throw e;
    }
  }

  @Override
  public void piece(ByteBuffer bytes) {
    try {
      stages.pass(bytes);
      drain();
    } catch (BodyStage.Answered e) {
      answered = Optional.of(e);
      throw e;
    }
  }

  @Override
  public void end() {
    try {
      stages.end(() -> {});
      drain();
    } catch (BodyStage.Answered e) {
      answered = Optional.of(e);
      throw e;
    }
  }

  /** What observers let pass is what they were given, and goes on without this. */
  private void drain() {
    while (stages.poll().isPresent()) {
      // Whoever reads the body has it.
    }
  }

  @Override
  public boolean isReady() {
    return stages.queued() > 0 || client.isReady();
  }

  /** Gives back what waits here. The client's body is closed by who opened it. */
  @Override
  public void close() {
    share.close();
    stages.report(metrics, Moment.REQUEST_BODY);
  }
}
