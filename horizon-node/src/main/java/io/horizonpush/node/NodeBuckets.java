package io.horizonpush.node;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.DocumentTable.DocumentRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.LogTable.Reader;
import io.horizonpush.iroh.store.ChangeNews.OfBucket;
import io.horizonpush.iroh.store.NodeStores;
import io.horizonpush.iroh.swarm.Mirror;
import io.horizonpush.node.admin.BucketControl;
import io.horizonpush.node.admin.BucketEpoch;
import io.horizonpush.node.admin.BucketList;
import io.horizonpush.node.admin.BucketOptions;
import io.horizonpush.node.admin.BucketReport;
import io.horizonpush.node.admin.BucketRequest;
import io.horizonpush.node.admin.BucketSummary;
import io.horizonpush.node.admin.DecidedAt;
import io.horizonpush.node.admin.KeyReport;
import io.horizonpush.node.admin.PageRequest;
import io.horizonpush.node.origins.NodeOrigins;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketConfiguration;
import io.horizonpush.s3.model.BucketConfiguration.Deciding;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.DocumentMode;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.store.BucketStore;
import io.horizonpush.s3.store.Change;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.Change.Expectation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What an operator does with buckets and their versions. Thread-safe. */
final class NodeBuckets implements BucketControl {

  private final Index index;
  private final NodeStores stores;
  private final Holdings holdings;
  private final Mirror mirror;
  private final NodeOrigins origins;
  private final NodeHomes homes;
  private final Owner owner;

  /**
   * What a node has that buckets are in.
   *
   * @param origins that this node has access to
   */
  record Ground(
      Index index, NodeStores stores, Holdings holdings, Mirror mirror, NodeOrigins origins) {}

  /**
   * @param homes told first of a bucket that has one from now on
   * @param owner of what an operator makes
   */
  NodeBuckets(Ground ground, NodeHomes homes, Owner owner) {
    this.index = ground.index();
    this.stores = ground.stores();
    this.holdings = ground.holdings();
    this.mirror = ground.mirror();
    this.origins = ground.origins();
    this.homes = homes;
    this.owner = owner;
  }

  @Override
  public BucketList buckets(PageRequest asked) {
    Holdings.Count count = holdings.now();
    List<Bucket> found = stores.buckets().list(asked.after().map(BucketName::new), asked.wanted());
    PageRequest.Page<BucketList.Entry> page =
        asked
            .of(found, bucket -> bucket.name().value())
            .map(bucket -> new BucketList.Entry(summary(bucket), count.of(bucket.id())));
    return new BucketList(count.at(), page.entries(), page.next());
  }

  @Override
  public BucketSummary createBucket(BucketRequest asked) {
    BucketStore.Options options =
        new BucketStore.Options(asked.durability().orElse(Durability.STRICT), DocumentMode.EAGER);
    BucketStore.NewBucket bucket =
        new BucketStore.NewBucket(Map.of(), asked.objectLock().orElse(false), options);
    return summary(stores.buckets().create(asked.name(), owner, bucket));
  }

  /** Every bucket. */
  List<BucketId> ids() {
    return index.read(tables -> tables.buckets().all()).stream().map(BucketRow::uid).toList();
  }

  /** A bucket with its options, if it is there. */
  Optional<BucketSummary> find(BucketId id) {
    return index
        .read(tables -> tables.buckets().find(id))
        .flatMap(row -> stores.buckets().find(row.name()))
        .filter(bucket -> bucket.id().equals(id))
        .map(this::summary);
  }

  /** The epoch that a shared bucket is in here, once it has a document. */
  Optional<BucketEpoch> epoch(BucketId id) {
    return index.read(
        tables ->
            tables
                .buckets()
                .find(id)
                .flatMap(
                    row ->
                        tables
                            .documents()
                            .current(row.id())
                            .map(document -> new BucketEpoch(row.name(), document.epoch()))));
  }

  private BucketSummary summary(Bucket bucket) {
    return BucketSummary.of(
        bucket, mirror.policy(bucket.id()), origin -> origins.access(bucket.id(), origin));
  }

  @Override
  public BucketSummary setBucket(BucketName name, BucketOptions changes) {
    homes.begin(name, changes);
    Bucket bucket = require(name);
    // First what may be refused.
    Deciding deciding = deciding(bucket, changes);
    Optional<OptionalInt> copies = changes.copies().map(NodeBuckets::copies);
    changes
        .versioning()
        .ifPresent(versioning -> stores.buckets().setVersioning(bucket.id(), versioning));
    changes.pages().ifPresent(pages -> stores.buckets().setPages(bucket.id(), pages));
    copies.ifPresent(number -> stores.buckets().setCopies(bucket.id(), number));
    if (deciding != bucket.configuration().deciding()) {
      stores.buckets().setDeciding(bucket.id(), deciding);
    }
    stores
        .buckets()
        .setOptions(
            bucket.id(),
            new BucketStore.Options(
                changes.durability().orElse(bucket.durability()),
                changes.document().orElse(bucket.document())));
    if (changes.pull().isPresent()) {
      mirror.set(bucket.id(), changes.pull().get());
      stores.news().changed(new OfBucket(bucket.id()));
    }
    return summary(require(name));
  }

  private static OptionalInt copies(int asked) {
    if (asked < 0 || asked > BucketConfiguration.MOST_COPIES) {
      throw new IllegalArgumentException(
          "copies cannot be %d: allowed are 0 (nobody is told to keep any) to %d"
              .formatted(asked, BucketConfiguration.MOST_COPIES));
    }
    return asked == 0 ? OptionalInt.empty() : OptionalInt.of(asked);
  }

  private static Deciding deciding(Bucket bucket, BucketOptions changes) {
    Deciding before = bucket.configuration().deciding();
    boolean writes =
        changes.conditionalWrites().map(DecidedAt.HOME::equals).orElseGet(before::writesAtHome);
    boolean reads =
        changes.reads().map(DecidedAt.HOME::equals).orElse(writes && before.readsAtHome());
    if (reads && !writes) {
      throw new IllegalArgumentException("reads=home needs conditional-writes=home");
    }
    return Deciding.of(writes, reads);
  }

  private Bucket require(BucketName name) {
    return stores.buckets().find(name).orElseThrow(() -> S3Exception.noSuchBucket(name));
  }

  @Override
  public BucketReport inspectBucket(BucketName name) {
    Bucket bucket = require(name);
    BucketSummary summary = summary(bucket);
    return index.read(
        tables -> {
          BucketRow row = tables.buckets().require(bucket.id());
          return new BucketReport(
              summary,
              Holdings.usage(tables, row),
              new BucketReport.Document(
                  tables
                      .documents()
                      .current(row.id())
                      .map(DocumentRow::replica)
                      .map(Object::toString),
                  tables.entries().count(row.id()),
                  tables.log().count(Reader.PUBLISHER, row.id()),
                  tables.log().parked(row.id()),
                  tables.backfills().awaits(row.id())));
        });
  }

  @Override
  public KeyReport inspectKey(BucketName name, ObjectKey key) {
    Bucket bucket = require(name);
    return index.snapshot(tables -> KeyReports.of(tables, bucket, key));
  }

  @Override
  public KeyReport resolve(BucketName name, ObjectKey key, String version, boolean keep) {
    Bucket bucket = require(name);
    VersionId loser = VersionId.parse(version).orElseThrow(() -> S3Exception.noSuchKey(key));
    stores
        .objects()
        .change(
            new Change(
                bucket.id(), key, new Expectation.Anything(), new Draft.Resolve(loser, keep)));
    return inspectKey(name, key);
  }
}
