package io.horizonpush.iroh.store;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.LogTable.Cause;
import io.horizonpush.iroh.index.LogTable.Reader;
import io.horizonpush.iroh.index.PluginEntryTable.ChangedRow;
import io.horizonpush.iroh.index.PluginEntryTable.Held;
import io.horizonpush.iroh.index.PluginEntryTable.PluginRow;
import io.horizonpush.iroh.index.PluginLimits;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.MemberMode;
import io.horizonpush.s3.model.Register;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.Stamp;
import io.horizonpush.s3.model.WriterId;
import io.horizonpush.s3.store.PluginDocs;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What plugins keep in buckets, in the index; from there it goes into the buckets' documents as all
 * that is written here. Thread-safe; blocks its (virtual) thread.
 */
final class IndexedPluginDocs implements PluginDocs {

  private static final int KEYS_AT_ONCE = 200;

  private static final long COUNTER = (1L << Stamp.COUNTER_BITS) - 1;

  private final Index index;
  private final Buckets buckets;
  private final Bodies bodies;
  private final Sharing sharing;
  private final PluginLimits limits;

  IndexedPluginDocs(
      Index index, Buckets buckets, Bodies bodies, Sharing sharing, PluginLimits limits) {
    this.index = index;
    this.buckets = buckets;
    this.bodies = bodies;
    this.sharing = sharing;
    this.limits = limits;
  }

  @Override
  public Optional<BucketId> bucket(BucketName name) {
    return buckets.find(name).map(Bucket::id);
  }

  @Override
  public Optional<Entry> find(Space space, String key, Authors authors) {
    long bucket = buckets.require(space.bucket()).id();
    if (!PluginDocs.isKey(key)) {
      return Optional.empty();
    }
    DocumentKey wanted = DocumentKey.ofPlugin(space.plugin(), key);
    List<Register<Optional<ByteBuffer>>> found =
        index.read(
            tables ->
                switch (authors) {
                  case SELF ->
                      tables.pluginEntries().find(bucket, wanted, sharing.self()).stream().toList();
                  case MEMBERS -> tables.pluginEntries().of(bucket, wanted);
                });
    return found.stream()
        .filter(each -> each.value().isPresent())
        .max(Comparator.comparing(Register::stamp))
        .map(
            each ->
                new Entry(each.stamp().writer(), micros(each.stamp()), each.value().orElseThrow()));
  }

  /** A clock grows by one with each write of the same millisecond, and so does this. */
  private static long micros(Stamp stamp) {
    return TimeUnit.MILLISECONDS.toMicros(stamp.time().toEpochMilli()) + (stamp.clock() & COUNTER);
  }

  @Override
  public void set(Space space, String key, ByteBuffer value) {
    if (value.remaining() > MAX_VALUE) {
      throw new IllegalArgumentException(
          "A value of %d bytes is longer than %d".formatted(value.remaining(), MAX_VALUE));
    }
    DocumentKey wanted = key(space, key);
    byte[] bytes = new byte[value.remaining()];
    value.duplicate().get(bytes);
    bodies.requireRoom();
    boolean _ = write(space.bucket(), wanted, Optional.of(ByteBuffer.wrap(bytes)));
  }

  private static DocumentKey key(Space space, String key) {
    if (!PluginDocs.isKey(key)) {
      throw new IllegalArgumentException("No key, or longer than " + MAX_KEY + " bytes");
    }
    return DocumentKey.ofPlugin(space.plugin(), key);
  }

  @Override
  public boolean delete(Space space, String key) {
    return write(space.bucket(), key(space, key), Optional.empty());
  }

  /** Tells whether anything changed. */
  private boolean write(BucketId id, DocumentKey key, Optional<ByteBuffer> value) {
    BucketRow bucket = buckets.require(id);
    buckets.backlog().awaitRoom(bucket.id());
    Written written =
        index.write(
            bucket.durability(),
            tables -> write(tables, tables.buckets().requireToWrite(id), key, value));
    buckets.backlog().added(bucket.id(), written.logged());
    return written.changed();
  }

  private record Written(boolean changed, int logged) {}

  private Written write(
      Tables tables, BucketRow bucket, DocumentKey key, Optional<ByteBuffer> value) {
    requireToWrite(tables, bucket);
    Optional<Register<Optional<ByteBuffer>>> before =
        tables.pluginEntries().find(bucket.id(), key, sharing.self());
    if (value.isEmpty() && before.flatMap(Register::value).isEmpty()) {
      return new Written(false, 0);
    }
    long clock =
        before
            .map(each -> Stamp.clockBehind(each.stamp().clock(), index.wall().instant()))
            .orElseGet(() -> Stamp.clockOf(index.wall().instant()));
    PluginRegisters.put(
        tables, bucket.id(), key, new Register<>(new Stamp(clock, sharing.self()), value));
    if (value.isPresent()) {
      requireRoom(tables.pluginEntries().held(bucket.id(), sharing.self()));
    }
    return new Written(true, tables.log().add(bucket.id(), key, Cause.LOCAL) ? 1 : 0);
  }

  private void requireToWrite(Tables tables, BucketRow bucket) {
    if (sharing.here(tables, bucket).filter(mode -> !mode.allows(MemberMode.WRITE)).isPresent()) {
      throw S3Exception.notAMember(bucket.name(), MemberMode.WRITE);
    }
  }

  /** Refusing it undoes what was written. */
  private void requireRoom(Held held) {
    if (!limits.hold(held)) {
      throw new S3Exception(
          S3ErrorCode.STORAGE_FULL,
          "Plugins of this node have %d entries of %d bytes in the bucket, and %d deleted ones that are not forgotten yet: no more are kept."
              .formatted(held.entries(), held.size(), held.gone()));
    }
  }

  @Override
  public List<Listed> list(Space space, String prefix, String after, int most, Authors authors) {
    long bucket = buckets.require(space.bucket()).id();
    Optional<WriterId> author =
        switch (authors) {
          case SELF -> Optional.of(sharing.self());
          case MEMBERS -> Optional.empty();
        };
    return index
        .snapshot(
            tables ->
                tables.pluginEntries().list(bucket, space.plugin(), prefix, after, most, author))
        .stream()
        .map(IndexedPluginDocs::listed)
        .toList();
  }

  private static Listed listed(PluginRow row) {
    return new Listed(row.key(), row.stamp().writer(), micros(row.stamp()), row.length());
  }

  /** A position that this index never had is of one that was restored since: all is told again. */
  @Override
  public Changes changes(long after, int most) {
    if (index.read(tables -> tables.log().heard(Reader.ENTRIES)).isEmpty()) {
      heard(0); // From now on somebody asks.
    }
    long from = after > latest() ? 0 : after;
    List<ChangedRow> rows = index.read(tables -> tables.pluginEntries().changes(from, most));
    if (!rows.isEmpty()) {
      index.harden(); // What a power cut took would have its sequence again for another.
    }
    return new Changes(
        rows.stream().map(IndexedPluginDocs::change).toList(),
        rows.isEmpty() ? from : rows.getLast().sequence());
  }

  @Override
  public long latest() {
    return index.read(tables -> tables.entries().latest());
  }

  /** Lost alone in a power cut, what is deleted is merely forgotten later. */
  @Override
  public void heard(long through) {
    if (!index.read(tables -> isNews(tables, through))) {
      return; // As every second where objects are written, and nothing of plugins.
    }
    index.write(
        Durability.RELAXED,
        tables -> {
          tables.log().hear(Reader.ENTRIES, through);
          return through;
        });
  }

  /** Whether more may be forgotten with that than before, or nobody asked before. */
  private static boolean isNews(Tables tables, long through) {
    return tables
        .log()
        .heard(Reader.ENTRIES)
        .map(
            before ->
                tables.pluginEntries().changes(before, 1).stream()
                    .anyMatch(row -> row.sequence() <= through))
        .orElse(true);
  }

  private static Change change(ChangedRow row) {
    return new Change(
        row.bucket(), row.name(), row.plugin(), row.key(), row.author(), row.deleted());
  }

  /**
   * Deletes all that a plugin of this node keeps where it may; tells how many entries that were.
   */
  long forget(String plugin) {
    long forgotten = 0;
    for (BucketRow bucket : index.read(tables -> tables.buckets().all())) {
      boolean may =
          index.snapshot(
              tables ->
                  sharing
                      .here(tables, bucket)
                      .filter(mode -> !mode.allows(MemberMode.WRITE))
                      .isEmpty());
      forgotten += may ? forget(new Space(bucket.uid(), plugin)) : 0;
    }
    return forgotten;
  }

  private long forget(Space space) {
    long forgotten = 0;
    List<Listed> some = list(space, "", "", KEYS_AT_ONCE, Authors.SELF);
    while (!some.isEmpty()) {
      List<Listed> deleted = new ArrayList<>(some);
      for (Listed each : deleted) {
        forgotten += delete(space, each.key()) ? 1 : 0;
      }
      some = list(space, "", deleted.getLast().key(), KEYS_AT_ONCE, Authors.SELF);
    }
    return forgotten;
  }
}
