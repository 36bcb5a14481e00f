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
import java.util.concurrent.atomic.AtomicLong;
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
  private ChainUpkeep upkeep = upkeep();

  private ChainUpkeep upkeep() {
    EventPositions kept =
        new EventPositions() {
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
          public void store(String entry, String source, long position) {
            positions.put(entry + " " + source, position);
          }
        };
    EventSource changes =
        new EventSource() {
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
            List<Happened> found =
                objects.subList((int) after, (int) Math.min(objects.size(), after + most));
            return new Batch(found, after + found.size());
          }
        };
    return new ChainUpkeep(
        ground.chain, List.of(new DocEventSource(ground.docs), changes), kept, now::get);
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
    return ground.chain.log("a", 0).stream().map(LogEntry::text).toList();
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
}
