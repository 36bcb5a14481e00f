package io.horizonpush.wasm.trial;

import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.WriterId;
import io.horizonpush.s3.store.PluginDocs;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The plugins' space of a case in memory. Thread-safe. */
final class TrialDocs implements PluginDocs {

  /** This node. */
  static final WriterId SELF = new WriterId(1, 1, 1, 1);

  private static final Comparator<String> BY_BYTES =
      (one, other) ->
          java.util.Arrays.compareUnsigned(
              one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));

  private final Map<BucketName, BucketId> buckets = new HashMap<>();
  private final Map<Space, NavigableMap<String, NavigableMap<WriterId, Entry>>> spaces =
      new HashMap<>();
  private final List<Change> log = new ArrayList<>();
  private long clock = 1_000;

  /** The bucket of a name, made if there is none. */
  synchronized BucketId make(BucketName name) {
    return buckets.computeIfAbsent(name, any -> new BucketId(0, buckets.size() + 1));
  }

  @Override
  public synchronized Optional<BucketId> bucket(BucketName name) {
    return Optional.ofNullable(buckets.get(name));
  }

  /** Every entry of a plugin, by bucket and key. */
  synchronized List<Found> all(String plugin) {
    List<Found> all = new ArrayList<>();
    new TreeMap<>(buckets)
        .forEach(
            (name, bucket) ->
                space(new Space(bucket, plugin))
                    .forEach(
                        (key, entries) ->
                            entries
                                .values()
                                .forEach(
                                    entry ->
                                        all.add(new Found(name.value(), key, entry.value())))));
    return all;
  }

  /** An entry with its place. */
  record Found(String bucket, String key, ByteBuffer value) {}

  private NavigableMap<String, NavigableMap<WriterId, Entry>> space(Space space) {
    if (!buckets.containsValue(space.bucket())) {
      throw S3Exception.noSuchBucket();
    }
    return spaces.computeIfAbsent(space, any -> new TreeMap<>(BY_BYTES));
  }

  private static boolean isSeen(WriterId author, Authors authors) {
    return authors == Authors.MEMBERS || author.equals(SELF);
  }

  @Override
  public synchronized Optional<Entry> find(Space space, String key, Authors authors) {
    return space(space).getOrDefault(key, new TreeMap<>()).values().stream()
        .filter(entry -> isSeen(entry.author(), authors))
        .max(Comparator.comparingLong(Entry::clock).thenComparing(Entry::author));
  }

  @Override
  public synchronized void set(Space space, String key, ByteBuffer value) {
    write(space, key, SELF, value);
  }

  /** Writes as an author. */
  synchronized void write(Space space, String key, WriterId author, ByteBuffer value) {
    if (!PluginDocs.isKey(key) || value.remaining() > MAX_VALUE) {
      throw new IllegalArgumentException("No key, or too long");
    }
    ByteBuffer copy = ByteBuffer.allocate(value.remaining()).put(value.duplicate()).flip();
    space(space)
        .computeIfAbsent(key, any -> new TreeMap<>())
        .put(author, new Entry(author, ++clock, copy));
    note(space, key, author, false);
  }

  private void note(Space space, String key, WriterId author, boolean deleted) {
    BucketName name =
        buckets.entrySet().stream()
            .filter(each -> each.getValue().equals(space.bucket()))
            .findFirst()
            .orElseThrow()
            .getKey();
    log.add(new Change(space.bucket(), name, space.plugin(), key, author, deleted));
  }

  @Override
  public synchronized boolean delete(Space space, String key) {
    Map<WriterId, Entry> entries = space(space).getOrDefault(key, new TreeMap<>());
    if (entries.remove(SELF) == null) {
      return false;
    }
    note(space, key, SELF, true);
    return true;
  }

  @Override
  public synchronized List<Listed> list(
      Space space, String prefix, String after, int most, Authors authors) {
    List<Listed> listed = new ArrayList<>();
    int keys = 0;
    for (var each : space(space).tailMap(after, false).entrySet()) {
      if (!each.getKey().startsWith(prefix)) {
        continue;
      }
      List<Entry> seen =
          each.getValue().values().stream()
              .filter(entry -> isSeen(entry.author(), authors))
              .toList();
      if (seen.isEmpty()) {
        continue;
      }
      if (++keys > most) {
        break;
      }
      for (Entry entry : seen) {
        listed.add(
            new Listed(each.getKey(), entry.author(), entry.clock(), entry.value().remaining()));
      }
    }
    return listed;
  }

  @Override
  public synchronized Changes changes(long after, int most) {
    int from = (int) Math.min(after, log.size());
    int to = Math.min(log.size(), from + most);
    return new Changes(log.subList(from, to), to);
  }

  @Override
  public synchronized long latest() {
    return log.size();
  }
}
