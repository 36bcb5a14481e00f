package io.horizonpush.node;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The decision that the process cannot go on, and its end: at once, since half a node answers
 * nobody and keeps its place, while one that ends is started again and has lost nothing that it
 * acknowledged.
 *
 * <p>Threads tell it by dying: it is the handler of what nobody caught. Every platform thread of a
 * node is one that it cannot live without (an event loop, the index's writer, the collector of
 * native completions), so whatever such a thread dies of is the end. A virtual thread is one
 * request's, and what it dies of is the end only if it says that Java itself cannot go on.
 * Thread-safe.
 */
final class FailStop implements Thread.UncaughtExceptionHandler {

  /** The code that Java itself ends with under {@code -XX:+ExitOnOutOfMemoryError}. */
  static final int EXIT_CODE = 3;

  private static final Logger log = LoggerFactory.getLogger(FailStop.class);

  /** How long the log may take for its last line. */
  private static final Duration LINE_LIMIT = Duration.ofSeconds(2);

  private static final int ROOM = 2 << 20;

  /** Made here, because little can be made when the heap is used up. */
  private static final byte[] HEAP_LINE =
      line("the heap of Java is used up, and the process ends: give it more memory");

  private static final byte[] NO_LINE = {};

  private static final byte[] SILENT_LOG_LINE =
      line("a thread that the node needs has died, and the process ends; its log took no more");

  /** A little of the heap, for what the last line takes. */
  private final List<byte[]> room = new ArrayList<>(List.of(new byte[ROOM]));

  private final OutputStream console;
  private final Runnable flush;
  private final IntConsumer exit;
  private final AtomicBoolean telling = new AtomicBoolean();
  private final AtomicBoolean ending = new AtomicBoolean();

  /**
   * @param flush writes what the log has queued
   * @param exit ends the process with a code, without any further work
   */
  FailStop(Runnable flush, IntConsumer exit) {
    this(new FileOutputStream(FileDescriptor.err), flush, exit);
    rehearse();
  }

  /**
   * @param console takes the lines that the log cannot take any more
   */
  FailStop(OutputStream console, Runnable flush, IntConsumer exit) {
    this.console = console;
    this.flush = flush;
    this.exit = exit;
  }

  /**
   * Goes the way of a heap that is used up once, to no effect: what Java runs for the first time
   * takes some of the heap, be it for a text constant.
   */
  private void rehearse() {
    new FailStop(OutputStream.nullOutputStream(), () -> {}, code -> {})
        .uncaughtException(Thread.currentThread(), new OutOfMemoryError());
    try {
      console.write(NO_LINE);
    } catch (IOException e) {
      // Nobody reads it.
    }
  }

  private static byte[] line(String words) {
    return ("horizon-node: " + words + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void uncaughtException(Thread thread, Throwable thrown) {
    if (isOfTheHeap(thrown)) {
      end(HEAP_LINE);
    } else if (thread.isVirtual() && !isFatal(thrown)) {
      log.error("{} broke off", thread.getName(), thrown);
    } else if (telling.compareAndSet(false, true)) {
      tell(thread, thrown);
    }
  }

  /** Has the log say why, as far as that can be done soon: its own threads may have died, too. */
  private void tell(Thread thread, Throwable thrown) {
    CountDownLatch written = new CountDownLatch(1);
    try {
      Thread.ofPlatform().daemon().name("last-line").start(() -> endUnless(written));
      log.error("the node cannot go on without {} and ends", thread.getName(), thrown);
      flush.run();
      end(NO_LINE);
    } catch (OutOfMemoryError e) {
      end(HEAP_LINE);
    } finally {
      end(SILENT_LOG_LINE);
      written.countDown();
    }
  }

  private void endUnless(CountDownLatch written) {
    try {
      if (written.await(LINE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      // Whoever wants this thread to end gets what it was to bring about.
    }
    end(SILENT_LOG_LINE);
  }

  /**
   * Ends the process behind one last line, once: a second caller must not cut the line of the
   * first.
   */
  private void end(byte[] lastLine) {
    if (ending.compareAndSet(false, true)) {
      try {
        room.clear();
        console.write(lastLine);
      } catch (IOException e) {
        // Nobody reads it.
      } finally {
        exit.accept(EXIT_CODE);
      }
    }
  }

  /** Whether Java cannot go on, whatever thread it was that met this. */
  static boolean isFatal(Throwable thrown) {
    if (thrown instanceof OutOfMemoryError) {
      return isOfTheHeap(thrown);
    }
    return thrown instanceof VirtualMachineError && !(thrown instanceof StackOverflowError);
  }

  /**
   * Whether it is the heap (or the classes) that Java has no more room for. A direct buffer or a
   * thread that is refused costs whoever wanted it and no other; only the words tell them apart.
   */
  private static boolean isOfTheHeap(Throwable thrown) {
    if (!(thrown instanceof OutOfMemoryError)) {
      return false;
    }
    String message = String.valueOf(thrown.getMessage());
    return !message.contains("direct") && !message.contains("native thread");
  }
}
