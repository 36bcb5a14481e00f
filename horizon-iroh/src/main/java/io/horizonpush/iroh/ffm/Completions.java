package io.horizonpush.iroh.ffm;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.horizonpush.iroh.ffm.IrohException.Code;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;

/**
 * The futures of a node's work, ended as the native queue says.
 *
 * <p>Thread-safe. One platform thread drains the queue and does nothing else: replies are decoded,
 * and whatever hangs on a future runs, on virtual threads.
 */
final class Completions {

  private static final int BATCH = 256;
  private static final long SIZE = 56;
  private static final int POLL_MILLIS = 1000;

  /** What a call answers that has ended already; the queue will say nothing of it. */
  private static final long DONE = 1;

  private final CompletionBindings bindings;
  private final ConcurrentHashMap<Long, Pending<?>> pending = new ConcurrentHashMap<>();
  private final AtomicLong lastToken = new AtomicLong();

  Completions(CompletionBindings bindings) {
    this.bindings = bindings;
  }

  /** Starts to drain the queue of a node; ends by itself when the node is closed. */
  void start(long node) {
    Thread.ofPlatform().name("iroh-completions").daemon().start(() -> drain(node));
  }

  /**
   * Starts work that answers nothing.
   *
   * @param call passes a token to the native library; a negative answer is an error code, {@link
   *     #DONE} says that there is nothing to wait for
   */
  CompletableFuture<Void> run(LongUnaryOperator call) {
    Pending<Boolean> work = new Pending<>(new CompletableFuture<>(), Completions::done, _ -> {});
    long token = lastToken.incrementAndGet();
    if (start(token, work, call) == DONE && pending.remove(token) != null) {
      return CompletableFuture.completedFuture(null);
    }
    return work.future.thenAccept(done -> {});
  }

  private static boolean done(Reply reply, Runnable release) {
    release.run();
    return true;
  }

  /**
   * Starts work.
   *
   * @param call passes a token to the native library; a negative answer is an error code
   * @param decode reads the reply, which is released afterwards
   */
  <T> CompletableFuture<T> submit(LongUnaryOperator call, Function<Reply, T> decode) {
    return submit(call, decode, unwanted -> {});
  }

  /**
   * Starts work.
   *
   * @param unwanted lets go of an answer that nobody waits for any more
   */
  <T> CompletableFuture<T> submit(
      LongUnaryOperator call, Function<Reply, T> decode, Consumer<T> unwanted) {
    Pending<T> work =
        new Pending<>(
            new CompletableFuture<>(),
            (reply, release) -> {
              try {
                return decode.apply(reply);
              } finally {
                release.run();
              }
            },
            unwanted);
    long _ = start(lastToken.incrementAndGet(), work, call);
    return work.future;
  }

  /** Starts work under a token: what its call answered. */
  private long start(long token, Pending<?> work, LongUnaryOperator call) {
    pending.put(token, work);
    long code = call.applyAsLong(token);
    if (code < 0 && pending.remove(token) != null) {
      // A call is refused only when its node is unknown, and this node was known.
      work.future.completeExceptionally(closed());
    }
    return code;
  }

  private void drain(long node) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment batch = arena.allocate(SIZE * BATCH, Long.BYTES);
      long count = 0;
      while (count >= 0) {
        count = bindings.poll(node, batch, BATCH, POLL_MILLIS);
        for (long i = 0; i < count; i++) {
          end(batch.asSlice(i * SIZE, SIZE));
        }
      }
      if (Code.of(count) != Code.CLOSED) {
        // Without this thread nothing ends any more: it dies, which ends the process.
        throw new IllegalStateException("Ends of native work cannot be had: " + Code.of(count));
      }
    } finally {
      for (Long token : pending.keySet()) {
        Pending<?> work = pending.remove(token);
        if (work != null) {
          Thread.startVirtualThread(() -> work.future.completeExceptionally(closed()));
        }
      }
    }
  }

  private void end(MemorySegment completion) {
    Pending<?> work = pending.remove(completion.get(JAVA_LONG, 0));
    int code = completion.get(JAVA_INT, 8);
    MemorySegment bytes =
        MemorySegment.ofAddress(completion.get(JAVA_LONG, 32))
            .reinterpret(completion.get(JAVA_LONG, 40));
    Reply reply = new Reply(completion.get(JAVA_LONG, 16), completion.get(JAVA_LONG, 24), bytes);
    long owner = completion.get(JAVA_LONG, 48);
    if (work == null) {
      release(owner);
    } else {
      Thread.startVirtualThread(() -> work.end(code, reply, () -> release(owner)));
    }
  }

  private void release(long owner) {
    if (owner != 0) {
      bindings.release(owner);
    }
  }

  private static IrohException closed() {
    return new IrohException(Code.CLOSED, "The node is closed");
  }

  /**
   * Work under way.
   *
   * @param decode reads the reply and sees that it is released
   * @param unwanted lets go of what nobody waits for any more
   */
  private record Pending<T>(
      CompletableFuture<T> future, BiFunction<Reply, Runnable, T> decode, Consumer<T> unwanted) {

    void end(int code, Reply reply, Runnable release) {
      try {
        if (code != 0) {
          fail(code, reply, release);
          return;
        }
        T value = decode.apply(reply, release);
        if (!future.complete(value)) {
          unwanted.accept(value);
        }
      } catch (RuntimeException | Error e) {
        future.completeExceptionally(e); // Whoever waits for it decides what it means.
      }
    }

    private void fail(long code, Reply reply, Runnable release) {
      String message = reply.text();
      release.run();
      future.completeExceptionally(new IrohException(Code.of(code), message));
    }
  }
}
