package io.horizonpush.iroh.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.epoch.Forgetting;
import io.horizonpush.iroh.index.PluginEntryTable.Held;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.PluginDocs;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What plugins keep, when its bucket goes to another document. */
class EpochPluginsTest extends EpochMembers {

  private static Held held(EpochPeer peer) {
    long row = peer.row().id();
    return peer.fixture.index().read(tables -> tables.pluginEntries().held(row));
  }

  private static void assertSameKept(EpochPeer... some) {
    for (EpochPeer peer : some) {
      assertThat(peer.kept()).isEqualTo(some[0].kept());
    }
    assertSame(some);
  }

  /** Lets each have from every other what that has, and say that it has it. */
  private static void ring(EpochPeer... all) {
    for (int round = 0; round < 4; round++) {
      for (EpochPeer one : all) {
        for (EpochPeer two : all) {
          if (one != two) {
            two.settle();
            var _ = one.pull(two);
            one.settle();
          }
        }
      }
    }
  }

  @Test
  void whatMembersKeep_isCarriedOver_andWhatTheRemovedOneKept_isGone() {
    owner.keep("a", "of owner");
    writer.keep("a", "of writer");
    removed.keep("a", "of removed");
    writer.keep("deleted", "once");
    meet(owner, writer, reader, removed);
    writer.keep("deleted", "");
    assertThat(reader.kept()).hasSize(4);

    owner.remove(removed);
    meet(owner, writer, reader);

    assertThat(owner.epoch()).isEqualTo(1);
    assertThat(owner.kept()).hasSize(2);
    assertSameKept(owner, writer, reader);
    owner.keep("b", "later");
    meet(owner, writer, reader);
    assertThat(reader.kept()).hasSize(3);
    assertSameKept(owner, writer, reader);
  }

  @Test
  void whatAMemberKeepsThatIsAway_staysWhereItIs_andIsInTheNewDocumentOnceItComes() {
    writer.keep("a", "of writer");
    meet(owner, writer, reader, removed);
    owner.remove(removed);
    owner.settle();
    meet(owner, reader);

    assertThat(owner.epoch()).isEqualTo(1);
    assertThat(owner.kept()).hasSize(1);
    assertThat(reader.kept()).hasSize(1);
    writer.keep("b", "written apart");
    meet(owner, writer, reader);

    assertThat(owner.kept()).hasSize(2);
    assertSameKept(owner, writer, reader);
  }

  @Test
  void aMemberThatOnlyReads_writesNothing() {
    assertThatThrownBy(() -> reader.keep("a", "value"))
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.ACCESS_DENIED));
    assertThat(reader.fixture.stores().plugins().remains().forgetEntries("audit")).isZero();
  }

  @Test
  void whatIsDeletedAndAllHaveSeen_isForgotten_onceWhoListensHasHeard() {
    for (int i = 0; i < 30; i++) {
      (i % 2 == 0 ? owner : writer).keep("gone-" + i, "value");
    }
    owner.keep("stays", "value");
    EpochPeer[] all = {owner, writer, reader, removed};
    ring(all);
    for (int i = 0; i < 30; i++) {
      (i % 2 == 0 ? owner : writer).keep("gone-" + i, "");
    }
    ring(all);
    assertThat(held(reader).gone()).isEqualTo(30);
    PluginDocs docs = reader.fixture.stores().plugins().docs();
    assertThat(docs.changes(0, 1).changes()).hasSize(1);
    PluginDocs heard = owner.fixture.stores().plugins().docs();
    heard.heard(heard.changes(0, 1000).next());
    Forgetting.Rule rule = new Forgetting.Rule(20, Duration.ofDays(180));
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> {
              owner.forget(rule);
              owner.settle();
              return owner.epoch() == 1;
            });
    ring(all);

    assertThat(held(owner).gone()).isZero();
    assertThat(held(writer).gone()).as("nobody listens there").isZero();
    assertThat(held(reader).gone()).as("plugins there have not heard of it").isEqualTo(30);
    assertSameKept(owner, writer, reader);
    assertThat(owner.kept()).hasSize(1);
    assertThat(owner.entries().stream().filter(each -> each.startsWith("gone"))).isEmpty();
  }

  @Test
  void whatWasJustDeleted_andNobodyHasSeenGo_isSaidInTheNextDocument() {
    for (int i = 0; i < 30; i++) {
      owner.keep("gone-" + i, "value");
    }
    writer.keep("late", "value");
    EpochPeer[] all = {owner, writer, reader, removed};
    ring(all);
    for (int i = 0; i < 30; i++) {
      owner.keep("gone-" + i, "");
    }
    ring(all);
    Forgetting.Rule rule = new Forgetting.Rule(20, Duration.ofDays(180));
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> {
              owner.forget(rule);
              owner.settle();
              return owner.epoch() == 1;
            });
    for (int round = 0; round < 3; round++) {
      var _ = writer.pull(owner);
    }
    writer.keep("late", "");
    writer.keep();
    assertThat(writer.epoch()).isEqualTo(1);
    ring(all);

    assertThat(owner.kept()).isEmpty();
    assertSameKept(owner, writer, reader);
  }

  @Test
  void aBucketThatIsLeft_leavesNothing() {
    writer.keep("a", "value");
    meet(owner, writer);
    long row = writer.row().id();

    writer.store().leave(writer.bucket().id());

    assertThat(writer.fixture.index().<Held>read(tables -> tables.pluginEntries().counted(row)))
        .isEqualTo(Held.NOTHING);
    assertThat(owner.kept()).hasSize(1);
  }
}
