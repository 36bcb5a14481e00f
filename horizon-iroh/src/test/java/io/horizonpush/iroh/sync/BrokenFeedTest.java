package io.horizonpush.iroh.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.codec.Manifest;
import io.horizonpush.iroh.replica.SignedEntry;
import io.horizonpush.iroh.store.TestingVersions;
import io.horizonpush.iroh.sync.EntryFollower.End;
import io.horizonpush.iroh.sync.FeedMessage.Give;
import io.horizonpush.iroh.sync.FeedMessage.Given;
import io.horizonpush.iroh.sync.FeedMessage.Offer;
import io.horizonpush.iroh.sync.FeedMessage.Offered;
import io.horizonpush.iroh.sync.FeedMessage.Want;
import io.horizonpush.s3.model.ObjectKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Feeds that break the protocol, or bring more than they may: they are ended. */
@Timeout(120)
class BrokenFeedTest extends HostileFeed {

  @Test
  void aFeedThatGoesRound_isEnded() {
    Item honest = item(version("bytes"));
    assertBreaksTheRules(
        channel -> {
          give(channel, 3, honest);
          channel.send(offer(3, honest));
        });
    assertBreaksTheRules(
        channel ->
            channel.send(
                new Offer(true, 0, List.of(offered(1, honest))))); // No setting, yet ahead.
    assertBreaksTheRules(
        channel -> channel.send(new Offer(false, 99, List.of(offered(8, honest)))));
  }

  @Test
  void aFeedThatGivesWhatNobodyWants_orTooMuch_isEnded() {
    Item honest = item(version("bytes"));
    assertBreaksTheRules(
        channel -> {
          offer(channel, 1, honest);
          channel.send(give(1, honest));
        });
    assertBreaksTheRules(
        channel -> {
          offer(channel, 2, honest);
          channel.send(give(0, honest));
          channel.send(give(0, honest));
        });
    assertBreaksTheRules(
        channel -> {
          offer(channel, 3, honest);
          channel.send(
              new Give(
                  false,
                  List.of(
                      new Given(
                          0,
                          FeedMessage.LONGEST_MANIFEST + 1L,
                          1,
                          honest.entry().signatures(),
                          Manifest.of(new byte[100])))));
        });
    assertBreaksTheRules(
        channel -> {
          offer(channel, 4, honest);
          channel.send(new Give(false, List.of()));
        });
    assertBreaksTheRules(channel -> channel.stream().send(new byte[100], FeedChannel.PATIENCE));
  }

  @Test
  void aFeedOfManyForgedEntries_isEnded() {
    Item honest = item(version("bytes"));
    Item forged = new Item(honest.entry(), manifest(version("other")));
    assertBreaksTheRules(
        channel -> {
          for (int i = 1; i <= 200; i++) {
            give(channel, i, forged);
          }
        });
    assertThat(victim.counts().refused(Refusal.HASH)).isEqualTo(101);
  }

  @Test
  void aMemberThatBringsMoreThanItMay_isStoppedWhereItDoes_andNothingIsLost() {
    List<Item> items =
        IntStream.range(0, 5)
            .mapToObj(
                i -> item(TestingVersions.small(new ObjectKey("k" + (9 - i)), stamp(), "text")))
            .toList();
    long bytes = items.getFirst().manifest().length();
    assertStopsBehind(new SyncLimits(3, 1 << 20, 1000), items, 3);
    assertStopsBehind(new SyncLimits(100, 4 * bytes, 1000), items.subList(3, 5), 4);
    assertStopsBehind(new SyncLimits(4, 1 << 20, 1000), items.subList(4, 5), 4);
    victim.limit(SyncLimits.DEFAULT);
    follow(channel -> give(channel, 5, items.getLast()));
    assertThat(victim.node().versions(items.getLast().version().key()).current()).isPresent();
  }

  /** What is given goes on where it ended, and comes in one batch. */
  private void assertStopsBehind(SyncLimits limits, List<Item> given, long end) {
    victim.limit(limits);
    long before = position();
    assertThatThrownBy(() -> follow(channel -> giveAll(channel, before, given)))
        .isInstanceOf(StoppedException.class)
        .hasMessageContaining("peers.max-records");
    assertThat(position()).isEqualTo(end);
    for (int i = 0; i < given.size(); i++) {
      assertThat(victim.node().versions(given.get(i).version().key()).current().isPresent())
          .isEqualTo(before + i + 1 <= end);
    }
  }

  @Test
  void longManifestsThatStandBesideOthers_areNotWaitedFor() {
    Item honest = item(version("bytes"));
    Given beginning =
        new Given(
            0,
            FeedMessage.LONGEST_MANIFEST,
            1,
            honest.entry().signatures(),
            Manifest.of(new byte[1]));
    Item other = item(TestingVersions.small(new ObjectKey("other"), stamp(), "text"));
    assertBreaksTheRules(
        channel -> {
          channel.send(new Offer(false, 2, List.of(offered(1, honest), offered(2, other))));
          assertThat(channel.receive(Want.class).places().cardinality()).isEqualTo(2);
          channel.send(new Give(false, List.of(beginning, give(1, other).entries().getFirst())));
        });
  }

  @Test
  void aFeedOfManyManifestsOfAnotherLength_isEnded() {
    Item honest = item(version("bytes"));
    SignedEntry entry = honest.entry();
    Given shorter =
        new Given(
            0, honest.manifest().length() - 1, entry.time(), entry.signatures(), honest.manifest());
    assertBreaksTheRules(
        channel -> {
          for (int i = 1; i <= 200; i++) {
            offer(channel, i, honest);
            channel.send(new Give(true, List.of(shorter)));
          }
        });
    assertThat(victim.counts().refused(Refusal.LENGTH)).isEqualTo(101);
  }

  @Test
  void aFeedThatBringsMoreThanItsRate_isLeft_andGoesOnWhereItWas() {
    victim.limit(new SyncLimits(100, 1 << 20, 1));
    List<Item> items =
        IntStream.range(0, 20)
            .mapToObj(i -> item(TestingVersions.small(new ObjectKey("k" + i), stamp(), "text")))
            .toList();
    RateLimit rate = new RateLimit(1);
    assertThat(follow(channel -> giveAll(channel, 0, items), rate)).isEqualTo(End.TOO_FAST);
    assertThat(position()).isEqualTo(items.size());
    assertThat(rate.due()).isGreaterThan(Duration.ofSeconds(10));
    assertThat(victim.node().versions(new ObjectKey("k19")).current()).isPresent();
  }

  private static void giveAll(FeedChannel channel, long behind, List<Item> items) {
    List<Offered> offered = new ArrayList<>();
    List<Given> given = new ArrayList<>();
    for (Item item : items) {
      given.add(give(offered.size(), item).entries().getFirst());
      offered.add(offered(behind + offered.size() + 1, item));
    }
    channel.send(new Offer(false, behind + items.size(), offered));
    assertThat(channel.receive(Want.class).places().cardinality()).isEqualTo(items.size());
    channel.send(new Give(true, given));
  }
}
