package io.horizonpush.iroh.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.codec.Manifest;
import io.horizonpush.iroh.codec.ManifestCodec;
import io.horizonpush.iroh.index.PluginEntryTable.Held;
import io.horizonpush.iroh.index.PluginLimits;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.replica.SignedEntry;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.Register;
import io.horizonpush.s3.model.Stamp;
import io.horizonpush.s3.model.WriterId;
import io.horizonpush.s3.store.Arrival;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.PluginDocs;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What plugins keep, from a member that keeps to no rules. */
@Timeout(120)
class HostilePluginEntriesTest extends HostileFeed {

  private static final DocumentKey PLUGINS = DocumentKey.ofPlugin("audit", "key");

  private Manifest kept(Stamp stamp, String text) {
    return ManifestCodec.encodePlugins(
        new Register<>(stamp, Optional.of(ByteBuffer.wrap(Bytes.of(text)))));
  }

  private Held held(WriterId author) {
    long row = victim.node().fixture().row(victim.node().bucket()).id();
    return victim.node().fixture().index().read(tables -> tables.pluginEntries().held(row, author));
  }

  @Test
  void anHonestEntry_isTaken() {
    follow(channel -> give(channel, 1, item(PLUGINS, kept(stamp(), "value"))));

    assertThat(victim.node().kept()).hasSize(1);
  }

  @Test
  void anEntryInTheNameOfAnother_isRefused() {
    WriterId other = new WriterId(7, 7, 7, 7);
    Item honest = item(PLUGINS, kept(new Stamp(stamp().clock(), other), "value"));
    SignedEntry entry = honest.entry();

    assertRefused(honest, Refusal.MANIFEST);
    assertRefused(
        new Item(
            new SignedEntry(
                entry.key(),
                other,
                entry.manifest(),
                entry.size(),
                entry.time(),
                entry.signatures()),
            honest.manifest()),
        Refusal.FORGED);
    assertThat(victim.node().kept()).isEmpty();
  }

  @Test
  void anEntryOfNobodyWhoMayWrite_isRefused() {
    victim.access().forbid(liar.node().writer());

    assertRefused(item(PLUGINS, kept(stamp(), "value")), Refusal.NOT_ALLOWED);
  }

  @Test
  void aValueThatIsTooLong_isRefused() {
    assertRefused(
        item(PLUGINS, kept(stamp(), "v".repeat(PluginDocs.MAX_VALUE + 1))), Refusal.LIMITS);
  }

  @Test
  void anotherThingInItsPlace_isRefused() {
    assertRefused(item(PLUGINS, manifest(version("bytes"))), Refusal.MANIFEST);
    assertRefused(item(DocumentKey.of(KEY), kept(stamp(), "value")), Refusal.MANIFEST);
    assertRefused(item(DocumentKey.ofSetting("cors"), kept(stamp(), "value")), Refusal.MANIFEST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"audit", "audit\0", "\0key", "Audit\0key", "audit\0key\0more"})
  void whatIsNoKeyOfAPlugin_isNone(String text) {
    assertThatThrownBy(
            () -> DocumentKey.of(DocumentKey.PLUGIN, text.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aClockAheadOfTime_isWaitedFor_whereItComesFrom() {
    Item ahead = item(PLUGINS, kept(ahead(Duration.ofHours(1)), "value"));
    follow(channel -> give(channel, 5, ahead));

    assertThat(position()).isEqualTo(4);
    assertThat(victim.node().kept()).isEmpty();
    now.updateAndGet(time -> time.plus(Duration.ofHours(1)));
    follow(channel -> give(channel, 5, ahead));
    assertThat(victim.node().kept()).hasSize(1);
  }

  @Test
  void aClockThatIsFarAhead_isRefused() {
    assertRefused(item(PLUGINS, kept(ahead(Duration.ofDays(2)), "value")), Refusal.FAR_AHEAD);
  }

  private Stamp ahead(Duration by) {
    return new Stamp(Stamp.clockOf(now.get().plus(by)), liar.node().writer());
  }

  /** What an author has already, so that a test need not bring all of it. */
  private void fill(WriterId author, long entries) {
    PluginLimits most = PluginLimits.USUAL.ofOthers();
    long row = victim.node().fixture().row(victim.node().bucket()).id();
    victim
        .node()
        .fixture()
        .index()
        .write(
            Durability.RELAXED,
            tables -> {
              for (long i = 0; i < Math.min(entries, most.entries()); i++) {
                tables
                    .pluginEntries()
                    .put(
                        row,
                        DocumentKey.ofPlugin("audit", "full-" + i),
                        new Register<>(new Stamp(1, author), Optional.of(ByteBuffer.allocate(0))));
              }
              return row;
            });
  }

  @Test
  void moreThanAnAuthorMayHave_isRefused_andNoneOfItIsInTheDocument_whileOthersGoOn() {
    WriterId author = liar.node().writer();
    fill(author, Long.MAX_VALUE);
    Held full = held(author);
    int before = documentEntries();

    assertRefused(item(PLUGINS, kept(stamp(), "value")), Refusal.FULL);

    assertThat(held(author)).isEqualTo(full);
    assertThat(documentEntries()).isEqualTo(before);
    Item replaced = item(DocumentKey.ofPlugin("audit", "full-0"), kept(stamp(), ""));
    long next = position() + 1;
    follow(channel -> give(channel, next, replaced));
    assertThat(position()).as("what is there may change").isEqualTo(next);
    assertThat(victim.counts().refused(Refusal.FULL)).isEqualTo(1);
    victim
        .node()
        .fixture()
        .stores()
        .objects()
        .merge(
            victim.node().bucket().id(),
            List.of(
                new Arrival.OfPlugin(
                    "audit",
                    "of another",
                    new Register<>(
                        new Stamp(stamp().clock(), new WriterId(9, 9, 9, 9)),
                        Optional.of(ByteBuffer.allocate(1))))));
    assertThat(held(new WriterId(9, 9, 9, 9)).entries()).isEqualTo(1);
  }

  private int documentEntries() {
    List<Object> entries = new ArrayList<>();
    document(victim).forEach(entries::add);
    return entries.size();
  }
}
