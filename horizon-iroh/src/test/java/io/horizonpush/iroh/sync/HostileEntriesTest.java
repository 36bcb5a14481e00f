package io.horizonpush.iroh.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.codec.CborWriter;
import io.horizonpush.iroh.codec.Manifest;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.replica.SignedEntry;
import io.horizonpush.iroh.replica.SignedEntry.Signatures;
import io.horizonpush.iroh.store.TestingVersions;
import io.horizonpush.iroh.sync.EntryFollower.End;
import io.horizonpush.iroh.sync.FeedMessage.Give;
import io.horizonpush.iroh.sync.FeedMessage.Offer;
import io.horizonpush.iroh.sync.FeedMessage.Want;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.WriterId;
import io.horizonpush.s3.store.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Entries that are wrong, from a node that keeps to no rules: each is refused and counted, and all
 * else goes on.
 */
@Timeout(120)
class HostileEntriesTest extends HostileFeed {

  @Test
  void anHonestEntry_isTaken() {
    Item honest = item(version("bytes"));
    assertThat(follow(channel -> give(channel, 1, honest))).isEqualTo(End.ENDED);
    assertThat(victim.node().versions(KEY).current()).isPresent();
    assertThat(position()).isEqualTo(1);
  }

  @Test
  void anEntryInTheNameOfAnother_isRefused() {
    Item honest = item(version("bytes"));
    WriterId other = new WriterId(7, 7, 7, 7);
    SignedEntry entry = honest.entry();
    SignedEntry stolen =
        new SignedEntry(
            entry.key(), other, entry.manifest(), entry.size(), entry.time(), entry.signatures());
    assertRefused(new Item(stolen, honest.manifest()), Refusal.FORGED);
  }

  @Test
  void anEntryWithAnotherSignature_isRefused() {
    Item honest = item(version("bytes"));
    SignedEntry entry = honest.entry();
    Signatures zeros = new Signatures(new byte[Signatures.LENGTH], new byte[Signatures.LENGTH]);
    SignedEntry forged =
        new SignedEntry(
            entry.key(), entry.author(), entry.manifest(), entry.size(), entry.time(), zeros);
    assertRefused(new Item(forged, honest.manifest()), Refusal.FORGED);
  }

  @Test
  void anEntryOfNoMember_isRefused() {
    victim.access().forbid(liar.node().writer());
    assertRefused(item(version("bytes")), Refusal.NOT_ALLOWED);
  }

  @Test
  void whatSomebodyWroteWhoNeverCould_isRefused() {
    victim.access().forbid(TestingVersions.OTHER);
    assertRefused(
        item(TestingVersions.small(KEY, TestingVersions.at(now.get()), "bytes")), Refusal.WRITER);
  }

  @Test
  void aManifestThatIsNotTheOneThatIsNamed_isRefused() {
    Item honest = item(version("bytes"));
    assertRefused(new Item(honest.entry(), manifest(version("other"))), Refusal.HASH);
  }

  @Test
  void bytesThatAreNoManifest_areRefused() {
    assertRefused(item(DocumentKey.of(KEY), Manifest.of(Bytes.of("none"))), Refusal.MANIFEST);
    assertRefused(
        item(DocumentKey.ofSetting("cors"), manifest(version("bytes"))), Refusal.MANIFEST);
  }

  @Test
  void whatNoRequestCouldHaveMade_isRefused() {
    StoredVersion plain = version("bytes");
    StoredVersion split =
        new StoredVersion(
            plain.head(),
            plain.lastModified(),
            plain.etag(),
            VersionLimitsTest.user("a", "b\r\nSet-Cookie: c"),
            plain.checksums(),
            plain.body(),
            0,
            Optional.empty(),
            plain.attributes());
    assertRefused(item(split), Refusal.LIMITS);
  }

  @Test
  void aKeyThatIsAPrefixOfOthers_isRefused() {
    Item honest = item(version("bytes"));
    byte[] prefix = {DocumentKey.OBJECT, 'k'};
    End end =
        follow(
            channel -> {
              channel.stream()
                  .send(
                      CborWriter.write(
                          out ->
                              out.tuple(
                                  4,
                                  each -> {
                                    each.number(3).number(0).number(1);
                                    each.list(
                                        List.of(honest.entry()),
                                        entry ->
                                            each.tuple(
                                                4,
                                                one ->
                                                    one.number(1)
                                                        .bytes(prefix)
                                                        .bytes(entry.author().bytes())
                                                        .bytes(entry.manifest().bytes())));
                                  })),
                      FeedChannel.PATIENCE);
              assertThat(channel.receive(Want.class).places().isEmpty()).isTrue();
            });
    assertThat(end).isEqualTo(End.ENDED);
    assertThat(victim.counts().refused(Refusal.KEY)).isEqualTo(1);
    assertThat(position()).isEqualTo(1);
  }

  @Test
  void anOldEntryThatIsGivenAgain_changesNothing() {
    Item old = item(version("old"));
    now.updateAndGet(time -> time.plusSeconds(1));
    Item current = item(version("new"));
    follow(channel -> give(channel, 1, current));
    var before = victim.node().entries();
    follow(
        channel -> {
          offer(channel, 2, old);
          channel.send(give(0, old));
          channel.send(new Give(true, List.of()));
        });
    assertThat(victim.node().entries()).isEqualTo(before);
    assertThat(victim.node().versions(KEY).current().orElseThrow().stamp())
        .isEqualTo(((StoredVersion) current.version()).stamp());
  }

  @Test
  void anEntryAheadOfTime_holdsThePositionBack_andIsTakenWhenItsTimeComes() {
    Item ahead = later(item(version("ahead")), Duration.ofHours(1));
    Item next = item(TestingVersions.small(new ObjectKey("next"), stamp(), "next"));
    follow(
        channel -> {
          give(channel, 5, ahead);
          give(channel, 6, next);
        });
    assertThat(position()).isEqualTo(4);
    assertThat(victim.counts().early()).isEqualTo(1);
    assertThat(victim.node().versions(new ObjectKey("next")).current()).isPresent();
    now.updateAndGet(time -> time.plus(Duration.ofHours(1)));
    follow(
        channel -> {
          give(channel, 5, ahead);
          Offer offer = offer(6, next);
          channel.send(offer);
          assertThat(channel.receive(Want.class).places().isEmpty()).isTrue();
        });
    assertThat(position()).isEqualTo(6);
    assertThat(victim.node().versions(KEY).current()).isPresent();
  }

  @Test
  void anEntryFarAheadOfTime_isRefused() {
    assertRefused(later(item(version("ahead")), Duration.ofDays(2)), Refusal.FAR_AHEAD);
  }
}
