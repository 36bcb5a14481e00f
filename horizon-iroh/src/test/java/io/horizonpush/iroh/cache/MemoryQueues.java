package io.horizonpush.iroh.cache;

import io.horizonpush.s3.model.BlobHash;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** Queues in memory. */
public final class MemoryQueues implements CacheQueues {

  private final Map<BlobHash, Entry> entries = new HashMap<>();
  private final Line small = new Line();
  private final Line main = new Line();
  private final Map<BlobHash, Long> ghosts = new LinkedHashMap<>();
  private final ToLongFunction<BlobHash> length;
  private long ghostBytes;

  /**
   * @param length of each blob that is here
   */
  public MemoryQueues(ToLongFunction<BlobHash> length) {
    this.length = length;
  }

  /** The entries of one queue by their places. */
  private static final class Line {
    private final TreeMap<Long, Entry> entries = new TreeMap<>();
    private long bytes;
  }

  private Line line(Queue queue) {
    return switch (queue) {
      case SMALL -> small;
      case MAIN -> main;
    };
  }

  @Override
  public Optional<Entry> find(BlobHash blob) {
    return Optional.ofNullable(entries.get(blob));
  }

  @Override
  public List<Entry> behind(Queue queue, long place, int limit) {
    return line(queue).entries.tailMap(place, false).values().stream().limit(limit).toList();
  }

  @Override
  public long bytes(Queue queue) {
    return line(queue).bytes;
  }

  @Override
  public void add(BlobHash blob, Queue queue, long minute) {
    put(new Entry(blob, queue, end(queue), length.applyAsLong(blob), 0, minute));
  }

  @Override
  public void hit(Entry entry, int hits, long minute) {
    remove(entry);
    put(new Entry(entry.blob(), entry.queue(), entry.place(), entry.length(), hits, minute));
  }

  @Override
  public void move(Entry entry, Queue queue, int hits) {
    long end = end(queue);
    remove(entry);
    put(new Entry(entry.blob(), queue, end, entry.length(), hits, entry.minute()));
  }

  private void put(Entry entry) {
    entries.put(entry.blob(), entry);
    Line line = line(entry.queue());
    line.entries.put(entry.place(), entry);
    line.bytes += entry.length();
  }

  private long end(Queue queue) {
    TreeMap<Long, Entry> line = line(queue).entries;
    return line.isEmpty() ? 1 : line.lastKey() + 1;
  }

  @Override
  public void remove(Entry entry) {
    entries.remove(entry.blob());
    Line line = line(entry.queue());
    line.entries.remove(entry.place());
    line.bytes -= entry.length();
  }

  @Override
  public void remember(Entry gone) {
    ghosts.put(gone.blob(), gone.length());
    ghostBytes += gone.length();
    var oldest = ghosts.entrySet().iterator();
    while (ghostBytes > small.bytes + main.bytes) {
      ghostBytes -= oldest.next().getValue();
      oldest.remove();
    }
  }

  @Override
  public boolean recall(BlobHash blob) {
    Optional<Long> gone = Optional.ofNullable(ghosts.remove(blob));
    ghostBytes -= gone.orElse(0L);
    return gone.isPresent();
  }
}
