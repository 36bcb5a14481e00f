package io.horizonpush.wasm.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.WriterId;
import io.horizonpush.s3.store.PluginDocs.Space;
import io.horizonpush.wasm.abi.PluginEvent;
import io.horizonpush.wasm.testing.TestingEntry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Events and ticks. */
class UpkeepTest {

  private static final BucketName BUCKET = new BucketName("bucket");

  private final ChainGround ground = new ChainGround();
  private final AtomicLong now = new AtomicLong();
  private final Map<String, Long> positions = new HashMap<>();
  private final List<EventSource.Happened> objects = new ArrayList<>();
  private final BucketId bucket = ground.docs.make(BUCKET);
  private Set<String> followed = Set.of();
  private long forgotten;
  private Executor tellers = Runnable::run;
  private Runnable onRead = () -> {};
  private ChainUpkeep upkeep = upkeep();

  private ChainUpkeep upkeep() {
    return new ChainUpkeep(
        ground.chain,
        new Listeners(
            ground.chain, List.of(new DocEventSource(ground.docs), new Objects()), new Kept()),
        now::get,
        task -> tellers.execute(task),
        () -> {});
  }

  /** Positions in memory, of entries that are all enabled. */
  private final class Kept implements EventPositions {

    @Override
    public Set<String> entries() {
      return positions.keySet().stream()
          .map(each -> each.substring(0, each.indexOf(' ')))
          .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public OptionalLong find(String entry, String source) {
      Long position = positions.get(entry + " " + source);
      return position == null ? OptionalLong.empty() : OptionalLong.of(position);
    }

    @Override
    public OptionalLong least(String source) {
      return positions.entrySet().stream()
          .filter(each -> each.getKey().endsWith(" " + source))
          .mapToLong(Map.Entry::getValue)
          .min();
    }

    @Override
    public void begin(String entry, String source, long position) {
      positions.putIfAbsent(entry + " " + source, position);
    }

    @Override
    public boolean advance(String entry, String source, long from, long to) {
      return positions.replace(entry + " " + source, from, to);
    }

    @Override
    public void end(String entry) {
      positions.keySet().removeIf(each -> each.startsWith(entry + " "));
    }
  }

  /** What became of objects, in memory. */
  private final class Objects implements EventSource {

    @Override
    public String name() {
      return "objects";
    }

    @Override
    public void follow(Set<String> buckets) {
      followed = buckets;
    }

    @Override
    public long latest() {
      return objects.size();
    }

    @Override
    public void heard(long through) {
      forgotten = through;
    }

    @Override
    public Batch read(long after, int most) {
      onRead.run();
      List<Happened> found =
          objects.subList((int) after, (int) Math.min(objects.size(), after + most));
      return new Batch(found, after + found.size());
    }
  }

  @AfterEach
  void close() {
    ground.close();
  }

  private static TestingEntry listening() {
    return TestingEntry.of("a", "event").grant("events=bucket");
  }

  private void create(String key) {
    objects.add(
        new EventSource.Happened(
            new PluginEvent.ObjectCreated(BUCKET, key, "v"), Optional.empty()));
  }

  private List<String> heard() {
    return heard("a");
  }

  private List<String> heard(String entry) {
    return ground.chain.log(entry, 0).stream().map(LogEntry::text).toList();
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  @Test
  void anEntry_hearsOfWhatHappensSinceItIsThere_once() {
    create("before");
    ground.have(listening());
    upkeep.step();

    create("one");
    create("two");
    upkeep.step();
    upkeep.step();

    assertThat(heard()).containsExactly("bucket one v", "bucket two v");
  }

  @Test
  void whatAllHaveHeard_isLetGo_andWhereNobodyListensAllIs() {
    create("before");
    upkeep.step();
    assertThat(forgotten).isEqualTo(1);
    assertThat(followed).isEmpty();

    ground.have(listening().in("event", "n"));
    upkeep.step();
    assertThat(followed).containsExactly("bucket");
    create("one");
    upkeep.step();
    assertThat(forgotten).isEqualTo(1);

    ground.have(listening());
    pass(Duration.ofMinutes(5));
    upkeep.step();
    assertThat(forgotten).isEqualTo(2);

    ground.have();
    positions.clear();
    create("two");
    upkeep.step();
    assertThat(forgotten).isEqualTo(3);
    assertThat(followed).isEmpty();
  }

  @Test
  void whatWasNotHeard_isToldAgain_eachTimeLater_andOverARestart() {
    ground.have(listening().in("event", "n"));
    upkeep.step();
    create("one");
    create("two");
    upkeep.step();
    upkeep.step();
    assertThat(heard()).containsExactly("bucket one v");
    pass(Duration.ofSeconds(1));
    upkeep.step();
    assertThat(heard()).hasSize(2);
    pass(Duration.ofSeconds(1));
    upkeep.step();
    assertThat(heard()).hasSize(2);
    pass(Duration.ofSeconds(1));
    upkeep.step();
    assertThat(heard()).hasSize(3).containsOnly("bucket one v");

    upkeep = upkeep();
    ground.have(listening());
    upkeep.step();

    assertThat(heard()).endsWith("bucket one v", "bucket two v").hasSize(5);
  }

  @Test
  void anEntry_thatFails_isToldAgain() {
    ground.have(listening().in("event", "t"));
    upkeep.step();
    create("one");
    upkeep.step();
    ground.have(listening());
    pass(Duration.ofSeconds(2));
    upkeep.step();

    assertThat(heard()).containsExactly("bucket one v", "bucket one v");
  }

  @Test
  void anEntry_hearsNothing_forWhichItHasNoGrantAndNoSubscription() {
    ground.have(TestingEntry.of("a", "event").grant("events=other", "docs.read=*/"));
    upkeep.step();
    create("one");
    ground.docs.set(new Space(bucket, "chain"), "key", ByteBuffer.allocate(1));
    ground.docs.write(
        new Space(bucket, "chain"), "key", new WriterId(2, 2, 2, 2), ByteBuffer.allocate(1));
    upkeep.step();

    assertThat(heard()).isEmpty();
    assertThat(positions).containsEntry("a docs", ground.docs.changes(0, 10).next());
  }

  @Test
  void anEntry_hearsOfObjects_thatItsMatchIsFor() {
    ground.have(listening().field("'match': {'keys': ['logs/*'], 'operations': ['GetObject']}"));
    upkeep.step();
    create("one");
    create("logs/one");
    upkeep.step();

    assertThat(heard()).containsExactly("bucket logs/one v");
  }

  @Test
  void anEntry_hearsOfWhatHappensBehindItsInstall_beforeTheNextStep() {
    upkeep.step();
    ground.have(listening());
    upkeep.begin();
    create("one");
    upkeep.step();

    assertThat(heard()).containsExactly("bucket one v");
  }

  @Test
  void whatOthersListenTo_isFollowedOn_whenAnEntryBegins() {
    ground.have(listening());
    upkeep.step();
    ground.have(TestingEntry.of("b", "event").grant("events=other"));
    upkeep.begin();
    assertThat(followed).containsExactlyInAnyOrder("bucket", "other");
  }

  @Test
  void anEntry_thatShouldListenButDoesNotRun_losesNothing() {
    positions.put("out objects", 0L);
    create("one");
    upkeep.step();
    assertThat(followed).containsExactly("*");
    assertThat(forgotten).isZero();

    ground.have(TestingEntry.of("out", "event").grant("events=bucket"));
    upkeep.step();
    assertThat(heard("out")).containsExactly("bucket one v");
    assertThat(followed).containsExactly("bucket");
  }

  @Test
  void anEntry_whoseNewVersionDoesNotListen_keepsNothingForItself() {
    ground.have(listening());
    upkeep.step();
    ground.have(TestingEntry.of("a", "request"));
    create("one");
    upkeep.step();

    assertThat(positions).isEmpty();
    assertThat(followed).isEmpty();
    assertThat(forgotten).isEqualTo(1);
  }

  @Test
  void anEntry_thatIsChangedWhileItIsTold_hearsNothingMoreAsItWas() {
    ground.have(listening());
    upkeep.step();
    create("one");
    onRead = () -> ground.have(listening().in("event", "n"));
    upkeep.step();
    assertThat(heard()).isEmpty();

    onRead = () -> {};
    upkeep.step();
    assertThat(heard()).containsExactly("bucket one v");
  }

  @Test
  void anEntry_thatWasDisabledAndEnabledWhileItWasTold_beginsAnew() {
    ground.have(listening());
    upkeep.step();
    create("one");
    onRead =
        () -> {
          positions.clear();
          create("two");
          upkeep.begin();
          onRead = () -> {};
        };
    upkeep.step();

    assertThat(positions).containsEntry("a objects", 2L);
  }

  @Test
  void anEntry_withOtherSettings_isToldAtOnce_whateverTheOldOneSaid() {
    ground.have(listening().in("event", "n"));
    upkeep.step();
    create("one");
    upkeep.step();
    ground.have(listening());
    upkeep.step();

    assertThat(heard()).hasSize(2);
    assertThat(positions).containsEntry("a objects", 1L);
  }

  @Test
  void anEntry_thatTakesLong_keepsNobodyElseWaiting_andIsNotToldTwiceAtATime() {
    ground.have(listening(), TestingEntry.of("b", "event").grant("events=bucket"));
    upkeep.step();
    create("one");
    List<Runnable> tasks = new ArrayList<>();
    tellers = tasks::add;
    upkeep.step();
    tasks.get(1).run();
    assertThat(heard("b")).containsExactly("bucket one v");
    upkeep.step();

    assertThat(tasks).hasSize(3);
    tasks.getFirst().run();
    assertThat(heard()).containsExactly("bucket one v");
  }

  @Test
  void whoeverIsTold_isToldNothingMoreOnceTheNodeEnds() {
    ground.have(listening());
    upkeep.step();
    create("one");
    onRead = upkeep::close;
    upkeep.step();

    assertThat(heard()).isEmpty();
    assertThat(positions).containsEntry("a objects", 0L);
  }

  @Test
  void aLog_staysWhileItsEntryIsDisabled_untilItIsDropped() {
    ground.have(listening());
    upkeep.step();
    create("one");
    upkeep.step();
    ground.have();
    assertThat(heard()).containsExactly("bucket one v");

    ground.have(listening());
    assertThat(heard()).containsExactly("bucket one v");

    ground.have();
    ground.chain.dropLog("a");
    assertThat(heard()).isEmpty();
  }

  @Test
  void aTick_comesEveryIntervalOfTheManifest() {
    ground.have(TestingEntry.of("a", "tick").field("'tick': '30s'"));
    upkeep.step();
    assertThat(heard()).isEmpty();
    for (int i = 0; i < 65; i++) {
      pass(Duration.ofSeconds(1));
      upkeep.step();
    }

    assertThat(heard()).hasSize(2);
  }

  @Test
  void aTick_thatTakesLong_keepsNobodyElseWaiting_andNoOtherComesMeanwhile() {
    List<Runnable> tasks = new ArrayList<>();
    tellers = tasks::add;
    ground.have(
        TestingEntry.of("a", "tick").field("'tick': '30s'"),
        TestingEntry.of("b", "tick").field("'tick': '30s'"));
    upkeep.step();
    for (int i = 0; i < 2; i++) {
      pass(Duration.ofSeconds(30));
      upkeep.step();
    }

    assertThat(tasks).hasSize(2);
    tasks.get(1).run();
    assertThat(heard("b")).hasSize(1);
    assertThat(heard()).isEmpty();
  }
}
