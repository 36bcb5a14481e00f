package io.horizonpush.s3.store;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Many writers that begin at the same moment. */
final class AtOnce {

  private AtOnce() {}

  /** One of the writers. */
  interface Writer {
    void write(int number);
  }

  static void run(int writers, Writer writer) throws Exception {
    CountDownLatch start = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Object>> running =
          IntStream.range(0, writers)
              .mapToObj(
                  number ->
                      threads.submit(
                          (Callable<Object>)
                              () -> {
                                start.await();
                                writer.write(number);
                                return number;
                              }))
              .toList();
      start.countDown();
      for (Future<Object> each : running) {
        each.get();
      }
    }
  }
}
