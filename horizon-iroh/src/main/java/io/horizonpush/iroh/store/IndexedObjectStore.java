package io.horizonpush.iroh.store;

import io.horizonpush.iroh.index.BlobTable.BlobRow;
import io.horizonpush.iroh.index.BlobUseTable;
import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.EntryTable.EarlyEntry;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.OriginTable.Named;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.index.VersionTable.VersionRow;
import io.horizonpush.iroh.store.Arrivals.Taken;
import io.horizonpush.iroh.store.KeyInTransaction.Made;
import io.horizonpush.iroh.store.KeyInTransaction.Signer;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.LocalState;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.Residency;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.Tombstone;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.model.WriterId;
import io.horizonpush.s3.store.Arrival;
import io.horizonpush.s3.store.Change;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentReader;
import io.horizonpush.s3.store.ListQuery;
import io.horizonpush.s3.store.Lookup;
import io.horizonpush.s3.store.ObjectListing;
import io.horizonpush.s3.store.ObjectStore;
import io.horizonpush.s3.store.StagedBody;
import io.horizonpush.s3.store.VersionListing;
import io.horizonpush.s3.store.VersionQuery;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The object store of this node: records in the index, bytes in records and blobs.
 *
 * <p>Every write is one mutation of the index, which also writes the row of the log that its
 * document entry is made from. Thread-safe; blocks its (virtual) thread.
 */
final class IndexedObjectStore implements ObjectStore {

  /** Arrivals that one mutation takes: few enough for others to get between. */
  private static final int ARRIVALS_AT_ONCE = 128;

  private final Index index;
  private final Buckets buckets;
  private final Blobs blobs;
  private final RecordCache records;
  private final Arrivals arrivals;
  private final LockClock locks;
  private final HomeDuty duty;
  private final WriterId writer;
  private final SecureRandom random = new SecureRandom();

  /** What the store knows of bytes. */
  record Blobs(Bodies bodies, HeldBlobs held, UseCounter uses) {}

  /**
   * @param arrivals tells by which clock locks end, too
   * @param writer this node's author
   */
  IndexedObjectStore(
      Index index,
      Buckets buckets,
      Blobs blobs,
      RecordCache records,
      Arrivals arrivals,
      WriterId writer) {
    this.index = index;
    this.buckets = buckets;
    this.blobs = blobs;
    this.records = records;
    this.arrivals = arrivals;
    this.locks = arrivals.locks();
    this.writer = writer;
    this.duty = buckets.homeDuty();
  }

  @Override
  public Lookup find(Bucket bucket, ObjectKey key) {
    long id = buckets.require(bucket.id()).id();
    return records.get(id, key, () -> look(id, key));
  }

  private Lookup look(long bucket, ObjectKey key) {
    Optional<VersionRow> object = index.read(tables -> tables.versions().current(bucket, key));
    if (object.isPresent()) {
      return lookup(object.get().version());
    }
    // One moment for both tables, or a version could be seen in neither or for another.
    return index
        .snapshot(tables -> tables.versions().of(bucket, key))
        .versions()
        .currentOrRemoved()
        .map(IndexedObjectStore::lookup)
        .orElse(Lookup.Unknown.INSTANCE);
  }

  @Override
  public Lookup find(Bucket bucket, ObjectKey key, VersionName name) {
    long id = buckets.require(bucket.id()).id();
    Optional<ObjectVersion> version =
        switch (name) {
          case VersionName.Id(VersionId wanted) ->
              index
                  .snapshot(tables -> tables.versions().find(id, key, wanted))
                  .map(VersionRow::version);
          case VersionName.Null() ->
              index.snapshot(tables -> tables.versions().of(id, key)).versions().nullVersion();
        };
    return version
        .filter(ObjectVersion::isVisible)
        .map(IndexedObjectStore::lookup)
        .orElse(Lookup.Unknown.INSTANCE);
  }

  private static Lookup lookup(ObjectVersion version) {
    if (version.isForeign()) {
      return new Lookup.Foreign(version);
    }
    return switch (version) {
      case StoredVersion stored when !stored.isRemoved() -> new Lookup.Present(stored);
      case StoredVersion _, Tombstone _ -> new Lookup.Deleted(version);
    };
  }

  /**
   * The transaction of a change, and what else belongs in it.
   *
   * @param <T> what comes of it
   */
  @FunctionalInterface
  interface Frame<T> {

    /**
     * Does what belongs in it.
     *
     * @param decision makes the change; throws when it cannot be made
     */
    Framed<T> apply(Tables tables, BucketRow bucket, Supplier<Made> decision);
  }

  /** What came of a change, and of what else was done. */
  record Framed<T>(T result, Made made) {}

  @Override
  public Optional<ObjectVersion> change(Change change) {
    return change(
        change,
        (tables, row, decision) -> {
          if (!(change.draft() instanceof Draft.OfOrigin)) {
            duty.require(tables, row);
          }
          Made made = decision.get();
          return new Framed<>(made.version(), made);
        });
  }

  /** What was learnt and is lost in a power cut is learnt again; nobody waits for the disk. */
  private static Durability durability(BucketRow bucket, Draft draft) {
    return draft instanceof Draft.Learn ? Durability.RELAXED : bucket.durability();
  }

  /** Changes what is known of a key, with something else in the same transaction. */
  <T> T change(Change change, Frame<T> frame) {
    BucketRow bucket = buckets.require(change.bucket());
    buckets.backlog().awaitRoom(bucket.id());
    if (change.draft() instanceof Draft.Write || change.draft() instanceof Draft.Complete) {
      blobs.bodies().requireRoom();
    }
    VersionId fresh = VersionId.random(random);
    try {
      Framed<T> framed =
          index.write(
              durability(bucket, change.draft()),
              tables ->
                  frame.apply(
                      tables,
                      tables.buckets().requireToWrite(change.bucket()),
                      () ->
                          KeyDecision.make(
                              tables,
                              change,
                              new Signer(writer, index.wall().instant(), locks.now(), fresh))));
      Made made = framed.made();
      buckets.backlog().added(bucket.id(), made.logged());
      blobs.held().forget(bucket.uid(), made.released());
      if (namesMany(change.draft())) {
        blobs.uses().run(); // Until they are counted, readers of another bucket may not have them.
      }
      return framed.result();
    } finally {
      records.forget(bucket.id(), change.key());
    }
  }

  private static boolean namesMany(Draft draft) {
    return draft instanceof Draft.Write write && write.body().parts().size() > BlobUseTable.STEP;
  }

  @Override
  public List<Arrival> merge(BucketId id, List<Arrival> all) {
    BucketRow bucket = buckets.require(id);
    List<Arrival> passedOver = new ArrayList<>();
    for (int from = 0; from < all.size(); from += ARRIVALS_AT_ONCE) {
      List<Arrival> some = all.subList(from, Math.min(from + ARRIVALS_AT_ONCE, all.size()));
      try {
        List<Taken> taken = index.write(bucket.durability(), tables -> take(tables, id, some));
        account(bucket, taken);
        for (int i = 0; i < taken.size(); i++) {
          if (!taken.get(i).noted()) {
            passedOver.add(some.get(i));
          }
        }
      } finally {
        some.forEach(arrival -> forget(bucket, arrival));
      }
    }
    return passedOver;
  }

  private List<Taken> take(Tables tables, BucketId id, List<Arrival> some) {
    BucketRow bucket = tables.buckets().require(id);
    return some.stream()
        .map(arrival -> arrivals.take(tables, bucket, arrival, index.wall().instant()))
        .toList();
  }

  /** Takes what came too early before; answers whether there may be more. */
  boolean takeEarly() {
    if (!index.read(tables -> tables.entries().hasDue(index.wall().instant()))) {
      return false;
    }
    List<EarlyEntry> due = new ArrayList<>();
    List<Taken> taken =
        index.write(
            Durability.STRICT,
            tables -> {
              due.clear();
              due.addAll(tables.entries().takeDue(index.wall().instant(), ARRIVALS_AT_ONCE));
              return due.stream()
                  .map(entry -> arrivals.takeEarly(tables, entry, index.wall().instant()))
                  .toList();
            });
    for (int i = 0; i < taken.size(); i++) {
      Optional<BucketRow> bucket = buckets.find(due.get(i).bucket());
      if (bucket.isPresent()) {
        account(bucket.get(), List.of(taken.get(i)));
        forget(bucket.get(), Arrivals.arrival(due.get(i)));
      }
    }
    return !due.isEmpty();
  }

  /** What other nodes wrote, on its way into the index. */
  Arrivals arrivals() {
    return arrivals;
  }

  /** Drops what memory holds of keys that went to another document, and counts what came of it. */
  void settle(BucketRow bucket, EpochPass.Outcome outcome) {
    buckets.backlog().added(bucket.id(), outcome.logged());
    blobs.held().forget(bucket.uid(), outcome.released());
    outcome.changed().forEach(key -> records.forget(bucket.id(), key));
  }

  private void account(BucketRow bucket, List<Taken> taken) {
    for (Taken each : taken) {
      buckets.backlog().added(bucket.id(), each.logged());
      blobs.held().forget(bucket.uid(), each.released());
    }
  }

  private void forget(BucketRow bucket, Arrival arrival) {
    switch (arrival) {
      case Arrival.OfVersion of -> records.forget(bucket.id(), of.version().key());
      case Arrival.OfSetting _ -> buckets.forget(bucket);
      case Arrival.OfPlugin _ -> {} // Nobody remembers it.
    }
  }

  @Override
  public ObjectListing list(Bucket bucket, ListQuery query) {
    long id = buckets.require(bucket.id()).id();
    return index.read(tables -> Listings.objects(tables, id, query));
  }

  @Override
  public VersionListing listVersions(Bucket bucket, VersionQuery query) {
    long id = buckets.require(bucket.id()).id();
    return index.snapshot(tables -> Listings.versions(tables, id, query));
  }

  @Override
  public Optional<LocalState> local(Bucket bucket, ObjectKey key, VersionId version) {
    long id = buckets.require(bucket.id()).id();
    return index.snapshot(
        tables ->
            tables
                .versions()
                .find(id, key, version)
                .map(row -> local(tables, new Named(id, key, version), row)));
  }

  private static LocalState local(Tables tables, Named named, VersionRow row) {
    Map<BlobHash, Residency> residency = new HashMap<>();
    row.version()
        .stored()
        .ifPresent(
            stored ->
                stored
                    .body()
                    .parts()
                    .forEach(
                        part ->
                            residency.put(
                                part.blob(),
                                tables
                                    .blobs()
                                    .find(part.blob())
                                    .map(BlobRow::residency)
                                    .orElse(Residency.ABSENT))));
    return new LocalState(
        residency,
        row.upload(),
        tables.origins().waiting(named),
        tables.origins().confirmations(named));
  }

  @Override
  public StagedBody stage(Bucket bucket, ContentReader content) {
    buckets.require(bucket.id()); // Else a long body would come all the way for nothing.
    return blobs.bodies().stage(content, bucket.durability());
  }

  @Override
  public Optional<StagedBody> stageCopy(Bucket bucket, StoredVersion source) {
    // What is not here may be at an origin under the source's key alone, whence it goes with that.
    return blobs
        .bodies()
        .stageCopy(bucket.id(), source.body())
        .filter(staged -> staged.held() || bucket.configuration().origins().isEmpty());
  }

  @Override
  public List<Content> open(Bucket bucket, StoredVersion object, ByteRange range) {
    return blobs.bodies().open(bucket.id(), object, range);
  }
}
