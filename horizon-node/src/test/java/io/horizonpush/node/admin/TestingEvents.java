package io.horizonpush.node.admin;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Events that a test tells, for tests of the HTTP around them. */
public final class TestingEvents implements EventControl {

  /** The ids that listeners came back with; empty for none. */
  public final BlockingQueue<String> lasts = new LinkedBlockingQueue<>();

  /** What the next listener hears; an end where there is none. */
  public final BlockingQueue<Optional<List<Event>>> told = new LinkedBlockingQueue<>();

  /** Opened when a listener is gone. */
  public final CountDownLatch gone = new CountDownLatch(1);

  /** Whether nobody may listen. */
  public volatile boolean refuses;

  @Override
  public EventStream listen(Optional<String> last) {
    lasts.add(last.orElse(""));
    if (refuses) {
      throw new S3Exception(S3ErrorCode.SERVICE_UNAVAILABLE, "Too many listen.");
    }
    return new EventStream() {
      @Override
      public Optional<List<Event>> next(Duration longest) throws InterruptedException {
        Optional<List<Event>> next = told.poll(longest.toNanos(), TimeUnit.NANOSECONDS);
        return next == null ? Optional.of(List.of()) : next;
      }

      @Override
      public void close() {
        gone.countDown();
        told.add(Optional.empty());
      }
    };
  }
}
