package io.horizonpush.iroh.swarm;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that a few threads do at once: whoever brings more waits until one of them is free.
 * Thread-safe; blocks its (virtual) thread.
 */
public final class FewAtOnce implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(FewAtOnce.class);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore free;

  public FewAtOnce(int most) {
    this.free = new Semaphore(most);
  }

  /** Begins a piece of work, as soon as one of the others has ended. */
  public void submit(Runnable work) {
    free.acquireUninterruptibly();
    threads.execute(
        () -> {
          try {
            work.run();
          } catch (RuntimeException e) {
            LOG.warn("A piece of work failed; the others go on", e);
          } finally {
            free.release();
          }
        });
  }

  /** Waits until all is done. */
  @Override
  public void close() {
    threads.close();
  }
}
