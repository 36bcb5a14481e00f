package io.horizonpush.s3.http;

import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * The threads of a server's event loops. Netty catches whatever ends a loop and lets its thread end
 * as if all were well, with every connection it has; here such a thread dies of it, so that whoever
 * watches over dying threads hears of it. Thread-safe.
 */
final class EventLoopThreads extends DefaultThreadFactory {

  private volatile boolean mayEnd;

  EventLoopThreads() {
    super("s3-event-loop");
  }

  /** Says that the loops end now because they are to. */
  void mayEnd() {
    mayEnd = true;
  }

  @Override
  protected Thread newThread(Runnable loop, String name) {
    return super.newThread(
        () -> {
          loop.run();
          if (!mayEnd) {
            throw new IllegalStateException("An event loop ended by itself");
          }
        },
        name);
  }
}
