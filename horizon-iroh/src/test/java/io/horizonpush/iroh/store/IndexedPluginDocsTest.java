package io.horizonpush.iroh.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.index.LogTable.Reader;
import io.horizonpush.iroh.index.PluginEntryTable.Held;
import io.horizonpush.iroh.index.PluginLimits;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.DocumentMode;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.Register;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.Stamp;
import io.horizonpush.s3.model.WriterId;
import io.horizonpush.s3.store.Arrival;
import io.horizonpush.s3.store.BucketStore.NewBucket;
import io.horizonpush.s3.store.BucketStore.Options;
import io.horizonpush.s3.store.PluginDocs;
import io.horizonpush.s3.store.PluginDocs.Authors;
import io.horizonpush.s3.store.PluginDocs.Change;
import io.horizonpush.s3.store.PluginDocs.Space;
import io.horizonpush.s3.store.PluginDocsContract;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What plugins keep in buckets, over a real index. */
@Timeout(120)
class IndexedPluginDocsTest extends PluginDocsContract {

  private static final WriterId OTHER = new WriterId(9, 9, 9, 9);
  private static final Owner OWNER = new Owner("o", "O");

  @TempDir Path directory;
  private StoreFixture fixture;

  @BeforeEach
  void open() {
    fixture = new StoreFixture(directory);
  }

  @AfterEach
  void close() {
    fixture.publish();
    assertThat(fixture.verify(true).findings()).isEmpty();
    fixture.close();
  }

  @Override
  protected PluginDocs docs() {
    return fixture.stores().plugins().docs();
  }

  @Override
  protected BucketId bucket(BucketName name) {
    return fixture.buckets().find(name).orElseGet(() -> fixture.buckets().create(name, OWNER)).id();
  }

  @Override
  protected WriterId self() {
    return fixture.writer();
  }

  @Override
  protected WriterId arrive(Space space, String key, String value) {
    arrive(space, key, Optional.of(bytes(value)), clock(space, key) + 1);
    return OTHER;
  }

  private void arrive(Space space, String key, Optional<ByteBuffer> value, long clock) {
    List<Arrival> passedOver =
        fixture
            .stores()
            .objects()
            .merge(
                space.bucket(),
                List.of(
                    new Arrival.OfPlugin(
                        space.plugin(), key, new Register<>(new Stamp(clock, OTHER), value))));
    assertThat(passedOver).isEmpty();
  }

  private long clock(Space space, String key) {
    long row = row(space.bucket());
    long wall = Stamp.clockOf(fixture.index().wall().instant());
    return fixture
        .index()
        .read(tables -> tables.pluginEntries().of(row, DocumentKey.ofPlugin(space.plugin(), key)))
        .stream()
        .mapToLong(each -> each.stamp().clock())
        .reduce(wall, Math::max);
  }

  private long row(BucketId bucket) {
    return fixture.index().read(tables -> tables.buckets().require(bucket)).id();
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private Space media() {
    return new Space(bucket(new BucketName("media")), "audit");
  }

  private PluginDocs limited(PluginLimits limits) {
    return fixture.limitedDocs(limits);
  }

  private static void assertCode(S3ErrorCode code, Runnable action) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(S3Exception.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void whatWasSet_isThereAfterARestart_andItsChangesAreHeardFromWhereSomebodyLeftOff() {
    Space space = media();
    docs().set(space, "a", bytes("1"));
    long read = docs().changes(0, 10).next();
    docs().set(space, "b", bytes("2"));

    fixture.restart();

    assertThat(docs().find(space, "a", Authors.SELF)).isPresent();
    assertThat(docs().changes(read, 10).changes()).extracting(Change::key).containsExactly("b");
  }

  @Test
  void aPositionOfALaterIndex_thatWasRestored_isTheBeginning() {
    Space space = media();
    docs().set(space, "a", bytes("1"));

    assertThat(docs().changes(Long.MAX_VALUE, 10).changes())
        .extracting(Change::key)
        .containsExactly("a");
  }

  /** It is said every second, also where objects are written and nothing of plugins. */
  @Test
  void whatWasHeard_isNotedOnlyWhereMoreMayBeForgottenWithIt() {
    Space space = media();
    docs().set(space, "a", bytes("1"));
    docs().heard(docs().latest());
    Optional<Long> noted = heard();
    assertThat(noted).contains(docs().latest());

    arrive(space, "b", "2");
    long before = docs().changes(0, 10).changes().size();
    docs().heard(noted.orElseThrow());
    assertThat(heard()).isEqualTo(noted);
    docs().heard(docs().latest());
    assertThat(heard()).contains(docs().latest());
    assertThat(before).isEqualTo(2);

    Optional<Long> last = heard();
    fixture
        .objects()
        .put(
            fixture.buckets().find(new BucketName("media")).orElseThrow(),
            new ObjectKey("k"),
            new byte[1]);
    fixture.publish();
    assertThat(docs().latest()).isGreaterThan(last.orElseThrow());
    docs().heard(docs().latest());
    assertThat(heard()).as("nothing of plugins changed").isEqualTo(last);
  }

  private Optional<Long> heard() {
    return fixture.index().read(tables -> tables.log().heard(Reader.ENTRIES));
  }

  @Test
  void whatIsSetTwice_isPublishedAsItIsLast_andTheManifestOfBeforeStaysUntilThen() {
    Space space = media();
    docs().set(space, "a", bytes("1"));
    fixture.publish();
    docs().set(space, "a", bytes("2"));
    assertThat(fixture.verify(true).findings()).as("not published yet").isEmpty();

    fixture.publish();

    DocumentKey key = DocumentKey.ofPlugin("audit", "a");
    assertThat(fixture.entries(row(space.bucket())))
        .filteredOn(each -> each.key().equals(key))
        .singleElement()
        .satisfies(each -> assertThat(each.manifest()).isEmpty());
  }

  @Test
  void whatIsKeptBeforeTheBucketHasADocument_isPublishedOnceItHas() {
    Bucket bucket =
        fixture
            .buckets()
            .create(
                new BucketName("later"),
                OWNER,
                new NewBucket(
                    Map.of(), false, new Options(Durability.STRICT, DocumentMode.ON_SHARE)));
    Space space = new Space(bucket.id(), "audit");
    for (int i = 0; i < 700; i++) {
      docs().set(space, "key-" + i, bytes("value"));
    }
    docs().delete(space, "key-0");
    fixture.publish();
    assertThat(fixture.entries(row(bucket.id()))).isEmpty();

    fixture.buckets().setOptions(bucket.id(), new Options(Durability.STRICT, DocumentMode.EAGER));
    fixture.publish();

    assertThat(fixture.entries(row(bucket.id()))).hasSize(700);
  }

  @Test
  void aBucketThatIsDeleted_leavesNothingOfIt() {
    Space space = media();
    docs().set(space, "a", bytes("1"));
    arrive(space, "a", "theirs");
    long row = row(space.bucket());

    fixture.buckets().delete(space.bucket());

    assertThat(fixture.index().<Held>read(tables -> tables.pluginEntries().counted(row)))
        .isEqualTo(Held.NOTHING);
    assertThat(fixture.index().<Held>read(tables -> tables.pluginEntries().held(row)))
        .isEqualTo(Held.NOTHING);
    assertThat(docs().changes(0, 10).changes()).isEmpty();
  }

  @Test
  void moreThanThereIsRoomFor_isRefused_andChangesNothing() {
    Space space = media();
    PluginDocs docs = limited(new PluginLimits(2, 1, 12));
    docs.set(space, "a", bytes("1234"));
    docs.set(space, "b", bytes("1234"));

    assertCode(S3ErrorCode.STORAGE_FULL, () -> docs.set(space, "c", bytes("")));
    assertCode(S3ErrorCode.STORAGE_FULL, () -> docs.set(space, "a", bytes("1234567")));
    assertThat(docs.list(space, "", "", 9, Authors.SELF)).hasSize(2);
    docs.set(space, "a", bytes("123456"));
    assertThat(docs.delete(space, "b")).as("deleting is never refused").isTrue();
    assertThat(docs.delete(space, "a")).isTrue();
    assertCode(S3ErrorCode.STORAGE_FULL, () -> docs.set(space, "d", bytes("1")));
    docs.set(space, "a", bytes("again"));
  }

  @Test
  void whatAPluginLeft_isDeletedWhereThisNodeWroteIt_andInEveryBucket() {
    Space one = media();
    Space two = new Space(bucket(new BucketName("other")), "audit");
    Space others = new Space(one.bucket(), "redact");
    docs().set(one, "a", bytes("1"));
    docs().set(one, "b", bytes("1"));
    docs().set(two, "a", bytes("1"));
    docs().set(others, "a", bytes("1"));
    arrive(one, "a", "theirs");

    assertThat(fixture.stores().plugins().remains().forgetEntries("audit")).isEqualTo(3);

    assertThat(docs().list(one, "", "", 9, Authors.SELF)).isEmpty();
    assertThat(docs().list(one, "", "", 9, Authors.MEMBERS)).hasSize(1);
    assertThat(docs().list(two, "", "", 9, Authors.MEMBERS)).isEmpty();
    assertThat(docs().find(others, "a", Authors.SELF)).isPresent();
  }

  @Test
  void whatComesTwiceOrLate_changesNothing() {
    Space space = media();
    docs().set(space, "b", bytes("mine")); // So that there is a document.
    long clock = Stamp.clockOf(fixture.index().wall().instant());
    arrive(space, "a", Optional.of(bytes("new")), clock + 2);
    long read = docs().changes(0, 10).next();
    arrive(space, "a", Optional.of(bytes("new")), clock + 2);

    fixture
        .stores()
        .objects()
        .merge(
            space.bucket(),
            List.of(
                new Arrival.OfPlugin(
                    "audit",
                    "a",
                    new Register<>(new Stamp(clock + 1, OTHER), Optional.of(bytes("old"))))));

    assertThat(docs().find(space, "a", Authors.MEMBERS).orElseThrow().value())
        .isEqualTo(bytes("new"));
    assertThat(docs().changes(read, 10).changes()).isEmpty();
  }
}
