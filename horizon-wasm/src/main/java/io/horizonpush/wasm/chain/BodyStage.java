package io.horizonpush.wasm.chain;

import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.wasm.abi.Answer;
import io.horizonpush.wasm.abi.BodyAccess;
import io.horizonpush.wasm.abi.BodyAction;
import io.horizonpush.wasm.abi.Moment;
import io.horizonpush.wasm.engine.GuestFailure;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A plugin through which the bytes of a body pass. On guest threads.
 *
 * <p>One that writes and fails before anything of what it made went on can be left out as if it had
 * never been there: what it has swallowed by then is kept for that.
 */
final class BodyStage {

  private final Participant participant;
  private final Moment moment;
  private final boolean writes;
  private final long mostHeld;

  /** What it was given while nothing came out of it. */
  private final List<ByteBuffer> swallowed = new ArrayList<>();

  private long given;
  private long heldSince;
  private boolean begun;
  private boolean passing;
  private boolean fellOut;
  private boolean holding;

  /** An answer that a plugin gives in the middle of a body. Without a stack trace. */
  static final class Answered extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Answer answer;
    private final transient Participant by;

    private Answered(Answer answer, Participant by) {
      super("a plugin answers", null, false, false);
      this.answer = answer;
      this.by = by;
    }

    Answer answer() {
      return answer;
    }

    Participant by() {
      return by;
    }
  }

  /**
   * @param moment which of the two bodies it is
   */
  BodyStage(Participant participant, Moment moment) {
    this.participant = participant;
    this.moment = moment;
    this.writes =
        BodyAccess.WRITE
            == (moment == Moment.REQUEST_BODY
                ? participant.entry().requestAccess()
                : participant.entry().answerAccess());
    this.mostHeld = participant.entry().manifest().bodies().hold();
  }

  Participant participant() {
    return participant;
  }

  /** Whether what comes out of it may be something else than what goes in. */
  boolean writes() {
    return writes && !fellOut;
  }

  boolean isHolding() {
    return holding;
  }

  /**
   * Passes a chunk.
   *
   * @param chunk at most 64 KiB, valid while this runs
   * @param out takes what goes on
   * @throws Answered if the plugin answers
   * @throws S3Exception if it fails and the body cannot go on
   */
  void pass(ByteBuffer chunk, boolean end, Consumer<ByteBuffer> out) {
    if (passing) {
      give(chunk, out);
      return;
    }
    given += chunk.remaining();
    if (writes && !begun) {
      swallow(chunk);
    }
    Optional<BodyAction> action =
        participant.call(
            moment,
            instance ->
                moment == Moment.REQUEST_BODY
                    ? instance.onRequestBody(chunk.duplicate(), end)
                    : instance.onResponseBody(chunk.duplicate(), end));
    if (action.isPresent()) {
      act(action.get(), chunk, out);
      checkHeld();
    }
    if (participant.isGone() && !passing) {
      fallOut(chunk, out);
    }
    holding = holding && !end && !passing;
  }

  private void swallow(ByteBuffer chunk) {
    if (given > Math.max(mostHeld, 1 << 20)) {
      begun = true; // Too much to have it once more.
      swallowed.clear();
    } else if (chunk.hasRemaining()) {
      swallowed.add(copy(chunk));
    }
  }

  private void act(BodyAction action, ByteBuffer chunk, Consumer<ByteBuffer> out) {
    boolean held = action instanceof BodyAction.Hold;
    if (held && !holding) {
      heldSince = given - chunk.remaining();
    }
    holding = held;
    switch (action) {
      case BodyAction.Continue(List<ByteBuffer> emitted) -> emit(emitted, chunk, !writes, out);
      case BodyAction.Hold(List<ByteBuffer> emitted) -> emit(emitted, chunk, !writes, out);
      case BodyAction.Pass(List<ByteBuffer> emitted) -> emit(emitted, chunk, true, out);
      case BodyAction.Skip(List<ByteBuffer> emitted) -> {
        passing = true;
        participant.skip();
        emit(emitted, chunk, true, out);
      }
      case BodyAction.Respond(Answer answer) -> throw new Answered(answer, participant);
    }
  }

  private void emit(
      List<ByteBuffer> emitted, ByteBuffer chunk, boolean passes, Consumer<ByteBuffer> out) {
    emitted.forEach(each -> give(each, out));
    if (passes) {
      give(chunk, out);
    }
  }

  private void give(ByteBuffer bytes, Consumer<ByteBuffer> out) {
    if (bytes.hasRemaining()) {
      begun = true;
      swallowed.clear();
      out.accept(bytes.duplicate());
    }
  }

  private void checkHeld() {
    if (holding && given - heldSince > mostHeld) {
      participant.fail(
          new GuestFailure.BadResult(
              "it holds back more than the %d bytes of its manifest".formatted(mostHeld)));
    }
  }

  /** Goes on without the plugin, which has failed and is let pass. */
  private void fallOut(ByteBuffer chunk, Consumer<ByteBuffer> out) {
    if (!writes) {
      passing = true;
      give(chunk, out);
    } else if (begun) {
      throw participant.unavailable("failed in the middle of a body");
    } else {
      passing = true;
      fellOut = true;
      List<ByteBuffer> kept = List.copyOf(swallowed);
      kept.forEach(each -> give(each, out));
    }
  }

  static ByteBuffer copy(ByteBuffer bytes) {
    return ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
  }
}
