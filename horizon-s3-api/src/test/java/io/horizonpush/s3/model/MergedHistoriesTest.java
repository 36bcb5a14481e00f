package io.horizonpush.s3.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Histories of up to four nodes that write one key, apart and together, with clocks that are wrong:
 * what each of them knows in the end follows from the entries alone. HORIZON_HISTORIES sets their
 * number, HORIZON_HISTORIES_SEED repeats a run.
 */
class MergedHistoriesTest {

  private static final int HISTORIES =
      Integer.parseInt(System.getenv().getOrDefault("HORIZON_HISTORIES", "5000"));
  private static final Instant START = Instant.parse("2026-11-29T00:00:00Z");

  private final long seed =
      Optional.ofNullable(System.getenv("HORIZON_HISTORIES_SEED"))
          .map(Long::parseLong)
          .orElseGet(System::nanoTime);

  @Test
  void everyNode_knowsTheSameInTheEnd_andNoAcknowledgedBytesAreLost() {
    System.out.println("seed " + seed + ", " + HISTORIES + " histories");
    for (int i = 0; i < HISTORIES; i++) {
      History history = new History(new SplittableRandom(seed + i));
      history.run();
      history.check("seed " + (seed + i));
    }
  }

  /** One history. */
  private static final class History {

    private final SplittableRandom dice;
    private final List<TestingReplica> nodes = new ArrayList<>();
    private final Map<VersionId, Set<VersionId>> ancestors = TestingReplica.ancestry();
    private final Set<VersionId> resolved = new HashSet<>();
    private final Map<VersionId, Map<Attribute.Name, Register<Attribute>>> set = new TreeMap<>();
    private Instant now = START;

    History(SplittableRandom dice) {
      this.dice = dice;
      int count = 2 + dice.nextInt(3);
      for (int i = 0; i < count; i++) {
        Duration skew = Duration.ofSeconds(dice.nextInt(-280, 280));
        nodes.add(new TestingReplica(i + 1, skew, ancestors));
      }
    }

    void run() {
      int steps = 3 + dice.nextInt(20);
      for (int i = 0; i < steps; i++) {
        now = now.plusMillis((long) dice.nextInt(3) * dice.nextInt(60_000));
        TestingReplica node = nodes.get(dice.nextInt(nodes.size()));
        switch (dice.nextInt(12)) {
          case 0, 1, 2 -> node.put(dice, now);
          case 3 -> node.delete(dice, now);
          case 4 -> node.set(Tags.NONE, now);
          case 5 -> node.set(new Acl(new Owner("o" + dice.nextInt(3), "o"), List.of()), now);
          case 6 ->
              node.set(
                  Retention.of(
                      new Retention.Period(
                          dice.nextBoolean()
                              ? Retention.Mode.COMPLIANCE
                              : Retention.Mode.GOVERNANCE,
                          now.plusSeconds(dice.nextInt(100_000)))),
                  now);
          case 7 -> node.remove(now);
          case 8 -> node.resolve(dice, now).ifPresent(resolved::add);
          default -> node.pull(nodes.get(dice.nextInt(nodes.size())), dice, dice.nextBoolean());
        }
        note(node);
      }
    }

    /** Remembers the newest of every attribute that any node ever had. */
    private void note(TestingReplica node) {
      for (ObjectVersion version : node.versions.versions()) {
        version
            .attributes()
            .registers()
            .forEach(
                (name, register) ->
                    set.computeIfAbsent(version.id(), id -> new TreeMap<>())
                        .merge(
                            name,
                            register,
                            (one, two) -> one.stamp().compareTo(two.stamp()) >= 0 ? one : two));
      }
    }

    void check(String seed) {
      Map<VersionId, TestingReplica> acknowledged = new LinkedHashMap<>();
      nodes.forEach(node -> node.acknowledged.forEach(id -> acknowledged.put(id, node)));
      for (int round = 0; round < 2; round++) {
        for (TestingReplica one : nodes) {
          for (TestingReplica two : nodes) {
            one.pull(two, dice, true);
          }
        }
      }
      TestingReplica first = nodes.getFirst();
      for (TestingReplica node : nodes) {
        assertThat(node.document).as(seed).isEqualTo(first.document);
        assertThat(node.versions.nullVersion()).as(seed).isEqualTo(first.versions.nullVersion());
        assertThat(node.versions.current()).as(seed).isEqualTo(first.versions.current());
      }
      checkEntriesAlone(seed, first);
      acknowledged.forEach((id, node) -> checkKept(seed, id, node));
      checkAttributes(seed, first);
    }

    /** Whatever order the entries come in, and how often: the same is made of them. */
    private void checkEntriesAlone(String seed, TestingReplica node) {
      Collection<ObjectVersion> entries = node.entries();
      KeyVersions one = TestingReplica.fromEntries(entries, dice, node.versioningSince);
      KeyVersions two = TestingReplica.fromEntries(entries, dice, node.versioningSince);
      assertThat(unlocked(one)).as(seed).isEqualTo(unlocked(two));
      assertThat(one.nullVersion()).as(seed).isEqualTo(node.versions.nullVersion());
      for (ObjectVersion beside : one.beside()) {
        // Who has seen more may know of one beside it, no longer in any entry, that replaced it.
        boolean known =
            !unlocked(one).beside().contains(beside)
                || node.versions.find(beside.id()).isPresent()
                || node.versions.versions().stream()
                    .anyMatch(each -> each.replaced().covers(beside.stamp()));
        assertThat(known).as(seed).isTrue();
      }
    }

    /**
     * What stands without a lock. One keeps what was replaced; what else a node then knows of that
     * depends on what came first.
     */
    private static KeyVersions unlocked(KeyVersions all) {
      return all.without(
          version ->
              all.beside().contains(version)
                  && version.attributes().registers().keySet().stream()
                      .anyMatch(Attribute.Name::isLock));
    }

    /** What a node acknowledged is there, or was replaced or decided against by who knew it. */
    private void checkKept(String seed, VersionId id, TestingReplica node) {
      boolean there = node.versions.find(id).isPresent();
      boolean replaced =
          node.versions.versions().stream()
              .anyMatch(version -> ancestors.getOrDefault(version.id(), Set.of()).contains(id));
      boolean decided =
          resolved.contains(id)
              || resolved.stream()
                  .anyMatch(each -> ancestors.getOrDefault(each, Set.of()).contains(id));
      assertThat(there || replaced || decided).as("%s, version %s", seed, id).isTrue();
    }

    /** Of two writers of one attribute the later stays, of two attributes both. */
    private void checkAttributes(String seed, TestingReplica node) {
      node.versions
          .nullVersion()
          .flatMap(ObjectVersion::stored)
          .ifPresent(
              version ->
                  set.getOrDefault(version.id(), Map.of())
                      .forEach(
                          (name, register) -> {
                            Register<Attribute> kept =
                                version.attributes().register(name).orElseThrow();
                            assertThat(kept.stamp()).as(seed).isEqualTo(register.stamp());
                            if (kept.value() instanceof Retention retention) {
                              Retention promised = (Retention) register.value();
                              assertThat(retention.atLeast(promised)).as(seed).isEqualTo(retention);
                            }
                          }));
    }
  }
}
