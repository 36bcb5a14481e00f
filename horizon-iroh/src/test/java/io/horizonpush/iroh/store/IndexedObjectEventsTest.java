package io.horizonpush.iroh.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.index.LogTable.Reader;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketConfiguration.Versioning;
import io.horizonpush.s3.model.DocumentMode;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.store.BucketStore.Options;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.ObjectEvents;
import io.horizonpush.s3.store.ObjectEvents.Event;
import io.horizonpush.s3.store.ObjectEvents.Events;
import io.horizonpush.s3.store.ObjectEvents.Followed;
import io.horizonpush.s3.store.ObjectEvents.Kind;
import io.horizonpush.s3.store.PluginDocs;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What became of objects, by positions in the log. */
@Timeout(120)
class IndexedObjectEventsTest {

  @TempDir Path directory;
  private StoreFixture fixture;
  private Bucket bucket;

  @BeforeEach
  void open() {
    fixture = new StoreFixture(directory);
    bucket = fixture.create("media");
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private ObjectEvents events() {
    return fixture.stores().plugins().events();
  }

  private void followMedia() {
    events().follow(new Followed.Some(Set.of(bucket.id())));
  }

  private StoredVersion put(Bucket into, String key) {
    return fixture.objects().put(into, new ObjectKey(key), Bytes.of(key));
  }

  private List<String> all(long after) {
    List<String> texts = new ArrayList<>();
    Events page = events().events(after, 2);
    while (page.next() > after) {
      after = page.next();
      page.events().forEach(each -> texts.add(text(each)));
      page = events().events(after, 2);
    }
    return texts;
  }

  private static String text(Event event) {
    return event.name() + " " + event.key() + " " + event.kind();
  }

  private long waiting() {
    long row = fixture.row(bucket).id();
    return fixture.index().read(tables -> tables.log().count(Reader.EVENTS, row));
  }

  @Test
  void whatIsWrittenAndDeleted_isHeardInItsOrder_fromWhenSomebodyFollows() {
    put(bucket, "before");
    followMedia();
    put(bucket, "a");
    put(bucket, "b");
    fixture.objects().delete(bucket, new ObjectKey("a"));
    put(fixture.create("other"), "not followed");

    assertThat(events().events(0, 100).events())
        .extracting(IndexedObjectEventsTest::text)
        .as("of one page")
        .containsExactly("media b CREATED", "media a REMOVED");
    assertThat(all(0))
        .as("page by page")
        .containsExactly("media a REMOVED", "media b CREATED", "media a REMOVED");
  }

  @Test
  void whatMembersWrote_isHeard_andWhatPluginsKeep_isNot() {
    followMedia();
    fixture
        .stores()
        .objects()
        .merge(
            bucket.id(),
            List.of(
                TestingVersions.arrival(
                    TestingVersions.small(
                        new ObjectKey("merged"), TestingVersions.at(Instant.now()), "text"))));
    fixture
        .stores()
        .plugins()
        .docs()
        .set(new PluginDocs.Space(bucket.id(), "audit"), "key", ByteBuffer.allocate(1));

    assertThat(all(0)).containsExactly("media merged CREATED");
  }

  @Test
  void eachVersion_isHeardByItsId() {
    fixture.buckets().setVersioning(bucket.id(), Versioning.ENABLED);
    followMedia();
    StoredVersion first = put(bucket, "a");
    fixture.objects().delete(bucket, new ObjectKey("a"));

    List<Event> heard = events().events(0, 10).events();

    assertThat(heard).extracting(Event::kind).containsExactly(Kind.CREATED, Kind.REMOVED);
    assertThat(heard.getFirst().version()).isEqualTo(new VersionName.Id(first.id()));
    assertThat(heard.getLast().version()).isNotEqualTo(heard.getFirst().version());
  }

  @Test
  void aPosition_survivesARestart_andWhatAllHaveHeardIsForgotten() {
    followMedia();
    put(bucket, "a");
    long read = events().events(0, 10).next();
    put(bucket, "b");
    fixture.restart();

    assertThat(events().events(0, 10).events()).as("who has no position").hasSize(2);
    assertThat(events().events(read, 10).events())
        .extracting(IndexedObjectEventsTest::text)
        .containsExactly("media b CREATED");
    assertThat(waiting()).as("another one may be further behind").isEqualTo(2);
    events().heard(read);
    assertThat(waiting()).isEqualTo(1);
    assertThat(events().events(0, 10).events()).hasSize(1);
  }

  @Test
  void whoFollowsEveryBucket_followsThoseThatCome_untilItFollowsNone() {
    events().follow(new Followed.All());
    Bucket later = fixture.create("later");
    put(later, "a");
    fixture.restart();
    put(bucket, "b");

    assertThat(all(0)).containsExactly("later a CREATED", "media b CREATED");
    events().follow(new Followed.Some(Set.of()));
    put(bucket, "c");
    assertThat(events().events(0, 10).events()).isEmpty();
  }

  @Test
  void whatIsOnlySaidAgain_isNoEvent() {
    fixture
        .buckets()
        .setOptions(bucket.id(), new Options(Durability.STRICT, DocumentMode.ON_SHARE));
    put(bucket, "a");
    followMedia();

    fixture.buckets().setOptions(bucket.id(), new Options(Durability.STRICT, DocumentMode.EAGER));
    fixture.publish();

    assertThat(all(0)).isEmpty();
  }

  @Test
  void whatNobodyAsksFor_isDropped_theOldestFirst() {
    IndexedObjectEvents few = new IndexedObjectEvents(fixture.index(), 3);
    followMedia();
    for (int i = 0; i < 5; i++) {
      put(bucket, "key-" + i);
    }

    few.trim();

    assertThat(all(0))
        .containsExactly("media key-2 CREATED", "media key-3 CREATED", "media key-4 CREATED");
  }

  @Test
  void aBucketThatIsDeleted_isHeardOfNoMore() {
    followMedia();
    put(bucket, "a");
    fixture.objects().delete(bucket, new ObjectKey("a"));
    fixture.buckets().delete(bucket.id());

    assertThat(events().events(0, 10).events()).isEmpty();
  }
}
