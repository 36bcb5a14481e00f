package io.horizonpush.iroh.ffm;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * MD5s that share the width of the processor's registers: a block of one body has to wait for the
 * one before it, so what several bodies brought is computed side by side. All that come while
 * others are computed are in the next round, and who comes alone waits for nobody. Thread-safe;
 * blocks its (virtual) thread.
 */
public final class Md5Lanes {

  /** The bodies of one round. */
  static final int LANES = 16;

  /** What is shorter is computed by whoever brings it. */
  static final int WORTH_SHARING = 4 << 10;

  /** What a call may take that holds up the garbage collector. */
  private static final long LARGEST_ALONE = 64 << 10;

  private static final long PIECE = 2 * JAVA_LONG.byteSize();

  private final Md5Bindings library;
  private final Queue<Turn> waiting = new ConcurrentLinkedQueue<>();

  /** Whether a thread serves; what follows belongs to it. */
  private final AtomicBoolean serving = new AtomicBoolean();

  private final MemorySegment states = forever(LANES * Md5Bindings.STATE);
  private final MemorySegment pieces = forever(LANES * PIECE);

  Md5Lanes(Md5Bindings library) {
    this.library = library;
  }

  private static MemorySegment forever(long size) {
    return Arena.global().allocate(size, Long.BYTES);
  }

  /** A new MD5 of nothing yet. */
  public MessageDigest begin() {
    return new Digest();
  }

  private void add(MemorySegment state, MemorySegment bytes) {
    if (!bytes.isNative() || bytes.byteSize() < WORTH_SHARING) {
      for (long at = 0; at < bytes.byteSize(); at += LARGEST_ALONE) {
        library.update(state, bytes.asSlice(at, Math.min(LARGEST_ALONE, bytes.byteSize() - at)));
      }
      return;
    }
    Turn turn = new Turn(state, bytes);
    waiting.add(turn);
    if (serving.compareAndSet(false, true)) {
      Thread.ofVirtual().name("md5").start(this::serve);
    }
    turn.await();
  }

  @SuppressWarnings("ThreadPriorityCheck") // How much a round has depends on it, nothing else.
  private void serve() {
    do {
      try {
        // Whoever could run before this thread may bring more.
        Thread.yield();
        for (List<Turn> round = round(); !round.isEmpty(); round = round()) {
          serve(round);
        }
      } finally {
        serving.set(false);
      }
    } while (!waiting.isEmpty() && serving.compareAndSet(false, true));
  }

  private List<Turn> round() {
    List<Turn> round = new ArrayList<>(LANES);
    for (Turn turn = waiting.poll(); turn != null; turn = waiting.poll()) {
      round.add(turn);
      if (round.size() == LANES) {
        break;
      }
    }
    return round;
  }

  private void serve(List<Turn> round) {
    try {
      for (int lane = 0; lane < round.size(); lane++) {
        Turn turn = round.get(lane);
        stateOf(lane).copyFrom(turn.state);
        pieces.set(JAVA_LONG, lane * PIECE, turn.bytes.address());
        pieces.set(JAVA_LONG, lane * PIECE + JAVA_LONG.byteSize(), turn.bytes.byteSize());
      }
      library.updateAll(round.size(), states, pieces);
      for (int lane = 0; lane < round.size(); lane++) {
        round.get(lane).state.copyFrom(stateOf(lane));
      }
      round.forEach(turn -> turn.end(null));
    } catch (Throwable e) {
      round.forEach(turn -> turn.end(e));
      throw e;
    }
  }

  private MemorySegment stateOf(int lane) {
    return states.asSlice(lane * (long) Md5Bindings.STATE, Md5Bindings.STATE);
  }

  /** Bytes that wait to be added to a state, and the thread that waits with them. */
  private static final class Turn {

    private final MemorySegment state;
    private final MemorySegment bytes;
    private final Thread owner = Thread.currentThread();
    private volatile boolean ended;
    private @Nullable Throwable failure;

    Turn(MemorySegment state, MemorySegment bytes) {
      this.state = state;
      this.bytes = bytes;
    }

    /** The bytes are lent: it goes on waiting when the thread is interrupted. */
    void await() {
      boolean interrupted = false;
      while (!ended) {
        LockSupport.park(this);
        interrupted |= Thread.interrupted();
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      if (failure != null) {
        throw new IllegalStateException("The MD5 of a body cannot be computed", failure);
      }
    }

    void end(@Nullable Throwable cause) {
      failure = cause;
      ended = true;
      LockSupport.unpark(owner);
    }
  }

  /** One MD5. Confined to one thread at a time. */
  private final class Digest extends MessageDigest {

    private final MemorySegment state =
        MemorySegment.ofArray(new long[Md5Bindings.STATE / Long.BYTES]);

    Digest() {
      super("MD5");
      library.begin(state);
    }

    @Override
    protected int engineGetDigestLength() {
      return Md5Bindings.VALUE;
    }

    @Override
    protected void engineUpdate(byte input) {
      engineUpdate(new byte[] {input}, 0, 1);
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
      add(state, MemorySegment.ofArray(input).asSlice(offset, length));
    }

    @Override
    protected void engineUpdate(ByteBuffer input) {
      add(state, MemorySegment.ofBuffer(input));
      input.position(input.limit());
    }

    @Override
    protected byte[] engineDigest() {
      byte[] value = new byte[Md5Bindings.VALUE];
      library.value(state, MemorySegment.ofArray(value));
      engineReset();
      return value;
    }

    @Override
    protected void engineReset() {
      library.begin(state);
    }
  }
}
