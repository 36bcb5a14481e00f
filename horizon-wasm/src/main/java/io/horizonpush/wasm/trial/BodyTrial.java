package io.horizonpush.wasm.trial;

import io.horizonpush.wasm.abi.Answer;
import io.horizonpush.wasm.abi.BodyAccess;
import io.horizonpush.wasm.abi.BodyAction;
import io.horizonpush.wasm.trial.Split.Piece;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** Passes a body through a plugin, as a node does. Confined to one body. */
final class BodyTrial {

  private final boolean writes;
  private final long hold;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private boolean left;
  private boolean passing;
  private Optional<Answer> answer = Optional.empty();
  private Optional<String> fault = Optional.empty();

  /**
   * @param hold the most bytes that may wait for a verdict
   */
  BodyTrial(BodyAccess access, long hold) {
    this.writes = access == BodyAccess.WRITE;
    this.hold = hold;
  }

  /** What came out. */
  byte[] out() {
    return out.toByteArray();
  }

  /** What the plugin answers in place of the body. */
  Optional<Answer> answer() {
    return answer;
  }

  /** What would break the connection off. */
  Optional<String> fault() {
    return fault;
  }

  void pass(List<Piece> pieces, BiFunction<ByteBuffer, Boolean, BodyAction> plugin) {
    for (Piece piece : pieces) {
      if (answer.isPresent() || fault.isPresent()) {
        return;
      }
      if (passing) {
        add(piece.bytes());
      } else {
        act(plugin.apply(piece.bytes().duplicate(), piece.end()), piece);
      }
    }
  }

  private void act(BodyAction action, Piece piece) {
    switch (action) {
      case BodyAction.Continue(List<ByteBuffer> emitted) -> {
        emit(emitted, piece, !writes);
        left |= out.size() > 0;
      }
      case BodyAction.Hold(List<ByteBuffer> emitted) -> {
        emit(emitted, piece, !writes);
        held(piece.end());
      }
      case BodyAction.Pass(List<ByteBuffer> emitted) -> {
        emit(emitted, piece, true);
        left |= out.size() > 0;
      }
      case BodyAction.Skip(List<ByteBuffer> emitted) -> {
        passing = true;
        emit(emitted, piece, true);
        left |= out.size() > 0;
      }
      case BodyAction.Respond(Answer with) -> respond(with);
    }
  }

  private void held(boolean end) {
    if (!left && out.size() > hold) {
      fault = Optional.of("it holds back more than the %d bytes of its hold".formatted(hold));
    }
    left |= end && out.size() > 0;
  }

  private void respond(Answer with) {
    if (left) {
      fault =
          Optional.of(
              "it answers in the middle of a body of which %d bytes have left: the connection is broken off"
                  .formatted(out.size()));
    } else {
      answer = Optional.of(with);
    }
  }

  private void emit(List<ByteBuffer> emitted, Piece piece, boolean passes) {
    emitted.forEach(this::add);
    if (passes) {
      add(piece.bytes());
    }
  }

  private void add(ByteBuffer bytes) {
    out.writeBytes(TrialNet.bytes(bytes));
  }
}
