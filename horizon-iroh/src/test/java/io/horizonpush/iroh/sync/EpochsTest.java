package io.horizonpush.iroh.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.index.LogTable.Cause;
import io.horizonpush.iroh.index.SettingTable.SettingRow;
import io.horizonpush.iroh.replica.BucketReplicas;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.replica.ReplicaException;
import io.horizonpush.iroh.replica.ReplicaId;
import io.horizonpush.iroh.share.EpochRecord;
import io.horizonpush.iroh.share.Statement.OfEpoch;
import io.horizonpush.iroh.sync.EntryFollower.End;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.MemberMode;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.Register;
import io.horizonpush.s3.model.Stamp;
import io.horizonpush.s3.model.Tags;
import io.horizonpush.s3.store.Arrival;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** How members go to another document, once one of them is to have nothing more. */
class EpochsTest extends EpochMembers {

  @Test
  void whenAWriterIsRemoved_allOthersGoToADocumentThatItNeverGets() {
    owner.put("a", "by owner");
    removed.put("b", "by removed");
    writer.put("c", "by writer");
    meet(owner, writer, reader, removed);
    Map<String, String> before = owner.objects();
    assertThat(before).containsOnlyKeys("a", "b", "c");

    owner.remove(removed);
    owner.settle();
    assertThat(owner.epoch()).isEqualTo(1);
    ReplicaId document = owner.given().orElseThrow();
    meet(owner, writer, reader);

    assertThat(reader.epoch()).isEqualTo(1);
    assertThat(writer.given()).contains(document);
    assertThat(reader.objects()).isEqualTo(before);
    assertSame(owner, writer, reader);
    owner.put("later", "after it");
    meet(owner, writer, reader);
    assertSame(owner, writer, reader);
    assertThat(removed.pull(owner)).isEqualTo(End.REFUSED);
    assertThat(removed.objects()).isEqualTo(before);
    for (EpochPeer member : List.of(owner, writer)) {
      assertThat(removed.askSecret(member, document)).isEmpty();
      assertThat(reader.askSecret(member, document)).isEmpty();
    }
    assertThat(writer.askSecret(owner, document)).isPresent();
    assertThat(writer.askSecret(reader, document)).isEmpty();
  }

  @Test
  void whatTheRemovedOneGaveToSome_isGoneEverywhere_andWhatMembersWroteApartIsKept() {
    owner.put("a", "first");
    owner.put("kept", "first");
    meet(owner, writer, reader, removed);
    removed.put("a", "over it");
    removed.put("forbidden", "to some");
    removed.fixture.objects().set(removed.bucket(), new ObjectKey("kept"), tags("forbidden"));
    removed.settle();
    End _ = writer.pull(removed);
    writer.put("apart", "by writer");
    writer.put("kept", "second");
    assertThat(writer.objects()).containsKeys("forbidden", "apart");

    owner.remove(removed);
    meet(owner, writer, reader);

    assertThat(owner.objects()).containsOnlyKeys("a", "apart", "kept");
    assertThat(owner.objects().get("a")).endsWith(owner.self.author().hex());
    assertThat(owner.objects().get("kept")).endsWith(writer.self.author().hex());
    assertSame(owner, writer, reader);
  }

  private static Tags tags(String value) {
    return new Tags(new TreeMap<>(Map.of("t", value)));
  }

  @Test
  void whoeverTakesALieThatIsOlderThanTheRemoval_losesItInTheNextEpoch() throws IOException {
    owner.put("a", "first");
    meet(owner, writer, reader, removed);
    EpochPeer late = peer(5);
    owner.admit(late, MemberMode.WRITE);
    meet(owner, late);
    owner.remove(removed);
    owner.settle();
    // It has heard nothing of that, and is told of something that was before.
    now.updateAndGet(time -> time.minusSeconds(3600));
    removed.put("a", "from before");
    removed.put("b", "from before");
    removed.settle();
    now.updateAndGet(time -> time.plusSeconds(3600));
    removed.pull(late);
    End _ = late.pull(removed);
    assertThat(late.objects()).containsKey("b");

    meet(owner, late, writer, reader);

    assertThat(owner.objects()).containsOnlyKeys("a");
    assertSame(owner, late, writer, reader);
  }

  @Test
  void whoeverHeardTwoThingsOfOneTime_hasOneOfThemInTheNextEpoch() throws IOException {
    EpochPeer twin = peer(4);
    owner.admit(twin, MemberMode.WRITE);
    meet(owner, twin);
    Instant moment = now.get();
    removed.answer();
    removed.put("a", "one");
    removed.settle();
    End _ = writer.pull(removed);
    now.set(moment);
    twin.answer();
    twin.put("a", "two");
    twin.settle();
    End _ = reader.pull(twin);
    assertThat(reader.objects()).containsKey("a");
    assertThat(reader.objects()).isNotEqualTo(writer.objects());
    now.set(moment.plusSeconds(60));

    owner.remove(removed);
    meet(owner, writer, reader);

    assertThat(owner.objects()).isEmpty();
    assertSame(owner, writer, reader);
  }

  @Test
  void twoOwnersWhoOpenAnEpochApart_endInThatOfTheSenior() throws IOException {
    owner.shares().members().setMode(EpochPeer.NAME, writer.self.id(), MemberMode.OWNER);
    EpochPeer other = peer(5);
    owner.admit(other, MemberMode.WRITE);
    meet(owner, writer, reader, removed, other);
    owner.put("a", "by owner");
    writer.put("b", "by writer");
    owner.remove(removed);
    writer.remove(other);
    owner.settle();
    writer.settle();
    writer.put("c", "in an epoch that is none");
    End _ = reader.pull(writer);
    reader.settle();
    End _ = reader.pull(writer);
    reader.settle();
    assertThat(reader.given()).isEqualTo(writer.given()).isPresent();
    ReplicaId seniors = owner.given().orElseThrow();
    assertThat(writer.given()).isNotEqualTo(owner.given());

    meet(owner, writer, reader);

    assertThat(writer.given()).contains(seniors);
    assertThat(owner.objects()).containsOnlyKeys("a", "b", "c");
    assertSame(owner, writer, reader);
    assertThat(removed.pull(writer)).isEqualTo(End.REFUSED);
    assertThat(other.pull(owner)).isEqualTo(End.REFUSED);
  }

  @Test
  void whoIsNoOwner_opensNothing() {
    owner.put("a", "first");
    meet(owner, writer, reader, removed);
    ReplicaId before = owner.given().orElseThrow();
    ReplicaId own = ReplicaId.of(new byte[ReplicaId.LENGTH]);
    Stamp stamp = new Stamp(Stamp.clockOf(now.get()), writer.self.author());
    OfEpoch said = new OfEpoch(7, stamp, new EpochRecord(own));
    long refused = owner.counts().refused(Refusal.NOT_ALLOWED);
    writer
        .fixture
        .index()
        .write(
            Durability.STRICT,
            tables -> {
              tables
                  .settings()
                  .put(
                      writer.row().id(),
                      new SettingRow(said.name(), new Register<>(stamp, Optional.of(said.text()))));
              return tables
                  .log()
                  .add(writer.row().id(), DocumentKey.ofSetting(said.name()), Cause.LOCAL);
            });
    meet(owner, writer, reader);

    assertThat(owner.counts().refused(Refusal.NOT_ALLOWED)).isGreaterThan(refused);
    assertThat(owner.given()).contains(before);
    assertThat(writer.given()).contains(before);
    assertThat(owner.members().epoch()).isEmpty();
  }

  @Test
  void anEpochIsNoOtherBucketsDocument() {
    var other = owner.fixture.create("other");
    owner.fixture.objects().put(other, new ObjectKey("secret"), new byte[3]);
    owner.settle();
    ReplicaId foreign = owner.fixture.document(other);
    Stamp stamp = new Stamp(Stamp.clockOf(now.get()), owner.self.author());
    OfEpoch said = new OfEpoch(1, stamp, new EpochRecord(foreign));
    owner
        .fixture
        .stores()
        .objects()
        .merge(
            owner.bucket().id(),
            List.of(
                new Arrival.OfSetting(
                    owner.self.author(),
                    said.name(),
                    new Register<>(stamp, Optional.of(said.text())))));
    assertThat(owner.members().epoch()).isPresent();

    owner.settle();
    End _ = owner.pull(writer);

    assertThat(owner.epoch()).isZero();
    assertThat(next(owner)).isEmpty();
  }

  @Test
  void aMemberThatMayWriteNow_getsTheSecretWithoutATicket() {
    owner.shares().members().setMode(EpochPeer.NAME, reader.self.id(), MemberMode.WRITE);
    meet(owner, reader);
    assertThat(reader.bucket().shared()).contains(MemberMode.WRITE);
    reader.put("a", "by who was a reader");
    meet(owner, reader);
    assertThat(owner.objects()).containsOnlyKeys("a");
  }

  @Test
  void whoeverJoinsLater_hasBothDocuments() throws IOException {
    owner.put("a", "first");
    owner.remove(removed);
    meet(owner, writer, reader);
    EpochPeer late = peer(5);
    owner.admit(late, MemberMode.WRITE);
    assertThat(late.epoch()).isEqualTo(1);
    meet(writer, late);
    late.put("b", "by who came late");
    meet(owner, writer, late, reader);
    assertThat(owner.objects()).containsOnlyKeys("a", "b");
    assertSame(owner, writer, late, reader);
  }

  @Test
  void tombstonesAndVersionsThatStandBeside_comeAlong() {
    owner.put("gone", "first");
    owner.put("twice", "first");
    meet(owner, writer, reader, removed);
    owner.delete("gone");
    owner.put("twice", "by owner");
    writer.put("twice", "by writer");
    meet(owner, writer, reader, removed);
    ObjectKey twice = new ObjectKey("twice");
    assertThat(losers(owner, twice)).isEqualTo(1);
    assertThat(losers(reader, twice)).isEqualTo(1);

    owner.remove(removed);
    meet(owner, writer, reader);

    assertThat(reader.objects()).containsOnlyKeys("twice");
    assertThat(losers(owner, twice)).isEqualTo(1);
    assertThat(losers(reader, twice)).isEqualTo(1);
    assertSame(owner, writer, reader);
  }

  private static int losers(EpochPeer peer, ObjectKey key) {
    return peer.fixture.versions(peer.bucket(), key).losers().size();
  }

  @Test
  void aReaderThatLostItsDocuments_hasNothingThatTheNextEpochHasNot() {
    owner.put("a", "first");
    meet(owner, writer, reader, removed);
    removed.put("forbidden", "to the reader alone");
    removed.settle();
    End _ = reader.pull(removed);
    assertThat(reader.objects()).containsKey("forbidden");
    loseDocuments(reader);

    owner.remove(removed);
    meet(owner, writer, reader);

    assertThat(reader.objects()).containsOnlyKeys("a");
    assertSame(owner, writer, reader);
  }

  @Test
  void aWriterThatLostItsDocuments_saysAgainWhatItWroteItself_andNothingElse() {
    owner.put("a", "first");
    meet(owner, writer, reader, removed);
    removed.put("forbidden", "to the writer alone");
    removed.settle();
    End _ = writer.pull(removed);
    writer.put("unsent", "by the writer");
    loseDocuments(writer);

    owner.remove(removed);
    meet(owner, writer, reader);

    assertThat(writer.objects()).containsOnlyKeys("a", "unsent");
    assertSame(owner, writer, reader);
  }

  private static void loseDocuments(EpochPeer peer) {
    peer.fixture.replicas().list().forEach(peer.fixture.replicas()::delete);
    peer.restart();
  }

  @Test
  void aDocumentThatCannotBeRemoved_keepsNoOtherOne() {
    List<ReplicaId> left = List.of(document(1), document(2), document(3));
    writer
        .fixture
        .index()
        .write(
            Durability.STRICT,
            tables -> {
              left.forEach(tables.epochs()::leave);
              return left;
            });
    ReplicaId first = writer.fixture.index().read(tables -> tables.epochs().left()).getFirst();
    writer.standingBefore(replicas -> stuck(replicas, first), UnaryOperator.identity());

    writer.keep();

    List<ReplicaId> kept = writer.fixture.index().read(tables -> tables.epochs().left());
    assertThat(kept).containsExactly(first);
  }

  private static ReplicaId document(int number) {
    byte[] id = new byte[ReplicaId.LENGTH];
    id[0] = (byte) number;
    return ReplicaId.of(id);
  }

  /** Documents of which one cannot be removed. */
  private static BucketReplicas stuck(BucketReplicas real, ReplicaId one) {
    return (BucketReplicas)
        Proxy.newProxyInstance(
            BucketReplicas.class.getClassLoader(),
            new Class<?>[] {BucketReplicas.class},
            (_, method, arguments) -> {
              if (method.getName().equals("delete") && one.equals(arguments[0])) {
                throw new ReplicaException("The disk is stuck");
              }
              return method.invoke(real, arguments);
            });
  }
}
