package io.horizonpush.iroh.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.index.DocumentTable.DocumentRow;
import io.horizonpush.iroh.index.EpochTable.NextEpoch;
import io.horizonpush.iroh.index.EpochTable.Phase;
import io.horizonpush.iroh.publish.FailingAt;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.replica.ReplicaId;
import io.horizonpush.iroh.store.EpochSteps;
import io.horizonpush.iroh.sync.EntryFollower.End;
import io.horizonpush.s3.model.Durability;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** How members go on to another document after crashes, and what they leave behind. */
class EpochCrashTest extends EpochMembers {

  @Test
  void aCrashAtAnyStep_isMadeGoodByTheNextStart() {
    for (int fatal = 1; fatal <= 40; fatal++) {
      EpochPeer killed = fatal % 2 == 0 ? owner : writer;
      owner.put("a-" + fatal, "by owner");
      writer.put("b-" + fatal, "by writer");
      meet(owner, writer, reader);
      owner.fixture.index().write(Durability.STRICT, EpochMembers::want);
      FailingAt failing = new FailingAt(fatal / 2 + 1);
      killed.standingBefore(failing::replicas, failing::records);
      try {
        meet(owner, writer, reader);
      } catch (RuntimeException e) {
        assertThat(failing.killed()).as("killed at point %d", fatal).isTrue();
        killed.restart();
      }
      killed.standingBefore(UnaryOperator.identity(), UnaryOperator.identity());
      meet(owner, writer, reader);
      assertSame(owner, writer, reader);
      assertThat(owner.objects()).hasSize(2 * fatal);
    }
  }

  @Test
  void aCrashBetweenTheKeys_isMadeGoodByTheNextStart() {
    for (int i = 0; i < 450; i++) {
      owner.put("key-" + i, "by owner");
    }
    meet(owner, writer);
    removed.settle();
    removed.put("forbidden", "to some");
    removed.settle();
    End _ = writer.pull(removed);
    owner.remove(removed);
    owner.keep();
    assertThat(next(owner)).extracting(NextEpoch::phase).containsExactly(Phase.PUBLISHING);
    owner.restart();
    owner.settle();
    End _ = writer.pull(owner);
    End _ = writer.pull(owner);
    boolean more = true;
    int steps = 0;
    while (more) {
      writer.restart();
      writer.put("meanwhile-" + steps, "by writer");
      writer.publish();
      EpochSteps change = writer.fixture.stores().epochs();
      more = change.change(writer.row().id());
      steps++;
    }
    assertThat(steps).isGreaterThan(2);
    meet(owner, writer, reader);
    assertThat(owner.objects()).hasSize(450 + steps).doesNotContainKey("forbidden");
    assertSame(owner, writer, reader);
  }

  /** It is made when its first entry comes. */
  @Test
  void aCrashBeforeTheNextDocumentIsMade_losesNothingOfTheOneBefore() {
    owner.put("a", "by owner");
    removed.put("forbidden", "to some");
    meet(removed, owner, reader);
    owner.remove(removed);
    owner.settle();
    Set<String> before = reader.entries();
    DocumentRow document =
        new DocumentRow(reader.row().id(), 1, owner.given().orElseThrow(), Optional.empty());
    assertThat(reader.fixture.stores().epochs().begin(NextEpoch.followed(document))).isTrue();
    reader.restart();
    assertThat(reader.entries()).isEqualTo(before);
    meet(owner, writer, reader);
    assertSame(owner, writer, reader);
  }

  private static Set<Byte> tagsOfTheFirstDocument(EpochPeer peer) {
    long row = peer.row().id();
    DocumentRow first =
        peer.fixture.index().read(tables -> tables.documents().first(row)).orElseThrow();
    Set<Byte> tags = new HashSet<>();
    peer.fixture.replicas().open(first.replica()).forEach(each -> tags.add(each.key().tag()));
    return tags;
  }

  @Test
  void aDocumentThatWasLeft_isRemoved_andTheFirstOneKeepsWhatIsSaidOfMembersAlone() {
    owner.put("a", "in each of them");
    owner.remove(removed);
    meet(owner, writer, reader);
    ReplicaId first = owner.given().orElseThrow();
    owner.fixture.index().write(Durability.STRICT, EpochMembers::want);
    meet(owner, writer, reader);
    assertThat(owner.epoch()).isEqualTo(2);
    for (EpochPeer peer : List.of(owner, writer, reader)) {
      assertThat(Set.copyOf(peer.fixture.replicas().list())).hasSize(2).doesNotContain(first);
      assertThat(tagsOfTheFirstDocument(peer)).containsExactly(DocumentKey.CONFIG);
    }
  }
}
