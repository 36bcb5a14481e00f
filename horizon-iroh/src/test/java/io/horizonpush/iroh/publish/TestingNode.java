package io.horizonpush.iroh.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.codec.Manifest;
import io.horizonpush.iroh.codec.ManifestCodec;
import io.horizonpush.iroh.content.TestingRecords;
import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.DocumentTable.DocumentRow;
import io.horizonpush.iroh.index.EntryTable.EntryRow;
import io.horizonpush.iroh.index.LogTable.Reader;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.store.Manifests;
import io.horizonpush.iroh.store.StoreFixture;
import io.horizonpush.s3.model.Attribute;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.BucketSetting;
import io.horizonpush.s3.model.CannedAcl;
import io.horizonpush.s3.model.DocumentMode;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.KeyVersions;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.Stamp;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.Tags;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.model.WriterId;
import io.horizonpush.s3.request.WriteConditions;
import io.horizonpush.s3.store.Arrival;
import io.horizonpush.s3.store.BucketStore;
import io.horizonpush.s3.store.BucketStore.Options;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.PluginDocs;
import io.horizonpush.s3.store.TestingObjects;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A node whose buckets others have too: it writes, publishes, and takes the entries of others as
 * documents bring them, of each author and key only the newest.
 */
public final class TestingNode implements AutoCloseable {

  private static final Owner OWNER = new Owner("o", "O");
  private static final Options OPTIONS = new Options(Durability.RELAXED, DocumentMode.EAGER);

  private final StoreFixture fixture;
  private PublishBatch batch;
  private Bucket bucket;

  public TestingNode(Path directory, InstantSource wall, WriterId writer) throws IOException {
    fixture = StoreFixture.at(Files.createDirectories(directory), wall, writer);
    batch = newBatch();
    bucket = begin("bucket");
  }

  private PublishBatch newBatch() {
    return new PublishBatch(
        fixture.index(),
        fixture.documents(fixture.replicas()),
        TestingRecords::hash,
        fixture.writer());
  }

  /** Begins anew, as a process does after one that was killed. */
  public void restart() {
    fixture.restart();
    batch = newBatch();
    bucket = fixture.buckets().find(bucket.name()).orElseThrow();
  }

  /** Begins with an empty bucket. */
  public Bucket begin(String name) {
    bucket =
        fixture
            .buckets()
            .create(
                new BucketName(name), OWNER, new BucketStore.NewBucket(Map.of(), false, OPTIONS));
    return bucket;
  }

  /** Has the bucket of another node from now on, whose document must have been made. */
  public void join(TestingNode founder) {
    BucketRow row = founder.fixture.row(founder.bucket);
    DocumentRow document =
        founder.fixture.index().read(tables -> tables.documents().current(row.id())).orElseThrow();
    fixture
        .index()
        .write(
            Durability.STRICT,
            tables -> {
              long id = tables.buckets().insert(row).id();
              tables
                  .documents()
                  .insert(
                      new DocumentRow(id, document.epoch(), document.replica(), document.secret()));
              tables.log().follow(Reader.PUBLISHER, id);
              return id;
            });
    bucket = fixture.buckets().find(row.name()).orElseThrow();
  }

  /** Sets something of the bucket, on every node the same. */
  public void configure() {
    fixture.buckets().configure(bucket.id(), BucketSetting.CORS, Optional.of("<CORS/>"));
  }

  public StoreFixture fixture() {
    return fixture;
  }

  public Bucket bucket() {
    return bucket;
  }

  public WriterId writer() {
    return fixture.writer();
  }

  public KeyVersions versions(ObjectKey key) {
    return fixture.versions(bucket, key);
  }

  /** One random write of a key. */
  public void write(ObjectKey key, SplittableRandom dice) {
    KeyVersions known = versions(key);
    Optional<StoredVersion> current = known.current().flatMap(ObjectVersion::stored);
    switch (dice.nextInt(13)) {
      case 0, 1, 2 -> put(key, Bytes.of("bytes " + dice.nextInt(1_000_000)), dice);
      case 3 -> put(key, Bytes.random(dice.nextInt(8), 9000), dice);
      case 4 -> objects().delete(bucket, key);
      case 5 -> current.ifPresent(each -> set(key, new Tags(tags(dice))));
      case 6 -> current.ifPresent(each -> set(key, acl(dice).of(OWNER, OWNER)));
      case 7 -> current.ifPresent(each -> set(key, new Tags(tags(dice))));
      case 8 ->
          current.ifPresent(
              each ->
                  removeUnlessHeld(
                      key, new Draft.Remove(new VersionName.Id(each.id()), dice.nextBoolean())));
      case 9 ->
          known.losers().stream()
              .findFirst()
              .ifPresent(
                  loser ->
                      removeUnlessHeld(key, new Draft.Resolve(loser.id(), dice.nextBoolean())));
      case 10, 11 -> keep(key.value(), dice);
      default -> {
        Optional<String> text =
            dice.nextInt(4) == 0 ? Optional.empty() : Optional.of("{" + dice.nextInt(9) + "}");
        fixture.buckets().configure(bucket.id(), BucketSetting.POLICY, text);
      }
    }
  }

  /** A write of what a plugin keeps. */
  private void keep(String key, SplittableRandom dice) {
    PluginDocs docs = fixture.stores().plugins().docs();
    PluginDocs.Space space = new PluginDocs.Space(bucket.id(), "audit");
    if (dice.nextInt(4) == 0) {
      boolean _ = docs.delete(space, key);
    } else {
      docs.set(space, key, ByteBuffer.wrap(Bytes.of("kept " + dice.nextInt(1_000_000))));
    }
  }

  /** What plugins of all members keep here: each entry with its author and its clock. */
  public List<String> kept() {
    PluginDocs docs = fixture.stores().plugins().docs();
    PluginDocs.Space space = new PluginDocs.Space(bucket.id(), "audit");
    return docs.list(space, "", "", 100_000, PluginDocs.Authors.MEMBERS).stream()
        .map(each -> each + " of " + docs.find(space, each.key(), PluginDocs.Authors.MEMBERS))
        .toList();
  }

  private static CannedAcl acl(SplittableRandom dice) {
    return dice.nextBoolean() ? CannedAcl.PUBLIC_READ : CannedAcl.PRIVATE;
  }

  private void put(ObjectKey key, byte[] bytes, SplittableRandom dice) {
    Attribute[] attributes =
        dice.nextInt(3) == 0 ? new Attribute[] {new Tags(tags(dice))} : new Attribute[0];
    objects()
        .put(
            bucket,
            key,
            TestingObjects.object("e" + dice.nextInt(1000), attributes),
            bytes,
            WriteConditions.NONE);
  }

  private void removeUnlessHeld(ObjectKey key, Draft draft) {
    try {
      objects().make(bucket, key, draft);
    } catch (S3Exception e) {
      assertThat(e.code()).isEqualTo(S3ErrorCode.ACCESS_DENIED);
    }
  }

  private void set(ObjectKey key, Attribute attribute) {
    objects().set(bucket, key, attribute);
  }

  private static SortedMap<String, String> tags(SplittableRandom dice) {
    return new TreeMap<>(Map.of("t", Integer.toString(dice.nextInt(100))));
  }

  /** Publishes all that waits. */
  public void publish() {
    long row = fixture.row(bucket).id();
    int done = batch.publish(row);
    while (done > 0) {
      fixture.stores().backlog().removed(row, done);
      done = batch.publish(row);
    }
  }

  /** What the bucket's document shows here. */
  public List<EntryRow> entries() {
    return fixture.entries(fixture.row(bucket).id());
  }

  /** The manifest of an entry, as whoever asks for it gets it. */
  public Optional<Manifest> manifest(EntryRow entry) {
    return fixture
        .index()
        .read(tables -> Manifests.find(tables, entry.bucket(), entry.key(), entry.author()));
  }

  /** An entry as another node takes it. */
  Arrival arrival(EntryRow entry) {
    DocumentKey key = entry.key();
    Manifest manifest = manifest(entry).orElseThrow();
    return switch (key.tag()) {
      case DocumentKey.CONFIG ->
          new Arrival.OfSetting(
              entry.author(), key.settingName(), ManifestCodec.decodeSetting(manifest));
      case DocumentKey.PLUGIN ->
          new Arrival.OfPlugin(
              key.plugin(), key.pluginKey(), ManifestCodec.decodePlugins(manifest));
      default ->
          new Arrival.OfVersion(
              entry.author(),
              key.tag() == DocumentKey.VERSION,
              ManifestCodec.decode(key.objectKey(), manifest));
    };
  }

  /** Takes entries of another node, in some order. */
  void pull(TestingNode other, SplittableRandom dice, boolean all) {
    Map<Name, EntryRow> known = new HashMap<>();
    entries().forEach(entry -> known.put(new Name(entry.key(), entry.author()), entry));
    List<Arrival> arrivals = new ArrayList<>();
    for (EntryRow entry : other.entries()) {
      Optional<EntryRow> here =
          Optional.ofNullable(known.get(new Name(entry.key(), entry.author())));
      boolean newer = here.filter(row -> newest(row).compareTo(other.newest(entry)) >= 0).isEmpty();
      if (!entry.author().equals(writer()) && newer && (all || dice.nextBoolean())) {
        arrivals.add(other.arrival(entry));
      }
    }
    take(arrivals, dice);
  }

  private record Name(DocumentKey key, WriterId author) {}

  private Stamp newest(EntryRow entry) {
    return switch (arrival(entry)) {
      case Arrival.OfVersion of -> of.version().newest();
      case Arrival.OfSetting of -> of.document().stamp();
      case Arrival.OfPlugin of -> of.value().stamp();
    };
  }

  /** Takes arrivals in some order. */
  void take(List<Arrival> arrivals, SplittableRandom dice) {
    List<Arrival> shuffled = new ArrayList<>(arrivals);
    Collections.shuffle(shuffled, Random.from(dice));
    fixture.stores().objects().merge(bucket.id(), shuffled);
  }

  /** Every entry can be answered for by its manifest. */
  public void checkManifests(String seed) {
    for (EntryRow entry : entries()) {
      Manifest manifest = manifest(entry).orElseThrow(() -> new AssertionError(seed));
      assertThat(TestingRecords.hash(manifest.bytes()))
          .as("%s, entry of %s by %s", seed, entry.key(), entry.author())
          .isEqualTo(entry.hash());
    }
  }

  private TestingObjects objects() {
    return fixture.objects();
  }

  @Override
  public void close() {
    fixture.close();
  }
}
