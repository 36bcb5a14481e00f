package io.horizonpush.iroh.store;

import io.horizonpush.iroh.cache.S3Fifo;
import io.horizonpush.iroh.index.AwaitedUploadTable.AwaitedRow;
import io.horizonpush.iroh.index.KeyTable.KeyRow;
import io.horizonpush.iroh.index.KnownOriginTable.OriginRow;
import io.horizonpush.iroh.index.KnownOriginTable.Spending;
import io.horizonpush.iroh.index.LogTable.Cause;
import io.horizonpush.iroh.index.LogTable.Reader;
import io.horizonpush.iroh.index.PluginShareTable.PluginShareRow;
import io.horizonpush.iroh.index.PluginTable;
import io.horizonpush.iroh.index.PluginTable.PluginRow;
import io.horizonpush.iroh.index.PositionTable.Reached;
import io.horizonpush.iroh.index.PromiseTable.Given;
import io.horizonpush.iroh.index.RelianceTable.Asked;
import io.horizonpush.iroh.index.RelianceTable.Relied;
import io.horizonpush.iroh.index.SecretBox;
import io.horizonpush.iroh.index.TransferRecord;
import io.horizonpush.iroh.index.TransferRecord.Course;
import io.horizonpush.iroh.index.TransferRecord.Figures;
import io.horizonpush.iroh.index.TransferRecord.Place;
import io.horizonpush.iroh.index.TransferRecord.Purpose;
import io.horizonpush.iroh.index.TransferRecord.Source;
import io.horizonpush.iroh.index.TransferRecord.State;
import io.horizonpush.iroh.index.TransferRecord.Way;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.publish.BucketDocuments;
import io.horizonpush.iroh.publish.Publisher;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.share.Contact;
import io.horizonpush.iroh.share.MemberRecord.Named;
import io.horizonpush.iroh.share.ShareKey;
import io.horizonpush.iroh.share.ShareKind;
import io.horizonpush.iroh.share.ShareRecord;
import io.horizonpush.iroh.share.ShareStore;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketConfiguration.Versioning;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.BucketOrigins;
import io.horizonpush.s3.model.BucketOrigins.Writes;
import io.horizonpush.s3.model.BucketSetting;
import io.horizonpush.s3.model.Confirmation;
import io.horizonpush.s3.model.DocumentMode;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.Freshness;
import io.horizonpush.s3.model.LegalHold;
import io.horizonpush.s3.model.ListedOrigin;
import io.horizonpush.s3.model.MemberMode;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectBody.Part;
import io.horizonpush.s3.model.ObjectBody.Remote;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.Replaced;
import io.horizonpush.s3.model.Retention;
import io.horizonpush.s3.model.StorageClass;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.Tags;
import io.horizonpush.s3.model.UploadId;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.store.BlobFill;
import io.horizonpush.s3.store.BlobStore.PinnedBlob;
import io.horizonpush.s3.store.BucketImport;
import io.horizonpush.s3.store.BucketStore.NewBucket;
import io.horizonpush.s3.store.BucketStore.Options;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.MultipartStore.NewPart;
import io.horizonpush.s3.store.MultipartStore.NewUpload;
import io.horizonpush.s3.store.ObjectEvents.Followed;
import io.horizonpush.s3.store.PluginBlobs;
import io.horizonpush.s3.store.PluginDocs.Changes;
import io.horizonpush.s3.store.PluginDocs.Space;
import io.horizonpush.s3.store.StagedBody;
import io.horizonpush.s3.store.TestingObjects;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Makes a data directory that has something of every shape in which anything is stored. */
final class DataDirectoryMaker {

  private static final Owner OWNER = new Owner("owner", "Owner");
  private static final ListedOrigin LISTED =
      new ListedOrigin("aws-s3", "s3.example.com", "there", true, "");
  private static final OriginId ORIGIN = LISTED.id();
  private static final int SEGMENT = 20_000;
  private static final int FILE = 300_000;

  private final IrohStores stores;
  private final TestingObjects objects;
  private final Path users;

  /**
   * @param users where a file of a user is
   */
  private DataDirectoryMaker(IrohStores stores, Path users) {
    this.stores = stores;
    this.objects = new TestingObjects(stores.stores().objects());
    this.users = users;
  }

  static void make(Path directory, Path users) throws IOException {
    try (IrohStores stores = new IrohStores(directory)) {
      new DataDirectoryMaker(stores, users).make();
    }
  }

  private void make() throws IOException {
    Bucket plain = create("plain", NewBucket.PLAIN);
    bodies(plain);
    settings(plain);
    upload(plain);
    versions(create("versions", NewBucket.PLAIN));
    locks(create("locked", new NewBucket(Map.of(), true, Options.DEFAULT)));
    Bucket relaxed =
        create(
            "relaxed",
            new NewBucket(Map.of(), false, new Options(Durability.RELAXED, DocumentMode.ON_SHARE)));
    objects.put(relaxed, new ObjectKey("segment"), bytes(40, SEGMENT));
    lose(relaxed);
    overwrite(relaxed);
    states(create("states", NewBucket.PLAIN));
    classes(create("classes", NewBucket.PLAIN));
    share(create("shared", NewBucket.PLAIN));
    keep(relaxed);
    follow(relaxed);
    plugins(plain);
    installed();
    transfers(relaxed);
    key();
    origin();
    publish();
    objects.put(plain, new ObjectKey("not published"), Bytes.of("yet"));
    objects.put(plain, new ObjectKey("doomed"), bytes(41, FILE));
    objects.delete(plain, new ObjectKey("doomed"));
  }

  /** What plugins keep, of two authors and deleted, a blob of their own, and events that wait. */
  private void plugins(Bucket bucket) {
    PluginStores plugins = stores.stores().plugins();
    Space space = new Space(bucket.id(), "audit");
    plugins.docs().set(space, "kept", ByteBuffer.wrap(Bytes.of("value")));
    plugins.docs().set(space, "deleted", ByteBuffer.wrap(Bytes.of("value")));
    boolean _ = plugins.docs().delete(space, "deleted");
    Changes _ = plugins.docs().changes(1, 1);
    try (PluginBlobs.Writer writer = plugins.blobs().writer("cache", FILE)) {
      writer.write(ByteBuffer.wrap(bytes(60, SEGMENT)));
      writer.finish();
    }
    plugins.events().follow(new Followed.All());
    objects.put(bucket, new ObjectKey("followed"), Bytes.of("event"));
  }

  /** An installed plugin with a version to go back to, and a ticket for it that a node has used. */
  private void installed() {
    byte[] old = bytes(70, SEGMENT);
    byte[] now = bytes(71, SEGMENT);
    BlobHash before = stores.node().manifestHash().of(old);
    BlobHash digest = stores.node().manifestHash().of(now);
    Instant time = Instant.ofEpochMilli(1_767_225_600_000L);
    String ticket = "5a".repeat(16);
    boolean _ =
        stores
            .index()
            .write(
                Durability.STRICT,
                tables -> {
                  tables.plugins().keep(before, old);
                  tables.plugins().keep(digest, now);
                  tables
                      .plugins()
                      .put(
                          new PluginRow(
                              "redact",
                              true,
                              "cd".repeat(32),
                              2,
                              List.of(
                                  new PluginTable.VersionRow(1, before, "{}", "sealed", time),
                                  new PluginTable.VersionRow(2, digest, "{}", "sealed", time))));
                  tables.pluginPositions().begin("redact", "objects", 5);
                  tables
                      .pluginShares()
                      .add(
                          new PluginShareRow(
                              ticket, "redact", digest, "ef".repeat(32), time, 3, 0, false));
                  tables.pluginShares().use(ticket, new byte[32]);
                  return true;
                });
  }

  /** What a reader of the log beside the publisher has not read, and what others told of others. */
  private void follow(Bucket bucket) {
    boolean _ =
        stores
            .index()
            .write(
                Durability.STRICT,
                tables -> {
                  long row = tables.buckets().require(bucket.id()).id();
                  tables.log().follow(new Reader("somebody"), row);
                  byte[] node = new byte[NodeId.LENGTH];
                  tables.positions().reach(row, new Reached(NodeId.of(node), "00".repeat(16), 7));
                  return tables
                      .log()
                      .add(row, DocumentKey.of(new ObjectKey("merged")), Cause.MERGE);
                });
  }

  /** Bytes that take little room in an archive, and of which no two groups are equal. */
  private static byte[] bytes(int seed, int length) {
    byte[] block = Bytes.random(seed, 997);
    byte[] bytes = new byte[length];
    for (int at = 0; at < length; at += block.length) {
      System.arraycopy(block, 0, bytes, at, Math.min(block.length, length - at));
    }
    return bytes;
  }

  private Bucket create(String name, NewBucket bucket) {
    return stores.stores().buckets().create(new BucketName(name), OWNER, bucket);
  }

  private void bodies(Bucket bucket) {
    objects.put(bucket, new ObjectKey("empty"), new byte[0]);
    objects.put(bucket, new ObjectKey("inline"), bytes(1, 5_000));
    objects.put(bucket, new ObjectKey("segment"), bytes(2, SEGMENT));
    objects.put(bucket, new ObjectKey("file"), bytes(3, FILE));
    objects.set(bucket, new ObjectKey("file"), new Tags(new TreeMap<>(Map.of("tag", "value"))));
    List<PinnedBlob> blobs = new ArrayList<>();
    List<Part> parts = new ArrayList<>();
    for (int number = 1; number <= 3; number++) {
      PinnedBlob blob =
          stores.content().add(Bytes.reader(bytes(3 + number, 30_000)), Durability.STRICT);
      blobs.add(blob);
      parts.add(Part.plain(number, blob.hash(), blob.length(), List.of()));
    }
    objects.make(
        bucket,
        new ObjectKey("parts"),
        new Draft.Write(TestingObjects.object("e-3"), new ObjectBody.Blobs(parts), true));
    blobs.forEach(PinnedBlob::close);
  }

  private void settings(Bucket bucket) {
    var buckets = stores.stores().buckets();
    buckets.configure(bucket.id(), BucketSetting.POLICY, Optional.of("{}"));
    buckets.configure(bucket.id(), BucketSetting.CORS, Optional.empty());
  }

  private void share(Bucket bucket) {
    NodeId node = new NodeId(stores.node().nodeId());
    ShareKey key = ShareKey.of(new byte[ShareKey.LENGTH]);
    ShareRecord record =
        new ShareRecord(
            HexFormat.of().formatHex(key.publicKey()),
            ShareKind.BUCKET,
            MemberMode.READ,
            Instant.ofEpochSecond(2_000_000_000),
            node,
            ShareRecord.Terms.NONE);
    ShareStore shares = stores.stores().shares(new SecretBox(stores.node().secretsKey()));
    shares.change(
        bucket.id(),
        draft -> {
          draft.found();
          draft.say(node, Named.founder(stores.node().author(), Contact.NONE), 0);
          draft.say(record, 0);
          draft.admit(key.id(), node);
          return node;
        });
  }

  private void upload(Bucket bucket) {
    var uploads = stores.stores().uploads();
    NewUpload details =
        new NewUpload(OWNER, ObjectMetadata.EMPTY, List.of(), Optional.empty(), Optional.empty());
    UploadId id = uploads.createUpload(bucket, new ObjectKey("upload"), details).id();
    try (StagedBody staged = objects.store().stage(bucket, Bytes.reader(bytes(10, SEGMENT)))) {
      uploads.putPart(
          bucket, new ObjectKey("upload"), id, new NewPart(1, new ETag("x"), List.of(), staged));
    }
  }

  private void lose(Bucket bucket) {
    ObjectKey key = new ObjectKey("loser");
    objects.put(bucket, key, bytes(11, SEGMENT));
    merge(
        bucket, TestingVersions.small(key, TestingVersions.at(Instant.now().plusSeconds(5)), "t"));
    merge(
        bucket,
        TestingVersions.small(
            new ObjectKey("early"),
            TestingVersions.at(Instant.now().plus(Duration.ofDays(40_000))),
            "later"));
  }

  /** What another node replaced stays until that has come. */
  private void overwrite(Bucket bucket) {
    ObjectKey key = new ObjectKey("overwritten");
    StoredVersion first = objects.put(bucket, key, bytes(45, 1 << 20));
    merge(
        bucket,
        TestingVersions.of(
            key,
            TestingVersions.at(Instant.now().plusSeconds(5)),
            Replaced.by(List.of(first), List.of()),
            TestingVersions.blob(bytes(46, 1 << 20))));
  }

  private void merge(Bucket bucket, StoredVersion version) {
    stores.stores().objects().merge(bucket.id(), List.of(TestingVersions.arrival(version)));
  }

  private void versions(Bucket bucket) {
    ObjectKey key = new ObjectKey("key");
    objects.put(bucket, key, Bytes.of("null version"));
    stores.stores().buckets().setVersioning(bucket.id(), Versioning.ENABLED);
    StoredVersion removed = objects.put(bucket, key, bytes(20, SEGMENT));
    objects.put(bucket, key, bytes(21, FILE));
    objects.put(bucket, key, Bytes.of("third"));
    objects.make(bucket, key, new Draft.Remove(new VersionName.Id(removed.id()), false));
    objects.put(bucket, new ObjectKey("marked"), Bytes.of("below a marker"));
    objects.delete(bucket, new ObjectKey("marked"));
  }

  /** An object on its way from one origin to another. */
  private void classes(Bucket bucket) {
    StorageClass cold = new StorageClass("GLACIER");
    ListedOrigin from = new ListedOrigin("s3", "https://s3.example.com", "from", false, "");
    ListedOrigin to = new ListedOrigin("s3", "https://s3.example.com", "to", false, "");
    stores
        .stores()
        .buckets()
        .setOrigins(
            bucket.id(),
            new BucketOrigins(List.of(from, to), Writes.WRITE_BACK, Freshness.USUAL)
                .withClasses(Map.of(cold, to.id())));
    ObjectKey key = new ObjectKey("moves");
    StoredVersion version = objects.put(bucket, key, Bytes.of("from one to another"));
    Confirmation confirmation = new Confirmation(from.id(), "moves", "tag", 19, "");
    objects.make(bucket, key, new Draft.Confirm(version.id(), confirmation));
    objects.set(bucket, key, cold);
  }

  private void locks(Bucket bucket) {
    ObjectKey key = new ObjectKey("key");
    objects.put(bucket, key, bytes(30, SEGMENT));
    Retention.Period period =
        new Retention.Period(
            Retention.Mode.GOVERNANCE, Instant.now().plus(Duration.ofDays(40_000)));
    objects.make(bucket, key, new Draft.Retain(Optional.empty(), Optional.of(period), false));
    objects.put(bucket, key, Bytes.of("held"));
    objects.set(bucket, key, new LegalHold(true));
  }

  /** Blobs of which not all is here, and one that is a user's file. */
  private void states(Bucket bucket) throws IOException {
    stores
        .stores()
        .buckets()
        .setOrigins(
            bucket.id(), new BucketOrigins(List.of(LISTED), Writes.LOCAL_ONLY, Freshness.USUAL));
    stores.stores().upkeep().run(); // Looks through what was confirmed, before bytes may go.
    evict(bucket, "evicted", FILE, 50);
    evict(bucket, "absent", SEGMENT, 51);
    StoredVersion partial = evict(bucket, "partial", FILE, 52);
    try (BlobFill fill =
        stores.content().fill(partial.body().parts().getFirst().blob()).orElseThrow()) {
      byte[] bytes = bytes(52, FILE);
      fill.write(
          3L * BlobFill.GROUP,
          ByteBuffer.wrap(Arrays.copyOfRange(bytes, 3 * BlobFill.GROUP, 7 * BlobFill.GROUP)));
      fill.flush();
    }
    try (BlobFill fill = stores.content().fill(new Remote(ORIGIN, "unrooted", "tag", FILE))) {
      fill.write(0, ByteBuffer.wrap(Arrays.copyOf(bytes(53, FILE), BlobFill.GROUP)));
      fill.flush();
    }
    Path file = Files.write(users.resolve("users-file"), bytes(54, FILE));
    try (PinnedBlob linked = stores.content().link(file)) {
      objects.make(
          bucket,
          new ObjectKey("external"),
          new Draft.Write(
              TestingObjects.object("e"),
              new ObjectBody.Blobs(
                  List.of(Part.plain(1, linked.hash(), linked.length(), List.of()))),
              true));
    }
  }

  private StoredVersion evict(Bucket bucket, String key, int length, int seed) {
    StoredVersion version = objects.put(bucket, new ObjectKey(key), bytes(seed, length));
    Confirmation confirmation = new Confirmation(ORIGIN, key, "tag", length, "hash");
    objects.make(bucket, version.key(), new Draft.Confirm(version.id(), confirmation));
    stores.content().evict(version.body().parts().getFirst().blob());
    return version;
  }

  /** A transfer that is over, and one that is paused. */
  private void transfers(Bucket bucket) {
    Place place = new Place(bucket.id(), bucket.name().value(), "prefix/");
    Course course = Course.begun(Instant.EPOCH);
    Figures figures = new Figures(2, 1, 100, 60, 30, 20, 10, 1);
    List<Source> sources = List.of(new Source("ab".repeat(32), Way.RELAY, 60));
    stores
        .index()
        .write(
            Durability.STRICT,
            tables -> {
              Optional<String> why = Optional.of("A reason.");
              Course over = course.over(State.FAILED, Instant.EPOCH.plusSeconds(1), why);
              TransferRecord failed =
                  new TransferRecord(1, Purpose.READ, place, over, figures, sources);
              tables.transfers().store(failed);
              tables
                  .transfers()
                  .store(
                      new TransferRecord(
                          2, Purpose.PREFETCH, place, course.in(State.PAUSED), figures, List.of()));
              return failed;
            });
  }

  /** Promises both ways, a pin and a read. */
  private void keep(Bucket bucket) {
    BlobHash kept =
        objects
            .put(bucket, new ObjectKey("kept"), bytes(42, SEGMENT))
            .body()
            .parts()
            .getFirst()
            .blob();
    NodeId node = NodeId.of(Bytes.random(43, NodeId.LENGTH));
    stores
        .index()
        .write(
            Durability.STRICT,
            tables -> {
              long row = tables.buckets().require(bucket.id()).id();
              Asked asked = new Asked(BlobHash.of(Bytes.random(44, 32)), row, node);
              tables.reliances().note(asked, 1);
              tables.reliances().promised(asked, 1, Instant.EPOCH.plusSeconds(1));
              tables.reliances().rely(new Relied(row, asked.hash()), Instant.EPOCH);
              tables.promises().stop(row, Instant.EPOCH);
              tables.pins().add(row, "prefix/");
              new S3Fifo(tables.cached()).touch(kept, 1);
              return tables
                  .promises()
                  .give(
                      new Given(kept, row, node),
                      Instant.EPOCH.plusSeconds(1),
                      Instant.EPOCH.plusSeconds(60));
            });
  }

  private void origin() {
    SecretBox box = new SecretBox(stores.node().secretsKey());
    OriginRow row =
        new OriginRow(
            ORIGIN,
            "there",
            "{\"type\":\"aws-s3\"}",
            box.seal("origin " + ORIGIN, "{\"kind\":\"anonymous\"}"),
            Instant.ofEpochMilli(1));
    stores
        .index()
        .write(
            Durability.STRICT,
            tables -> {
              tables.knownOrigins().put(row);
              tables
                  .knownOrigins()
                  .spend(ORIGIN, "bytes", new Spending(Instant.ofEpochMilli(2), 3));
              long bucket = tables.buckets().all().getFirst().id();
              BucketImport ended =
                  BucketImport.begin(true, Instant.ofEpochMilli(4))
                      .goingOn(
                          new BucketImport.At(ORIGIN, Optional.of("key")),
                          new BucketImport.Counts(3, 1, 1, 1))
                      .ended(BucketImport.State.FAILED, Optional.of("no"), Instant.ofEpochMilli(5));
              tables.imports().put(bucket, ended);
              tables.imports().refuse(bucket, List.of(""));
              tables.originGrants().put(bucket, ORIGIN, false);
              tables
                  .awaitedUploads()
                  .await(new AwaitedRow(bucket, new ObjectKey("key"), Instant.ofEpochMilli(6), 1));
              return row;
            });
  }

  private void key() {
    SecretBox box = new SecretBox(stores.node().secretsKey());
    KeyRow row =
        new KeyRow(
            "AKIDFIXTURE",
            OWNER,
            box.seal("AKIDFIXTURE", "not a secret"),
            "r:plain",
            Instant.EPOCH,
            Optional.empty(),
            Optional.empty());
    stores
        .index()
        .write(
            Durability.STRICT,
            tables -> {
              tables.keys().put(row);
              return row;
            });
  }

  private void publish() {
    BucketDocuments documents =
        new BucketDocuments(
            stores.index(), stores.node().replicas(), new SecretBox(stores.node().secretsKey()));
    try (Publisher publisher =
        new Publisher(
            stores.index(),
            documents,
            stores.stores().backlog(),
            stores.node().manifestHash(),
            stores.node().author())) {
      if (!publisher.awaitEmpty(Duration.ofSeconds(30))) {
        throw new AssertionError("Not everything was published in time");
      }
    }
  }
}
