package io.horizonpush.node.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.horizonpush.iroh.store.ChangeNews;
import io.horizonpush.iroh.store.ChangeNews.OfBucket;
import io.horizonpush.iroh.store.ChangeNews.Part;
import io.horizonpush.iroh.store.ChangeNews.Subject;
import io.horizonpush.node.admin.Alarm;
import io.horizonpush.node.admin.Event;
import io.horizonpush.node.admin.EventKey;
import io.horizonpush.node.admin.EventKind;
import io.horizonpush.node.admin.EventStream;
import io.horizonpush.node.admin.EventValue;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.S3Exception;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventFeedTest {

  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Duration SOON = Duration.ofMillis(20);
  private static final int KEPT = 10;
  private static final Subject ONE = new OfBucket(new BucketId(0, 1));
  private static final Subject TWO = new OfBucket(new BucketId(0, 2));

  private final ChangeNews news = new ChangeNews();
  private final Things things = new Things();
  private final EventFeed feed = feed(LONG, LONG);

  private EventFeed feed(Duration remembered, Duration lookedAt) {
    return new EventFeed(
        things,
        news,
        new EventFeed.Bounds(3, KEPT, remembered, lookedAt, LONG, Duration.ofMillis(1)));
  }

  @AfterEach
  void close() {
    feed.close();
  }

  /** A node of which a test says what there is. */
  private static final class Things implements EventSource {
    private final Map<Subject, Map<EventKey, EventValue>> all = new ConcurrentHashMap<>();
    private final AtomicInteger readings = new AtomicInteger();

    void put(Subject subject, String... things) {
      Map<EventKey, EventValue> now = new LinkedHashMap<>();
      for (String thing : things) {
        String[] parts = thing.split("=", 2);
        now.put(new EventKey(EventKind.ALARM, parts[0]), Alarm.here(Alarm.Kind.DAMAGED, parts[1]));
      }
      all.put(subject, now);
    }

    @Override
    public List<Subject> subjects() {
      return List.of(ONE, TWO);
    }

    @Override
    public List<Subject> lookedAt() {
      return List.of(Part.ALARMS);
    }

    @Override
    public Map<EventKey, EventValue> read(Subject subject) {
      readings.incrementAndGet();
      return all.getOrDefault(subject, Map.of());
    }
  }

  private void change(Subject subject, String... now) {
    things.put(subject, now);
    news.changed(subject);
  }

  /** Hears so many events, in words. */
  private static List<String> hear(EventStream stream, int count) throws InterruptedException {
    List<String> heard = new ArrayList<>();
    while (heard.size() < count) {
      stream.next(Duration.ofSeconds(10)).orElseThrow().forEach(event -> heard.add(text(event)));
    }
    return heard;
  }

  private static String text(Event event) {
    return event.type()
        + event.of().map(of -> " " + of.id()).orElse("")
        + event.value().map(value -> "=" + ((Alarm) value).message()).orElse("");
  }

  private static String lastId(EventStream stream, int count) throws InterruptedException {
    List<Event> heard = new ArrayList<>();
    while (heard.size() < count) {
      heard.addAll(stream.next(Duration.ofSeconds(10)).orElseThrow());
    }
    return heard.getLast().id().orElseThrow();
  }

  @Test
  void whoListens_hearsAllThereIs_andThenWhatChanges() throws Exception {
    things.put(ONE, "a=1", "b=1");
    EventStream stream = feed.listen(Optional.empty());

    assertThat(hear(stream, 4)).containsExactly("SNAPSHOT", "SET a=1", "SET b=1", "COMPLETE");
    change(ONE, "a=1", "b=2", "c=1");
    assertThat(hear(stream, 2)).containsExactly("SET b=2", "SET c=1");
    change(ONE, "c=1");
    assertThat(hear(stream, 2)).containsExactly("GONE a", "GONE b");
    change(TWO, "d=1");
    assertThat(hear(stream, 1)).containsExactly("SET d=1");
  }

  @Test
  void whoComesBack_hearsWhatItMissed_andNothingTwice() throws Exception {
    things.put(ONE, "a=1");
    EventStream first = feed.listen(Optional.empty());
    EventStream other = feed.listen(Optional.empty());
    String id = lastId(first, 3);
    first.close();
    assertThat(first.next(LONG)).isEmpty();
    change(ONE, "a=2");
    hear(other, 4);

    EventStream back = feed.listen(Optional.of(id));
    assertThat(hear(back, 1)).containsExactly("SET a=2");
    change(ONE);
    assertThat(hear(back, 1)).containsExactly("GONE a");
  }

  @Test
  void whoComesBackAfterTheOnlyListenerLeft_stillHearsWhatItMissed() throws Exception {
    EventStream first = feed.listen(Optional.empty());
    String id = lastId(first, 2);
    first.close();
    change(ONE, "a=1");

    assertThat(hear(feed.listen(Optional.of(id)), 1)).containsExactly("SET a=1");
  }

  @Test
  void whoComesBackTooLate_orWithTheIdOfAnotherStart_hearsAllThereIs() throws Exception {
    EventStream first = feed.listen(Optional.empty());
    String id = lastId(first, 2);
    for (int round = 0; round <= KEPT; round++) {
      change(ONE, "a=" + round);
      hear(first, 1);
    }

    for (String last : List.of(id, "00000000-0", id + "99", id + "x", "-")) {
      EventStream back = feed.listen(Optional.of(last));
      assertThat(hear(back, 3)).as(last).containsExactly("SNAPSHOT", "SET a=" + KEPT, "COMPLETE");
      back.close();
    }
  }

  @Test
  void aSlowListener_isCut_andHoldsNothingUp() throws Exception {
    EventStream slow = feed.listen(Optional.empty());
    EventStream quick = feed.listen(Optional.empty());
    hear(slow, 2);
    hear(quick, 2);
    for (int round = 0; round <= KEPT; round++) {
      change(ONE, "a=" + round);
      hear(quick, 1);
    }

    assertThat(slow.next(LONG)).isEmpty();
  }

  @Test
  void noMoreListenThanAreLetIn_andOneThatLeavesMakesRoom() {
    EventStream one = feed.listen(Optional.empty());
    feed.listen(Optional.empty());
    feed.listen(Optional.empty());

    assertThatThrownBy(() -> feed.listen(Optional.empty()))
        .isInstanceOf(S3Exception.class)
        .hasMessageContaining("3 listen already");
    one.close();
    assertThat(feed.listen(Optional.empty())).isNotNull();
  }

  @Test
  void whileNobodyListens_nothingIsRead() throws Exception {
    EventFeed brief = feed(SOON, SOON);
    things.put(ONE, "a=1");
    news.changed(ONE);
    assertThat(things.readings).hasValue(0);
    EventStream stream = brief.listen(Optional.empty());
    String id = lastId(stream, 3);
    things.put(Part.ALARMS, "x=1");
    assertThat(hear(stream, 1)).containsExactly("SET x=1");

    stream.close();
    await()
        .untilAsserted(
            () -> {
              int before = things.readings.get();
              news.changed(ONE);
              await().during(SOON.multipliedBy(5)).until(() -> things.readings.get() == before);
            });
    assertThat(hear(brief.listen(Optional.of(id)), 1)).startsWith("SNAPSHOT");
    brief.close();
  }

  @Test
  void theEnd_tellsTheLastChange_andLetsNobodyIn() throws Exception {
    EventStream stream = feed.listen(Optional.empty());
    hear(stream, 2);
    change(ONE, "a=1");
    Thread closing = Thread.ofVirtual().start(feed::close);

    assertThat(hear(stream, 1)).containsExactly("SET a=1");
    assertThat(stream.next(LONG)).isEmpty();
    stream.close();
    closing.join();
    assertThatThrownBy(() -> feed.listen(Optional.empty())).isInstanceOf(S3Exception.class);
  }

  @Test
  void silence_isNoEnd() throws Exception {
    EventStream stream = feed.listen(Optional.empty());
    hear(stream, 2);

    assertThat(stream.next(Duration.ofMillis(1)).orElseThrow()).isEmpty();
  }
}
