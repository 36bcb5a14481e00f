package io.horizonpush.wasm.chain;

import io.horizonpush.s3.store.BodyMemory;
import io.horizonpush.wasm.abi.Moment;
import io.horizonpush.wasm.engine.GuestFailure;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * The plugins through which a body passes, one behind the other, and what has come out behind the
 * last. A piece passes all of them with one hop to a guest thread. Confined to its request.
 */
final class BodyStages {

  private static final int CHUNK = 64 << 10;

  /** What may wait whatever else there is in memory. */
  private static final long FEW = 256 << 10;

  /** The most that may come out of all of them for one piece: more would be a bomb. */
  private static final long MOST_FOR_A_PIECE = 8 << 20;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Crew crew;
  private final List<BodyStage> stages;

  /** Copies of what came out before the last piece and had to wait. */
  private final Queue<ByteBuffer> held = new ArrayDeque<>();

  private final Queue<ByteBuffer> out = new ArrayDeque<>();
  private final long[] in;
  private long queued;
  private long came;
  private boolean ended;

  BodyStages(Crew crew, List<BodyStage> stages) {
    this.crew = crew;
    this.stages = List.copyOf(stages);
    this.in = new long[stages.size() + 1];
  }

  boolean isEmpty() {
    return stages.isEmpty();
  }

  /** The entries that write what comes out, in the order in which it passes them. */
  List<Entry> writers() {
    return stages.stream()
        .filter(BodyStage::writes)
        .map(stage -> stage.participant().entry())
        .toList();
  }

  /** Whether what has come out waits for a verdict. */
  boolean isHolding() {
    return stages.stream().anyMatch(BodyStage::isHolding);
  }

  /** The bytes that wait. */
  long queued() {
    return queued;
  }

  /** Has the bytes that wait counted: few of them whatever else there is in memory. */
  void account(BodyMemory.Share share) {
    if (queued > FEW) {
      share.resize(queued);
    } else {
      share.insist(queued);
    }
  }

  /** What came out next, if something did that need not wait. */
  Optional<ByteBuffer> poll() {
    if (isHolding()) {
      return Optional.empty();
    }
    Optional<ByteBuffer> next = Optional.ofNullable(held.isEmpty() ? out.poll() : held.poll());
    next.ifPresent(bytes -> queued -= bytes.remaining());
    return next;
  }

  /** Passes a piece; what comes out of it is good until the piece is not. */
  void pass(ByteBuffer piece) {
    if (stages.isEmpty()) {
      add(piece);
    } else {
      run(
          () -> {
            through(0, piece, false);
            return true;
          },
          piece);
    }
  }

  /**
   * Passes the end.
   *
   * @param last done behind it with the same hop
   */
  void end(Runnable last) {
    ended = true;
    run(
        () -> {
          if (!stages.isEmpty()) {
            through(0, NOTHING, true);
          }
          last.run();
          return true;
        },
        NOTHING);
  }

  boolean isEnded() {
    return ended;
  }

  private void run(Supplier<Boolean> work, ByteBuffer piece) {
    came = 0;
    boolean ran = crew.run(work, () -> false);
    if (!ran) {
      // No thread was free, and all plugins are gone: what they are let pass for goes on.
      passBy(piece);
    }
    if (isHolding()) {
      out.forEach(each -> held.add(BodyStage.copy(each)));
      out.clear();
    }
  }

  private void passBy(ByteBuffer piece) {
    through(0, piece, ended);
  }

  private void through(int index, ByteBuffer bytes, boolean end) {
    if (index == stages.size()) {
      add(bytes);
      return;
    }
    BodyStage stage = stages.get(index);
    ByteBuffer rest = bytes.duplicate();
    List<ByteBuffer> made = new ArrayList<>();
    while (rest.hasRemaining()) {
      ByteBuffer chunk = rest.slice(rest.position(), Math.min(CHUNK, rest.remaining()));
      rest.position(rest.position() + chunk.remaining());
      step(index, stage, chunk, false, made);
    }
    if (end) {
      step(index, stage, NOTHING.duplicate(), true, made);
      through(index + 1, NOTHING, true);
    }
  }

  private void step(
      int index, BodyStage stage, ByteBuffer chunk, boolean end, List<ByteBuffer> made) {
    in[index] += chunk.remaining();
    stage.pass(chunk, end, made::add);
    for (ByteBuffer each : made) {
      came += each.remaining();
      if (came > MOST_FOR_A_PIECE) {
        stage
            .participant()
            .fail(new GuestFailure.BadResult("it makes more than 8 MiB of one piece of a body"));
        throw stage.participant().unavailable("failed in the middle of a body");
      }
      through(index + 1, each, false);
    }
    made.clear();
  }

  private void add(ByteBuffer bytes) {
    in[stages.size()] += bytes.remaining();
    if (bytes.hasRemaining()) {
      queued += bytes.remaining();
      out.add(bytes.duplicate());
    }
  }

  /** Tells how many bytes each was given and gave. */
  void report(ChainMetrics metrics, Moment moment) {
    for (int i = 0; i < stages.size(); i++) {
      metrics.bytes(stages.get(i).participant().entry().name(), moment, in[i], in[i + 1]);
    }
  }
}
