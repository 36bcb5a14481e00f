package io.horizonpush.iroh.store;

import io.horizonpush.iroh.content.BodyLimits;
import io.horizonpush.iroh.content.ContentFiles;
import io.horizonpush.iroh.content.ContentStore;
import io.horizonpush.iroh.content.PendingPlaces;
import io.horizonpush.iroh.content.TestingRecords;
import io.horizonpush.iroh.epoch.Epochs;
import io.horizonpush.iroh.index.BlobTable.BlobRow;
import io.horizonpush.iroh.index.BlobUseTable.UseRow;
import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Clocks;
import io.horizonpush.iroh.index.DocumentTable.DocumentRow;
import io.horizonpush.iroh.index.EntryTable.EntryRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.LogTable.Reader;
import io.horizonpush.iroh.index.Place;
import io.horizonpush.iroh.index.PluginLimits;
import io.horizonpush.iroh.index.SecretBox;
import io.horizonpush.iroh.publish.BucketDocuments;
import io.horizonpush.iroh.publish.Publisher;
import io.horizonpush.iroh.replica.BucketReplicas;
import io.horizonpush.iroh.replica.ReplicaId;
import io.horizonpush.iroh.share.Statement;
import io.horizonpush.iroh.verify.Verifier;
import io.horizonpush.iroh.verify.VerifyReport;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.KeyVersions;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.WriterId;
import io.horizonpush.s3.store.BodyMemory;
import io.horizonpush.s3.store.BucketStore;
import io.horizonpush.s3.store.PluginDocs;
import io.horizonpush.s3.store.TestingObjects;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.crypto.spec.SecretKeySpec;

/**
 * The stores of a node over a real index and blobs and documents in memory, which outlive a
 * restart.
 */
public final class StoreFixture implements AutoCloseable {

  /** The author of the node, unless another is asked for. */
  public static final WriterId WRITER = TestingReplicas.AUTHOR;

  private static final Duration LONG = Duration.ofSeconds(30);

  private final Path directory;
  private final Index.Options options;
  private final WriterId writer;
  private final TestingRecords records;
  private final TestingReplicas replicas;
  private Index index;
  private PendingPlaces pending;
  private ContentStore content;
  private NodeStores stores;
  private UploadLimits limits = UploadLimits.DEFAULT;

  public StoreFixture(Path directory) {
    this(directory, Index.Options.DEFAULT);
  }

  public StoreFixture(Path directory, Index.Options options) {
    this(directory, options, WRITER);
  }

  /**
   * @param writer the node's author
   */
  public StoreFixture(Path directory, Index.Options options, WriterId writer) {
    this.directory = directory;
    this.options = options;
    this.writer = writer;
    replicas = new TestingReplicas(options.clocks().wall(), writer);
    records = new TestingRecords(new ContentFiles(directory));
    open();
  }

  private void open() {
    pending = new PendingPlaces();
    index =
        Index.open(
            directory,
            new Index.Options(
                options.maxBatch(),
                options.readers(),
                options.clocks(),
                options.observer(),
                pending));
    content =
        ContentStore.open(
            index,
            records,
            new ContentFiles(directory),
            BodyLimits.usual(new BodyMemory(BodyMemory.SMALLEST)),
            pending,
            failure -> {
              throw new AssertionError(failure);
            });
    stores =
        new NodeStores(
            new NodeStores.Ground(
                index, content, replicas, List.of(), TestingRecords::hash, writer),
            limits);
  }

  /** A node whose time a test sets. */
  public static StoreFixture at(Path directory, InstantSource wall) {
    return at(directory, wall, WRITER);
  }

  /** The same by another author. */
  public static StoreFixture at(Path directory, InstantSource wall, WriterId writer) {
    Index.Options usual = Index.Options.DEFAULT;
    return new StoreFixture(
        directory,
        new Index.Options(
            usual.maxBatch(), 2, Clocks.unmoved(wall), usual.observer(), usual.fresh()),
        writer);
  }

  /** Closes the index and opens it again, as a new process would. */
  public void restart() {
    index.close();
    replicas.crash();
    open();
    stores.leftovers().run();
  }

  /** The same with other limits of uploads. */
  void restart(UploadLimits others) {
    limits = others;
    restart();
  }

  public Index index() {
    return index;
  }

  public NodeStores stores() {
    return stores;
  }

  public BucketStore buckets() {
    return stores.buckets();
  }

  /** The objects, with what tests do most in one call each. */
  public TestingObjects objects() {
    return new TestingObjects(stores.objects());
  }

  /** The blobs, over files that no native library writes. */
  public ContentStore content() {
    return content;
  }

  /** What was stored and is used by nothing yet. */
  public PendingPlaces pending() {
    return pending;
  }

  /** The files of the blobs. */
  public TestingRecords records() {
    return records;
  }

  /** Where a blob is. */
  public Place place(BlobHash blob) {
    return index.read(tables -> tables.blobs().find(blob)).flatMap(BlobRow::place).orElseThrow();
  }

  /** The blobs that are here, of which nothing may use some. */
  public Set<BlobHash> blobs() {
    return index.read(
        tables -> {
          try (var rows = tables.blobs().all()) {
            return rows.map(BlobRow::hash).collect(Collectors.toSet());
          }
        });
  }

  public TestingReplicas replicas() {
    return replicas;
  }

  public WriterId writer() {
    return writer;
  }

  /** A bucket of somebody. */
  public Bucket create(String name) {
    return buckets().create(new BucketName(name), new Owner("o", "O"));
  }

  /** A bucket of somebody without a document, so that what is merged need be in none. */
  public Bucket createWithoutDocument(String name) {
    Bucket bucket = create(name);
    long row = row(bucket).id();
    index.write(
        Durability.RELAXED,
        tables -> {
          tables.log().unfollow(Reader.PUBLISHER, row);
          return row;
        });
    return bucket;
  }

  /** The row of a bucket. */
  public BucketRow row(Bucket bucket) {
    return index.read(tables -> tables.buckets().require(bucket.id()));
  }

  /** What plugins keep, with less room for it. */
  PluginDocs limitedDocs(PluginLimits limits) {
    return stores.plugins(limits).docs();
  }

  /** Every use of a blob that is counted. */
  public List<UseRow> uses() {
    return index.read(
        tables -> {
          try (var rows = tables.uses().all()) {
            return rows.toList();
          }
        });
  }

  /** What is known of a key. */
  public KeyVersions versions(Bucket bucket, ObjectKey key) {
    long row = row(bucket).id();
    return index.read(tables -> tables.versions().of(row, key)).versions();
  }

  /** The documents of the buckets, over the ones in memory or what stands before them. */
  public BucketDocuments documents(BucketReplicas of) {
    return new BucketDocuments(index, of, box());
  }

  /** What encrypts the secrets of documents. */
  public SecretBox box() {
    return new SecretBox(new SecretKeySpec(new byte[32], "AES"));
  }

  /** The epochs of the buckets, likewise. */
  public Epochs epochs(BucketReplicas of) {
    return new Epochs(index, documents(of), stores.epochs(), stores.shares(box()), writer);
  }

  /** The document of a bucket, which must have been made. */
  public ReplicaId document(Bucket bucket) {
    long row = row(bucket).id();
    return index.read(tables -> tables.documents().current(row)).orElseThrow().replica();
  }

  /** A publisher into the documents in memory, or what stands before them. */
  public Publisher publisher(BucketReplicas of) {
    return new Publisher(index, documents(of), stores.backlog(), TestingRecords::hash, writer);
  }

  /** Publishes whatever waits. The documents then also show the entries that were merged. */
  public void publish() {
    try (Publisher publisher = publisher(replicas)) {
      if (!publisher.awaitEmpty(LONG)) {
        throw new AssertionError("Not everything was published in time");
      }
    }
    for (DocumentRow document : index.read(tables -> tables.documents().all())) {
      entries(document.bucket()).stream()
          .filter(entry -> !entry.author().equals(writer))
          .filter(entry -> isIn(document, entry))
          .forEach(
              entry ->
                  replicas.receive(document.replica(), entry.key(), entry.author(), entry.hash()));
    }
  }

  private boolean isIn(DocumentRow document, EntryRow entry) {
    DocumentRow of =
        index.read(
            tables ->
                (Statement.isNamed(entry.key())
                        ? tables.documents().first(document.bucket())
                        : tables.documents().current(document.bucket()))
                    .orElseThrow());
    return of.replica().equals(document.replica());
  }

  /** The entries of a bucket that are known, by any author. */
  public List<EntryRow> entries(long bucket) {
    return index.read(
        tables -> {
          try (var rows = tables.entries().all(bucket)) {
            return rows.toList();
          }
        });
  }

  /** What is wrong with the node. */
  public VerifyReport verify(boolean deep) {
    return new Verifier(index, content, documents(replicas), TestingRecords::hash, writer)
        .verify(deep);
  }

  @Override
  public void close() {
    index.close();
  }
}
