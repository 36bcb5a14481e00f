package io.horizonpush.wasm.chain;

import io.horizonpush.s3.filter.Chain;
import io.horizonpush.s3.filter.S3Request;
import io.horizonpush.wasm.testing.TestingEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Prints what plugins cost a request here. No test: run its main method. */
final class ChainFigures {

  private static final int WARM = 20_000;
  private static final int TIMES = 20_000;

  private ChainFigures() {}

  public static void main(String[] arguments) throws Exception {
    Thread.ofVirtual().start(ChainFigures::measure).join();
    System.exit(0);
  }

  private static void measure() {
    print("no filter", List.of(), false);
    print("no entry", entries(0, "request"), true);
    print(
        "three entries that do not match",
        List.of(
            unmatched("a", "'keys': ['logs/*']"),
            unmatched("b", "'buckets': ['other']"),
            unmatched("c", "'operations': ['PutObject']")),
        true);
    print("one entry, request", entries(1, "request"), true);
    print("three entries, request", entries(3, "request"), true);
    print("three entries, request and response", entries(3, "request", "response"), true);
    print(
        "one entry that reads the body",
        List.of(TestingEntry.of("e", "response").module("noop").response("read")),
        true);
  }

  private static TestingEntry unmatched(String name, String match) {
    return TestingEntry.of(name, "request", "response").field("'match': {" + match + "}");
  }

  private static List<TestingEntry> entries(int count, String... phases) {
    List<TestingEntry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(TestingEntry.of("e" + i, phases).module("noop"));
    }
    return entries;
  }

  private static void print(String what, List<TestingEntry> entries, boolean filtered) {
    try (ChainGround ground = new ChainGround()) {
      ground.have(entries.toArray(TestingEntry[]::new));
      Chain chain = ChainGround.chain(filtered ? List.of(ground.chain) : List.of(), 4 << 10);
      S3Request<?> request = ground.get("key");
      long[] nanos = new long[TIMES];
      for (int i = -WARM; i < TIMES; i++) {
        long begun = System.nanoTime();
        chain.proceed(request).close();
        if (i >= 0) {
          nanos[i] = System.nanoTime() - begun;
        }
      }
      Arrays.sort(nanos);
      System.out.printf(
          "%-40s median %8.2f µs   p99 %8.2f µs%n",
          what, nanos[TIMES / 2] / 1e3, nanos[TIMES * 99 / 100] / 1e3);
    }
  }
}
