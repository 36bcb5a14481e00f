package io.horizonpush.node.attack;

import io.horizonpush.node.fuzz.DamagedRequests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;

/**
 * Clients that mean harm, all kinds of them at once and until they are closed: some let their
 * bodies stand still, some read no answer, some never end their head, some send damaged requests.
 * What they do to the bucket {@code attacked} nobody has to keep.
 */
final class HostileClients implements AutoCloseable {

  /** How many connections are hostile at a time, about. */
  static final int SIZE = 32;

  private static final int EACH_KIND = SIZE / 4;
  private static final long STAY_MILLIS = 7_000;
  private static final String HOST = "Host: localhost\r\n";

  private final int port;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicLong attacks = new AtomicLong();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  HostileClients(int port) {
    this.port = port;
    repeat(
        () ->
            crowd(
                number ->
                    "PUT /s3/attacked/slow-%d HTTP/1.1\r\n".formatted(number)
                        + HOST
                        + "Content-Length: 5000000\r\n\r\n",
                "x".repeat(1000),
                200_000));
    repeat(
        () ->
            crowd(
                number ->
                    "GET /s3/attacked/large HTTP/1.1\r\n"
                        + HOST
                        + "Transfer-Encoding: chunked\r\n\r\n",
                "1\r\nx\r\n",
                1_000_000));
    repeat(
        () -> crowd(number -> "GET /s3/attacked/large HTTP/1.1\r\n" + HOST, "X-A: b\r\n", 2_000));
    for (int client = 0; client < EACH_KIND; client++) {
      DamagedRequests requests = new DamagedRequests(port, "attacked");
      repeat(requests::send);
    }
  }

  /** What one kind of them does, once. */
  private interface Deed {
    void run() throws IOException, InterruptedException;
  }

  private void repeat(Deed deed) {
    threads.execute(
        () -> {
          try {
            while (closed.getCount() > 0) {
              deed.run();
              attacks.incrementAndGet();
            }
          } catch (IOException | UncheckedIOException e) {
            // The node is gone.
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private void crowd(IntFunction<String> head, String unit, long each)
      throws IOException, InterruptedException {
    try (Crowd crowd = new Crowd(port, EACH_KIND)) {
      crowd.send(head);
      crowd.flood(unit, each);
      boolean _ = closed.await(STAY_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** How many attacks came to their end. */
  long attacks() {
    return attacks.get();
  }

  @Override
  public void close() {
    closed.countDown();
    threads.close();
  }
}
