package io.horizonpush.iroh.cache;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.model.BlobHash;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * S3-FIFO as the node has it, held against the least recently read and against who knows what comes
 * next, by requests and by bytes.
 */
class CacheSimulationTest {

  private static final int OBJECTS = 10_000;
  private static final int REQUESTS = 100_000;
  private static final double SKEW = 0.9;
  private static final long SEED = 20261130;

  private static Trace zipf;
  private static Trace scans;

  @BeforeAll
  static void make() {
    zipf = Trace.zipf(OBJECTS, REQUESTS, SKEW, SEED);
    scans = Trace.zipfWithScans(OBJECTS, REQUESTS, SKEW, OBJECTS, SEED);
  }

  /** What of the requests, and of their bytes, was here. */
  private record Hits(double requests, double bytes) {}

  /** Keeps objects within a number of bytes. */
  private interface Cache {

    /** Whether an object is here; if not, it is brought. */
    boolean request(Trace.Request request);
  }

  private static Hits run(Trace trace, Cache cache) {
    long hits = 0;
    long bytes = 0;
    long all = 0;
    for (Trace.Request request : trace.requests()) {
      all += request.length();
      if (cache.request(request)) {
        hits++;
        bytes += request.length();
      }
    }
    return new Hits((double) hits / trace.requests().size(), (double) bytes / all);
  }

  private static final class OfS3Fifo implements Cache {
    private final Map<BlobHash, Long> here = new HashMap<>();
    private final MemoryQueues queues = new MemoryQueues(blob -> requireNonNull(here.get(blob)));
    private final S3Fifo order = new S3Fifo(queues);
    private final long capacity;
    private long used;
    private long now;

    OfS3Fifo(long capacity) {
      this.capacity = capacity;
    }

    @Override
    public boolean request(Trace.Request request) {
      BlobHash blob =
          BlobHash.of(ByteBuffer.allocate(BlobHash.LENGTH).putInt(request.object()).array());
      boolean hit = here.containsKey(blob);
      if (!hit) {
        makeRoom(request.length());
        here.put(blob, request.length());
        used += request.length();
      }
      order.touch(blob, ++now);
      return hit;
    }

    private void makeRoom(long length) {
      if (used + length <= capacity) {
        return;
      }
      S3Fifo.Turn turn = order.turn();
      List<BlobHash> next = turn.next(queues, 1, Long.MAX_VALUE);
      while (!next.isEmpty() && used + length > capacity) {
        order.went(next.getFirst());
        used -= requireNonNull(here.remove(next.getFirst()));
        next = turn.next(queues, 1, Long.MAX_VALUE);
      }
    }
  }

  private static final class Lru implements Cache {
    private final LinkedHashMap<Integer, Long> here = new LinkedHashMap<>(16, 0.75f, true);
    private final long capacity;
    private long used;

    Lru(long capacity) {
      this.capacity = capacity;
    }

    @Override
    public boolean request(Trace.Request request) {
      if (here.get(request.object()) != null) {
        return true;
      }
      while (!here.isEmpty() && used + request.length() > capacity) {
        used -= here.pollFirstEntry().getValue();
      }
      here.put(request.object(), request.length());
      used += request.length();
      return false;
    }
  }

  /** Lets go of what is asked for last: as good as any can be where all are of one length. */
  private static final class Clairvoyant implements Cache {
    private final Map<Integer, Deque<Integer>> comes = new HashMap<>();
    private final TreeMap<Long, Trace.Request> here = new TreeMap<>();
    private final Map<Integer, Long> places = new HashMap<>();
    private final long capacity;
    private long used;

    Clairvoyant(Trace trace, long capacity) {
      this.capacity = capacity;
      for (int i = 0; i < trace.requests().size(); i++) {
        comes.computeIfAbsent(trace.requests().get(i).object(), _ -> new ArrayDeque<>()).add(i);
      }
    }

    @Override
    public boolean request(Trace.Request request) {
      Deque<Integer> next = requireNonNull(comes.get(request.object()));
      next.poll();
      boolean hit = places.containsKey(request.object());
      if (hit) {
        here.remove(requireNonNull(places.remove(request.object())));
        used -= request.length();
      }
      if (next.isEmpty()) {
        return hit;
      }
      long place = ((long) next.peek() << Integer.SIZE) + request.object();
      here.put(place, request);
      places.put(request.object(), place);
      used += request.length();
      while (used > capacity) {
        Trace.Request last = here.pollLastEntry().getValue();
        places.remove(last.object());
        used -= last.length();
      }
      return hit;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5, 10, 20})
  void ofAZipfTrace_noFewerAreHere_thanByTheLeastRecentlyRead(int percent) {
    compare(zipf, percent, 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 10, 20})
  void whereScansPass_clearlyMoreAreHere(int percent) {
    compare(scans, percent, 0.005);
  }

  private static void compare(Trace trace, int percent, double better) {
    long capacity = zipf.bytes() * percent / 100;
    Hits fifo = run(trace, new OfS3Fifo(capacity));
    Hits lru = run(trace, new Lru(capacity));
    Hits best = run(trace, new Clairvoyant(trace, capacity));
    System.out.printf(
        "%s, %d %% of its bytes fit: requests %.3f, LRU %.3f, optimum %.3f;"
            + " bytes %.3f, LRU %.3f, optimum %.3f%n",
        trace.name(),
        percent,
        fifo.requests(),
        lru.requests(),
        best.requests(),
        fifo.bytes(),
        lru.bytes(),
        best.bytes());
    assertThat(fifo.requests()).isGreaterThan(lru.requests() + better);
    assertThat(fifo.bytes()).isGreaterThan(lru.bytes() + better);
    assertThat(best.requests()).isGreaterThan(fifo.requests());
  }

  @Test
  void aScanOfEverything_leavesWhatIsReadOften() {
    long capacity = zipf.bytes() / 10;
    OfS3Fifo cache = new OfS3Fifo(capacity);
    run(zipf, cache);
    List<Trace.Request> hot = Trace.zipf(OBJECTS, 20_000, SKEW, SEED + 1).requests();
    double before = run(new Trace("before", hot), cache).requests();
    for (int object = 0; object < 2 * OBJECTS; object++) {
      cache.request(new Trace.Request(OBJECTS + object, 64));
    }
    double after = run(new Trace("after", hot), cache).requests();
    System.out.printf("a scan of twice as many objects: %.3f before, %.3f behind%n", before, after);
    assertThat(after).isGreaterThan(0.9 * before);
  }
}
