package io.horizonpush.iroh.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.horizonpush.iroh.index.DocumentTable.DocumentRow;
import io.horizonpush.iroh.index.SecretBox;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.net.ProcessNetwork;
import io.horizonpush.iroh.publish.BucketDocuments;
import io.horizonpush.iroh.replica.BucketReplica;
import io.horizonpush.iroh.share.ShareException.Reason;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketConfiguration.Versioning;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.DocumentMode;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.MemberMode;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.BucketStore;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes with real stores that hand a bucket on by tickets. */
@Timeout(120)
class JoiningTest {

  private static final BucketName PHOTOS = new BucketName("photos");
  private static final Duration WEEK = Duration.ofDays(7);

  @TempDir private Path directory;
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-07-01T00:00:00Z"));
  private final ProcessNetwork net = new ProcessNetwork();
  private SharingNode one;
  private SharingNode two;
  private SharingNode three;

  @BeforeEach
  void start() throws IOException {
    one = new SharingNode(net, directory.resolve("1"), now::get, 1);
    two = new SharingNode(net, directory.resolve("2"), now::get, 2);
    three = new SharingNode(net, directory.resolve("3"), now::get, 3);
    one.fixture.create(PHOTOS.value());
  }

  @AfterEach
  void stop() {
    one.close();
    two.close();
    three.close();
  }

  private static Tickets.Wanted wanted(MemberMode mode) {
    return new Tickets.Wanted(mode, WEEK, Optional.empty(), Optional.empty());
  }

  private static Tickets.Wanted wanted(MemberMode mode, SharingNode only) {
    return new Tickets.Wanted(mode, WEEK, Optional.empty(), Optional.of(only.self.id()));
  }

  private Ticket ticket(Tickets.Wanted wanted) {
    now.updateAndGet(time -> time.plusMillis(1));
    return one.shares.tickets().make(PHOTOS, wanted).ticket();
  }

  private static Shares.Joined join(SharingNode node, Ticket ticket) {
    return node.shares.join(TicketText.read(TicketText.write(ticket)), Optional.empty());
  }

  private static Reason refusal(Runnable action) {
    return catchThrowableOfType(ShareException.class, action::run).reason();
  }

  private static Optional<DocumentRow> document(SharingNode node) {
    long row = node.fixture.row(node.bucket("photos")).id();
    return node.fixture.index().read(tables -> tables.documents().current(row));
  }

  @Test
  void aWriteTicket_makesTheSameBucketThere_withItsDocumentAndItsSecret() {
    Shares.Joined joined = join(two, ticket(wanted(MemberMode.WRITE)));

    Bucket there = two.bucket("photos");
    Bucket here = one.bucket("photos");
    assertThat(joined.mode()).isEqualTo(MemberMode.WRITE);
    assertThat(there.id()).isEqualTo(here.id());
    assertThat(there.createdAt()).isEqualTo(here.createdAt());
    assertThat(there.owner()).isEqualTo(two.self.owner());
    assertThat(document(two).orElseThrow().replica())
        .isEqualTo(document(one).orElseThrow().replica());
    assertThat(document(two).orElseThrow().secret()).isPresent();
    assertThat(one.membership("photos").find(two.self.id()).orElseThrow().contact().name())
        .isEqualTo("node-2");

    two.pull(one, "photos");
    assertThat(two.membership("photos").modeOf(two.self.author())).contains(MemberMode.WRITE);
    assertThat(two.bucket("photos").shared()).contains(MemberMode.WRITE);
    assertThat(one.bucket("photos").shared()).contains(MemberMode.OWNER);
    assertThat(two.store.find(there.id()).orElseThrow().addresses(one.self.id()))
        .containsExactly(Addresses.parse("10.0.0.1:4433"));
  }

  @Test
  void aConnectionThatIsClosedAmidIt_isMadeAgain() {
    AtomicInteger dials = new AtomicInteger();
    Shares shares =
        two.shares(
            (node, addresses, patience) -> {
              if (dials.incrementAndGet() < 3) {
                throw new PeerException(PeerException.Reason.CLOSED, "another one stays");
              }
              return two.network().connect(node, addresses, patience);
            });
    assertThat(shares.join(ticket(wanted(MemberMode.WRITE)), Optional.empty()).mode())
        .isEqualTo(MemberMode.WRITE);
    assertThat(dials.get()).isEqualTo(3);
  }

  @Test
  void aReadTicket_givesNoSecret_andNothingIsWrittenThere() {
    join(two, ticket(wanted(MemberMode.READ)));
    assertThat(two.fixture.verify(true).findings()).isEmpty();
    two.pull(one, "photos");

    assertThat(document(two).orElseThrow().secret()).isEmpty();
    assertThat(two.bucket("photos").shared()).contains(MemberMode.READ);
    BucketDocuments documents = two.fixture.documents(two.fixture.replicas());
    try (BucketReplica made = documents.find(two.fixture.row(two.bucket("photos"))).orElseThrow()) {
      assertThat(made.id()).isEqualTo(document(one).orElseThrow().replica());
    }
    Bucket there = two.bucket("photos");
    assertThatThrownBy(() -> two.fixture.buckets().setVersioning(there.id(), Versioning.ENABLED))
        .isInstanceOf(S3Exception.class)
        .satisfies(e -> assertThat(((S3Exception) e).code()).isEqualTo(S3ErrorCode.ACCESS_DENIED));
    assertThatThrownBy(() -> two.shares.tickets().make(PHOTOS, wanted(MemberMode.READ)))
        .isInstanceOf(ShareException.class)
        .hasMessageContaining("Owners");
  }

  @Test
  void aReader_learnsTheSecretByAWriteTicket_andNothingElseChanges() {
    join(two, ticket(wanted(MemberMode.READ)));
    Shares.Joined again = join(two, ticket(wanted(MemberMode.WRITE)));

    assertThat(again.mode()).isEqualTo(MemberMode.WRITE);
    assertThat(document(two).orElseThrow().secret()).isPresent();
    assertThat(two.fixture.buckets().list()).hasSize(1);
    two.pull(one, "photos");
    assertThat(two.bucket("photos").shared()).contains(MemberMode.WRITE);
  }

  @Test
  void aMemberWithWriteRight_admitsOthers_whenTheIssuerIsGone() {
    join(two, ticket(wanted(MemberMode.WRITE)));
    two.pull(one, "photos");
    Ticket ticket = ticket(wanted(MemberMode.READ));
    two.pull(one, "photos");
    assertThat(ticket.members())
        .extracting(Ticket.Door::node)
        .containsExactly(one.self.id(), two.self.id());
    net.cut(one.self.id());

    assertThat(join(three, ticket).mode()).isEqualTo(MemberMode.READ);
    one.pull(two, "photos");
    assertThat(one.membership("photos").mayRead(three.self.id())).isTrue();
  }

  @Test
  void everyTicketThatAdmitsNobody_saysWhy() {
    Ticket revoked = ticket(wanted(MemberMode.READ));
    one.shares.tickets().revoke(revoked.id(), false);
    assertThat(refusal(() -> join(two, revoked))).isEqualTo(Reason.REVOKED);

    Ticket ofThree = ticket(wanted(MemberMode.READ, three));
    assertThat(refusal(() -> join(two, ofThree))).isEqualTo(Reason.FOR_ANOTHER);

    Ticket good = ticket(wanted(MemberMode.READ));
    Ticket spoiled =
        new Ticket(
            good.kind(), good.shared(), Cast.key(99), good.mode(), good.expires(), good.members());
    assertThat(refusal(() -> join(two, spoiled))).isEqualTo(Reason.UNKNOWN);
    Ticket files =
        new Ticket(
            ShareKind.FILES,
            good.shared(),
            good.key(),
            good.mode(),
            good.expires(),
            good.members());
    assertThat(refusal(() -> join(two, files))).isEqualTo(Reason.OTHER_KIND);
    assertThat(refusal(() -> join(one, good))).isEqualTo(Reason.OWN);
    two.fixture.create("photos");
    assertThat(refusal(() -> join(two, good))).isEqualTo(Reason.NAME_TAKEN);
    assertThat(two.shares.join(good, Optional.of(new BucketName("ours"))).bucket().name())
        .isEqualTo(new BucketName("ours"));

    // The ticket may claim what it likes: the bucket's record says when it ends.
    Ticket claims =
        new Ticket(
            good.kind(),
            good.shared(),
            good.key(),
            MemberMode.WRITE,
            good.expires().plus(WEEK),
            good.members());
    assertThat(join(three, claims).mode()).isEqualTo(MemberMode.READ);
    now.updateAndGet(time -> time.plus(WEEK).plusSeconds(1));
    assertThat(refusal(() -> join(two, good))).isEqualTo(Reason.EXPIRED);
    assertThat(refusal(() -> join(two, claims))).isEqualTo(Reason.EXPIRED);
    net.cut(one.self.id());
    ShareException e = catchThrowableOfType(ShareException.class, () -> join(two, claims));
    assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE);
    assertThat(e).hasMessageContaining("10.0.0.1:4433: Nobody answers");
  }

  @Test
  void aTicketForOneNode_isUsedUp_butNotByTheSameNodeAgain() {
    Ticket once =
        ticket(new Tickets.Wanted(MemberMode.READ, WEEK, Optional.of(1), Optional.empty()));

    join(two, once);
    join(two, once);
    assertThat(refusal(() -> join(three, once))).isEqualTo(Reason.USED_UP);
    Tickets.Known known = one.shares.tickets().list(Optional.empty(), 100).getFirst();
    assertThat(known.state()).isEqualTo(Tickets.State.USED_UP);
    assertThat(known.used()).isEqualTo(1);
    assertThat(one.membership("photos").members()).hasSize(2);
  }

  @Test
  void tickets_areListedPageByPage_byTheirBucketsAndIds() {
    BucketName albums = new BucketName("albums");
    one.fixture.buckets().create(albums, one.self.owner());
    one.shares.tickets().make(albums, wanted(MemberMode.READ));
    for (int made = 0; made < 3; made++) {
      ticket(wanted(MemberMode.READ));
    }
    List<Tickets.Place> all =
        one.shares.tickets().list(Optional.empty(), 100).stream()
            .map(known -> new Tickets.Place(known.bucket(), known.record().id()))
            .toList();

    assertThat(all).hasSize(4).isSorted();
    assertThat(all.getFirst().bucket()).isEqualTo(albums);
    assertThat(one.shares.tickets().list(Optional.of(all.get(1)), 1))
        .extracting(known -> known.record().id())
        .containsExactly(all.get(2).ticket());
    assertThat(one.shares.tickets().list(Optional.of(all.get(3)), 100)).isEmpty();
  }

  @Test
  void aMemberThatIsRemoved_comesBackByATicketForItAlone() {
    Ticket ticket = ticket(wanted(MemberMode.WRITE));
    join(two, ticket);
    one.shares.members().remove(PHOTOS, two.self.id());

    assertThat(one.membership("photos").mayRead(two.self.id())).isFalse();
    assertThat(refusal(() -> join(two, ticket))).isEqualTo(Reason.REMOVED);
    assertThat(refusal(() -> join(two, ticket(wanted(MemberMode.READ))))).isEqualTo(Reason.REMOVED);
    assertThat(join(two, ticket(wanted(MemberMode.READ, two))).mode()).isEqualTo(MemberMode.READ);
  }

  @Test
  void whoCameByTheWordOfARemovedMember_stays() {
    join(two, ticket(wanted(MemberMode.WRITE)));
    two.pull(one, "photos");
    Ticket reads = ticket(wanted(MemberMode.READ));
    two.pull(one, "photos");
    net.cut(one.self.id());
    join(three, reads);
    one.pull(two, "photos");

    one.shares.members().remove(PHOTOS, two.self.id());

    assertThat(nodes(one.membership("photos")))
        .containsExactlyInAnyOrder(one.self.id(), three.self.id());
  }

  @Test
  void aRevokedTicket_keepsWhoCameByIt_unlessTheyAreToGo() {
    Ticket first = ticket(wanted(MemberMode.READ));
    join(two, first);
    assertThat(one.shares.tickets().revoke(first.id(), false)).isEmpty();
    assertThat(one.membership("photos").mayRead(two.self.id())).isTrue();

    Ticket second = ticket(wanted(MemberMode.READ));
    join(three, second);
    assertThat(one.shares.tickets().revoke(second.id(), true)).containsExactly(three.self.id());
    assertThat(nodes(one.membership("photos")))
        .containsExactlyInAnyOrder(one.self.id(), two.self.id());
    assertThat(refusal(() -> one.shares.tickets().revoke(Cast.key(3).id(), true)))
        .isEqualTo(Reason.ABSENT);
  }

  private static List<NodeId> nodes(Membership membership) {
    return membership.members().stream().map(Member::node).toList();
  }

  @Test
  void anotherOwner_decidesToo_butNotAboutItsSenior() {
    join(two, ticket(wanted(MemberMode.WRITE)));
    join(three, ticket(wanted(MemberMode.READ)));
    one.shares.members().setMode(PHOTOS, two.self.id(), MemberMode.OWNER);
    two.pull(one, "photos");

    two.shares.members().setMode(PHOTOS, three.self.id(), MemberMode.WRITE);
    one.pull(two, "photos");
    assertThat(one.membership("photos").allows(three.self.id(), MemberMode.WRITE)).isTrue();
    assertThat(refusal(() -> two.shares.members().remove(PHOTOS, one.self.id())))
        .isEqualTo(Reason.NOT_OWNER);
    assertThat(refusal(() -> one.shares.members().remove(PHOTOS, one.self.id())))
        .isEqualTo(Reason.CONFLICT);
    assertThat(refusal(() -> one.shares.members().remove(PHOTOS, NodeId.of(new byte[32]))))
        .isEqualTo(Reason.ABSENT);

    one.shares.members().remove(PHOTOS, two.self.id());
    assertThat(one.membership("photos").allows(three.self.id(), MemberMode.WRITE)).isTrue();
  }

  @Test
  void aSharedBucket_isLeft_notDeleted() {
    Ticket ticket = ticket(wanted(MemberMode.WRITE));
    join(two, ticket);
    Bucket there = two.bucket("photos");

    assertThatThrownBy(() -> two.fixture.buckets().delete(there.id()))
        .isInstanceOf(S3Exception.class)
        .hasMessageContaining("bucket leave");
    assertThatThrownBy(
            () ->
                two.fixture
                    .buckets()
                    .setOptions(
                        there.id(),
                        new BucketStore.Options(Durability.STRICT, DocumentMode.ON_SHARE)))
        .isInstanceOf(S3Exception.class);
    two.onlyHere = Optional.of("3 changes are on no other member");
    assertThat(refusal(() -> two.shares.leave(PHOTOS, false))).isEqualTo(Reason.CONFLICT);
    two.shares.leave(PHOTOS, true);
    assertThat(two.fixture.buckets().list()).isEmpty();
    assertThat(two.store.all()).isEmpty();

    two.onlyHere = Optional.empty();
    join(two, ticket);
    assertThat(two.bucket("photos").id()).isEqualTo(there.id());
    two.fixture.create("alone");
    assertThat(refusal(() -> two.shares.leave(new BucketName("alone"), true)))
        .isEqualTo(Reason.ABSENT);
  }

  @Test
  void whatIsSaid_survivesARestart_andABucketOnShareGetsItsDocument() {
    one.fixture
        .buckets()
        .setOptions(
            one.bucket("photos").id(),
            new BucketStore.Options(Durability.STRICT, DocumentMode.ON_SHARE));
    Ticket ticket = ticket(wanted(MemberMode.READ));
    assertThat(one.bucket("photos").document()).isEqualTo(DocumentMode.EAGER);
    join(two, ticket);
    one.fixture.restart();

    ShareStore again =
        one.fixture.stores().shares(new SecretBox(new SecretKeySpec(new byte[32], "AES")));
    assertThat(again.find(ticket.shared().bucket()).orElseThrow().membership().members())
        .extracting(Member::node)
        .containsExactlyInAnyOrder(one.self.id(), two.self.id());
  }

  @Test
  void aMember_tellsTheOthers_whereItIsNow() {
    join(two, ticket(wanted(MemberMode.WRITE)));
    two.pull(one, "photos");
    two.shares.members().announce(List.of(Addresses.parse("203.0.113.7:9")));
    one.shares.members().announce(List.of(Addresses.parse("203.0.113.8:9")));
    one.pull(two, "photos");
    two.pull(one, "photos");

    for (SharingNode node : List.of(one, two)) {
      assertThat(node.membership("photos").find(two.self.id()).orElseThrow().contact().addresses())
          .containsExactly(Addresses.parse("203.0.113.7:9"));
      assertThat(node.membership("photos").find(one.self.id()).orElseThrow().contact().addresses())
          .containsExactly(Addresses.parse("203.0.113.8:9"));
    }
    assertThat(two.bucket("photos").shared()).contains(MemberMode.WRITE);
    assertThat(one.bucket("photos").shared()).contains(MemberMode.OWNER);
  }

  @Test
  void aReaderThatMoved_isFoundWhereItWasMet_alsoAfterARestart() {
    Ticket ticket = ticket(wanted(MemberMode.READ));
    join(two, ticket);
    InetSocketAddress before = Addresses.parse("10.0.0.1:4433");
    InetSocketAddress after = Addresses.parse("203.0.113.7:9");
    NodeId stranger = new NodeId("7".repeat(64));
    one.store.met(two.self.id(), List.of(after));
    one.store.met(stranger, List.of(after));

    assertThat(shared(one.store, ticket).addresses(two.self.id())).containsExactly(before, after);
    one.fixture.restart();
    ShareStore again =
        one.fixture.stores().shares(new SecretBox(new SecretKeySpec(new byte[32], "AES")));
    assertThat(shared(again, ticket).addresses(two.self.id())).containsExactly(before, after);
    assertThat(shared(again, ticket).addresses(stranger)).isEmpty();
  }

  private static SharedBucket shared(ShareStore store, Ticket ticket) {
    return store.find(ticket.shared().bucket()).orElseThrow();
  }
}
