package io.horizonpush.iroh.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.index.VersionTable.VersionRow;
import io.horizonpush.s3.model.Attributes;
import io.horizonpush.s3.model.BucketConfiguration;
import io.horizonpush.s3.model.BucketConfiguration.Versioning;
import io.horizonpush.s3.model.LegalHold;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.Retention;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.model.WriterId;
import io.horizonpush.s3.store.BucketStore;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Histories of three nodes that write, remove and lock versions, apart and together, while each may
 * begin or end to keep them: once they have exchanged everything, in any order, all three say the
 * same, and no version that a lock keeps is gone anywhere. The clocks are wrong by up to 100 s, and
 * go on past the ends of locks.
 */
class VersionHistoriesTest extends NodeHistories {

  private static final List<ObjectKey> KEYS = List.of(new ObjectKey("a"), new ObjectKey("a/b"));

  private int locksKept;
  private int removals;

  @Test
  void threeNodesThatExchangedEverything_sayTheSame_andNoLockedVersionIsGone() {
    System.out.println("seed " + seed + ", " + HISTORIES + " histories");
    for (int i = 0; i < HISTORIES; i++) {
      History history = new History(new SplittableRandom(seed + i), "seed " + (seed + i));
      history.run("history-" + i);
      history.check();
    }
    System.out.printf("%d removals, %d versions kept by a lock%n", removals, locksKept);
    assertThat(removals).isPositive();
    assertThat(locksKept).isPositive();
  }

  /** A version that was written. */
  private record Written(ObjectKey key, ObjectVersion version, Optional<byte[]> bytes) {}

  /** That a node had a version. */
  private record Had(WriterId node, VersionId version) {}

  /** One history. */
  private final class History implements VersionWrites.Made {

    private final SplittableRandom dice;
    private final String name;
    private final Map<VersionId, Written> written = new LinkedHashMap<>();
    private final Set<VersionId> bypassed = new HashSet<>();
    private final Set<VersionId> released = new HashSet<>();

    private final Set<Had> had = new HashSet<>();

    /** The latest end of each lock that any node ever showed. */
    private final Map<VersionId, Instant> promised = new HashMap<>();

    History(SplittableRandom dice, String name) {
      this.dice = dice;
      this.name = name;
    }

    @Override
    public void written(ObjectKey key, StoredVersion version, byte[] bytes) {
      written.put(version.id(), new Written(key, version, Optional.of(bytes)));
    }

    @Override
    public void marked(ObjectKey key, ObjectVersion marker) {
      written.put(marker.id(), new Written(key, marker, Optional.empty()));
    }

    @Override
    public void removed(ObjectVersion version, boolean bypass) {
      removals++;
      released.add(version.id());
      if (bypass) {
        bypassed.add(version.id());
      }
    }

    void run(String bucket) {
      nodes.forEach(node -> node.begin(bucket));
      nodes.forEach(TestingNode::configure); // So that each has something of its own to publish.
      if (dice.nextInt(4) > 0) {
        letVersionsBeLocked(any());
      }
      for (int step = 10 + dice.nextInt(40); step > 0; step--) {
        now.updateAndGet(time -> time.plusMillis(dice.nextInt(3) * 20_000L));
        if (dice.nextInt(12) == 0) {
          now.updateAndGet(time -> time.plusSeconds(dice.nextInt(900)));
        }
        TestingNode node = any();
        switch (dice.nextInt(8)) {
          case 0 -> node.publish();
          case 1, 2 -> node.pull(any(), dice, dice.nextBoolean());
          default ->
              new VersionWrites(node, dice, now.get(), this)
                  .write(KEYS.get(dice.nextInt(KEYS.size())));
        }
        note(node);
      }
      exchange();
      // What ended a lock by the clock of its remover ends it everywhere, some time later.
      now.updateAndGet(time -> time.plus(SKEW.multipliedBy(4)));
      nodes.forEach(node -> node.fixture().stores().upkeep().run());
      exchange();
    }

    /** On one node; the others may hear of it at once, or when they have written already. */
    private void letVersionsBeLocked(TestingNode node) {
      BucketStore buckets = node.fixture().buckets();
      buckets.setVersioning(node.bucket().id(), Versioning.ENABLED);
      buckets.setObjectLock(node.bucket().id(), Optional.empty());
      if (dice.nextBoolean()) {
        exchange();
      }
    }

    private TestingNode any() {
      return nodes.get(dice.nextInt(nodes.size()));
    }

    private void exchange() {
      NodeHistories.exchange(nodes, dice);
    }

    /** Remembers what compliance promised, which a node that had the version keeps meanwhile. */
    private void note(TestingNode node) {
      Instant wall = now.get().plus(SKEW.multipliedBy(nodes.indexOf(node) - 1L));
      for (Written each : written.values()) {
        VersionId id = each.version().id();
        Optional<ObjectVersion> row = row(node, each);
        Optional<Instant> end =
            row.flatMap(version -> version.attributes().retention())
                .flatMap(Retention::complianceUntil);
        end.ifPresent(
            until -> promised.merge(id, until, (one, two) -> one.isAfter(two) ? one : two));
        if (row.filter(version -> !version.isRemoved()).isPresent()) {
          had.add(new Had(node.writer(), id));
        } else if (had.contains(new Had(node.writer(), id))) {
          assertThat(end.filter(until -> until.isAfter(wall)))
              .as("%s, %s ended early at %s", name, each, node.writer())
              .isEmpty();
        }
      }
    }

    void check() {
      TestingNode first = nodes.getFirst();
      for (TestingNode node : nodes) {
        node.checkManifests(name);
        assertSame(node, first);
        written.values().forEach(each -> checkKept(node, each));
      }
      TestingNode from = any();
      meet(from, dice);
      assertSame(fresh, from);
      written.values().forEach(each -> checkKept(fresh, each));
    }

    private void assertSame(TestingNode node, TestingNode other) {
      assertThat(configuration(node)).as(name).isEqualTo(configuration(other));
      for (ObjectKey key : KEYS) {
        assertThat(node.versions(key).nullVersion())
            .as("%s, %s", name, key)
            .isEqualTo(other.versions(key).nullVersion());
        assertThat(node.versions(key).current())
            .as("%s, %s", name, key)
            .isEqualTo(other.versions(key).current());
      }
      assertThat(VersionWrites.visible(node)).as(name).isEqualTo(VersionWrites.visible(other));
      for (Written each : written.values()) {
        if (!each.version().isNull()) {
          assertThat(row(node, each)).as("%s, %s", name, each).isEqualTo(row(other, each));
        }
      }
    }

    private static BucketConfiguration configuration(TestingNode node) {
      return node.fixture().buckets().find(node.bucket().name()).orElseThrow().configuration();
    }

    private static Optional<ObjectVersion> row(TestingNode node, Written of) {
      long bucket = node.fixture().row(node.bucket()).id();
      return node.fixture()
          .index()
          .snapshot(tables -> tables.versions().find(bucket, of.key(), of.version().id()))
          .map(VersionRow::version);
    }

    /** A version that a lock keeps is there with its bytes; one that nobody removed is. */
    private void checkKept(TestingNode node, Written each) {
      VersionId id = each.version().id();
      Optional<ObjectVersion> row = row(node, each);
      boolean there = row.filter(version -> !version.isRemoved()).isPresent();
      boolean kept = isKept(row.map(ObjectVersion::attributes).orElse(Attributes.NONE), id);
      boolean mustStay = kept || (!each.version().isNull() && !released.contains(id));
      if (mustStay) {
        locksKept += kept ? 1 : 0;
        assertThat(there).as("%s, %s is there as %s", name, each, row).isTrue();
        each.bytes()
            .ifPresent(
                bytes ->
                    assertThat(
                            node.fixture()
                                .objects()
                                .read(
                                    node.bucket(),
                                    row.flatMap(ObjectVersion::stored).orElseThrow()))
                        .as("%s, %s", name, each)
                        .isEqualTo(bytes));
      }
    }

    /** By a hold, by what compliance ever promised, or by what nobody passed. */
    private boolean isKept(Attributes attributes, VersionId id) {
      Instant latest = now.get().plus(SKEW);
      return attributes.legalHold().filter(LegalHold::on).isPresent()
          || Optional.ofNullable(promised.get(id)).filter(end -> end.isAfter(latest)).isPresent()
          || (!bypassed.contains(id)
              && attributes
                  .retention()
                  .flatMap(Retention::until)
                  .filter(end -> end.isAfter(latest))
                  .isPresent());
    }
  }
}
