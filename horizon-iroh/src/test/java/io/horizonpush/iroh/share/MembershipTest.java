package io.horizonpush.iroh.share;

import static io.horizonpush.iroh.share.Cast.madeFor;
import static io.horizonpush.iroh.share.Cast.uses;
import static io.horizonpush.s3.model.MemberMode.OWNER;
import static io.horizonpush.s3.model.MemberMode.READ;
import static io.horizonpush.s3.model.MemberMode.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.share.Cast.Node;
import io.horizonpush.iroh.share.MemberRecord.Named;
import io.horizonpush.iroh.share.ShareRecord.Terms;
import io.horizonpush.iroh.share.Statement.OfJoining;
import io.horizonpush.iroh.share.Statement.OfMember;
import io.horizonpush.iroh.share.Statement.OfShare;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.MemberMode;
import io.horizonpush.s3.model.ObjectKey;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Who is a member, by what honest nodes say and whatever hostile ones do. */
class MembershipTest {

  private static final Node FOUNDER = Node.of(1);
  private static final Node SECOND = Node.of(2);
  private static final Node THIRD = Node.of(3);
  private static final Node WRITER = Node.of(4);
  private static final Node READER = Node.of(5);
  private static final Node STRANGER = Node.of(6);
  private static final ShareKey READS = Cast.key(1);
  private static final ShareKey WRITES = Cast.key(2);

  private final Cast cast = new Cast().founded(FOUNDER);

  private MemberMode mode(Node node) {
    return cast.membership(FOUNDER).find(node.id()).map(Member::mode).orElseThrow();
  }

  private boolean isMember(Node node) {
    return cast.membership(FOUNDER).mayRead(node.id());
  }

  @Test
  void theFounder_isTheFirstOwner_alsoBeforeItSaidAnything() {
    Membership silent =
        Membership.of(Cast.BUCKET, FOUNDER.author(), List.of(), SignatureCheck.PLAIN);

    assertThat(silent.modeOf(FOUNDER.author())).contains(OWNER);
    assertThat(silent.members()).isEmpty();
    assertThat(mode(FOUNDER)).isEqualTo(OWNER);
  }

  @Test
  void aNode_joinsByAShare_atAnOwner_andAtWhoeverJoinedToWrite() {
    cast.share(FOUNDER, 1, READS, READ, Terms.NONE)
        .share(FOUNDER, 2, WRITES, WRITE, Terms.NONE)
        .join(FOUNDER, 3, WRITER, WRITES, WRITE)
        .join(WRITER, 4, READER, READS, READ);

    assertThat(mode(WRITER)).isEqualTo(WRITE);
    assertThat(mode(READER)).isEqualTo(READ);
    Membership members = cast.membership(FOUNDER);
    assertThat(members.find(READER.id()).orElseThrow().share()).contains(READS.id());
    assertThat(members.writers()).containsExactlyInAnyOrder(FOUNDER.author(), WRITER.author());
    assertThat(members.takes(READER.author(), DocumentKey.of(new ObjectKey("k")))).isFalse();
    assertThat(members.takes(WRITER.author(), DocumentKey.of(new ObjectKey("k")))).isTrue();
    assertThat(members.takes(WRITER.author(), DocumentKey.ofSetting("policy"))).isFalse();
    assertThat(members.takes(FOUNDER.author(), DocumentKey.ofSetting("policy"))).isTrue();
  }

  @Test
  void aStatement_isTakenOnlyOfTheAuthorInItsName() {
    cast.name(FOUNDER, 1, WRITER, WRITE);
    Membership members = cast.membership(FOUNDER);
    String own = Statement.nameOf(READER.id(), WRITER.author());
    String ofAnother = Statement.nameOf(READER.id(), FOUNDER.author());

    assertThat(members.takes(WRITER.author(), DocumentKey.ofSetting(own))).isTrue();
    assertThat(members.takes(WRITER.author(), DocumentKey.ofSetting(ofAnother))).isFalse();
    assertThat(
            members.takes(
                WRITER.author(),
                DocumentKey.ofSetting("share/" + READS.id() + "/" + WRITER.author().hex())))
        .isFalse();
  }

  @Test
  void aReader_admitsNobody() {
    cast.share(FOUNDER, 1, READS, READ, Terms.NONE)
        .join(FOUNDER, 2, READER, READS, READ)
        .join(READER, 3, STRANGER, READS, READ);

    assertThat(isMember(STRANGER)).isFalse();
  }

  @Test
  void whatAWriteMemberForges_countsForNothing() {
    cast.share(FOUNDER, 1, WRITES, WRITE, Terms.NONE).join(FOUNDER, 2, WRITER, WRITES, WRITE);
    SortedMap<String, String> before = shown();

    // Members, shares and an owner, by its own word.
    cast.name(WRITER, 10, STRANGER, WRITE)
        .name(WRITER, 11, WRITER, OWNER)
        .remove(WRITER, 12, FOUNDER)
        .share(WRITER, 13, Cast.key(9), WRITE, Terms.NONE)
        .join(WRITER, 14, STRANGER, Cast.key(9), WRITE);
    // The owner's share, said to be wider or made for it.
    cast.share(WRITER, 15, WRITES, READ, madeFor(STRANGER));

    assertThat(shown()).isEqualTo(before);
  }

  @Test
  void aMode_isNotRaisedAboveTheShares() {
    cast.share(FOUNDER, 1, READS, READ, Terms.NONE)
        .share(FOUNDER, 1, WRITES, WRITE, Terms.NONE)
        .join(FOUNDER, 2, WRITER, WRITES, WRITE)
        .join(WRITER, 3, STRANGER, READS, WRITE)
        .join(WRITER, 4, READER, WRITES, OWNER);

    assertThat(isMember(STRANGER)).isFalse();
    assertThat(isMember(READER)).isFalse();
  }

  @Test
  void aProof_isOfOneNodeOneAuthorOneAdmitterAndOneBucket() {
    cast.share(FOUNDER, 1, WRITES, WRITE, Terms.NONE).join(FOUNDER, 2, WRITER, WRITES, WRITE);
    JoinProof honest = cast.proof(WRITER, READER, WRITES);
    JoinTerms terms = honest.terms();

    // Whoever has the ticket signs by its key, but not for another node.
    JoinTerms forStranger =
        new JoinTerms(
            Cast.BUCKET, WRITES.id(), WRITER.id(), STRANGER.id(), WRITER.author(), terms.nonces());
    say(JoinProof.of(forStranger, WRITES, WRITER.key()));
    // A joiner's signatures for another author, another admitter, another bucket.
    JoinTerms asWriter =
        new JoinTerms(
            Cast.BUCKET, WRITES.id(), WRITER.id(), READER.id(), WRITER.author(), terms.nonces());
    say(new JoinProof(asWriter, honest.byShare(), honest.byNode()));
    JoinTerms elsewhere =
        new JoinTerms(
            new BucketId(8, 8),
            WRITES.id(),
            WRITER.id(),
            READER.id(),
            READER.author(),
            terms.nonces());
    JoinProof ofOther = JoinProof.of(elsewhere, WRITES, READER.key());
    say(new JoinProof(terms, ofOther.byShare(), ofOther.byNode()));

    assertThat(isMember(STRANGER)).isFalse();
    assertThat(isMember(READER)).isFalse();
  }

  private void say(JoinProof proof) {
    cast.say(new OfJoining(Cast.stamp(WRITER, 50), new JoinRecord(WRITE, proof, Contact.NONE)));
  }

  @Test
  void aJoining_atOneMember_isNotReplayedByAnother() {
    cast.share(FOUNDER, 1, WRITES, WRITE, Terms.NONE)
        .join(FOUNDER, 2, WRITER, WRITES, WRITE)
        .join(FOUNDER, 3, THIRD, WRITES, WRITE);
    JoinProof atWriter = cast.proof(WRITER, READER, WRITES);
    cast.say(new OfJoining(Cast.stamp(THIRD, 9), new JoinRecord(WRITE, atWriter, Contact.NONE)));

    assertThat(isMember(READER)).isFalse();
  }

  @Test
  void aShare_thatExpired_wasRevoked_orIsForAnother_admitsNobody() {
    ShareKey revoked = Cast.key(11);
    ShareKey ofAnother = Cast.key(12);
    cast.share(
            FOUNDER,
            1,
            revoked,
            WRITE,
            new Terms(Optional.empty(), Optional.empty(), true, Fields.none()))
        .share(FOUNDER, 1, ofAnother, WRITE, madeFor(READER))
        .share(FOUNDER, 1, WRITES, WRITE, Terms.NONE)
        .join(FOUNDER, 3, STRANGER, revoked, WRITE)
        .join(FOUNDER, 4, STRANGER, ofAnother, WRITE)
        .join(FOUNDER, 3_600_000, STRANGER, WRITES, WRITE);

    assertThat(isMember(STRANGER)).isFalse();
    cast.join(FOUNDER, 3_599_999, WRITER, WRITES, WRITE);
    assertThat(isMember(WRITER)).isTrue();
  }

  @Test
  void aShareWithANumberOfUses_admitsAtItsIssuerAlone() {
    cast.share(FOUNDER, 1, WRITES, WRITE, Terms.NONE)
        .share(FOUNDER, 1, READS, READ, uses(1))
        .join(FOUNDER, 2, WRITER, WRITES, WRITE)
        .join(WRITER, 3, STRANGER, READS, READ);
    assertThat(isMember(STRANGER)).isFalse();

    cast.join(FOUNDER, 4, READER, READS, READ);
    assertThat(isMember(READER)).isTrue();
  }

  @Test
  void aNodeThatAnOwnerRemoved_comesBackOnlyByATicketMadeForItLater() {
    ShareKey earlier = Cast.key(21);
    ShareKey later = Cast.key(22);
    cast.share(FOUNDER, 1, WRITES, WRITE, Terms.NONE)
        .share(FOUNDER, 1, earlier, WRITE, madeFor(WRITER))
        .join(FOUNDER, 2, WRITER, WRITES, WRITE)
        .remove(FOUNDER, 10, WRITER);
    assertThat(isMember(WRITER)).isFalse();

    cast.join(FOUNDER, 11, WRITER, WRITES, WRITE).join(FOUNDER, 12, WRITER, earlier, WRITE);
    assertThat(isMember(WRITER)).isFalse();

    cast.share(FOUNDER, 13, later, READ, madeFor(WRITER)).join(FOUNDER, 14, WRITER, later, READ);
    // To read, as that ticket says: what it had joined by before counts no more.
    assertThat(mode(WRITER)).isEqualTo(READ);
  }

  @Test
  void anOwnersWordOfAMode_standsAgainstATicketThatIsImportedAgain() {
    cast.share(FOUNDER, 1, WRITES, WRITE, Terms.NONE)
        .join(FOUNDER, 2, WRITER, WRITES, WRITE)
        .name(FOUNDER, 10, WRITER, READ)
        .join(FOUNDER, 11, WRITER, WRITES, WRITE);

    assertThat(mode(WRITER)).isEqualTo(READ);
  }

  @Test
  void ofTwoOwnersWhoRemoveEachOther_theSeniorStays_whateverTimeTheOtherClaims() {
    cast.name(FOUNDER, 1, SECOND, OWNER)
        .name(FOUNDER, 2, THIRD, OWNER)
        .remove(THIRD, -50_000, SECOND)
        .remove(SECOND, 100, THIRD)
        .remove(THIRD, 100_000, FOUNDER);

    assertThat(isMember(THIRD)).isFalse();
    assertThat(mode(SECOND)).isEqualTo(OWNER);
    assertThat(mode(FOUNDER)).isEqualTo(OWNER);
  }

  @Test
  void whatARemovedOwnerSays_countsForNothing_whenever() {
    cast.name(FOUNDER, 1, SECOND, OWNER).name(SECOND, 2, READER, READ);
    assertThat(isMember(READER)).isTrue();
    cast.remove(FOUNDER, 10, SECOND);
    SortedMap<String, String> before = shown();

    cast.name(SECOND, 3, STRANGER, OWNER)
        .name(SECOND, 999, SECOND, OWNER)
        .share(SECOND, 4, WRITES, WRITE, Terms.NONE)
        .join(SECOND, 5, STRANGER, WRITES, WRITE)
        .join(FOUNDER, 6, THIRD, WRITES, WRITE);

    assertThat(shown()).isEqualTo(before);
    assertThat(before.keySet()).containsExactly(FOUNDER.id().hex());
  }

  @Test
  void anOwner_mayNotDecideAboutOneWhoIsSeniorToIt() {
    cast.name(FOUNDER, 1, SECOND, OWNER)
        .name(SECOND, 2, THIRD, OWNER)
        .name(FOUNDER, 3, READER, READ);
    Membership members = cast.membership(FOUNDER);

    assertThat(members.mayDecideAbout(THIRD.author(), SECOND.id())).isFalse();
    assertThat(members.mayDecideAbout(THIRD.author(), FOUNDER.id())).isFalse();
    assertThat(members.mayDecideAbout(THIRD.author(), THIRD.id())).isFalse();
    assertThat(members.mayDecideAbout(THIRD.author(), READER.id())).isTrue();
    assertThat(members.mayDecideAbout(SECOND.author(), THIRD.id())).isTrue();
    assertThat(members.mayDecideAbout(READER.author(), STRANGER.id())).isFalse();
  }

  @Test
  void ofOwners_theLaterWordAboutAMember_counts() {
    cast.name(FOUNDER, 1, SECOND, OWNER)
        .name(FOUNDER, 5, READER, READ)
        .name(SECOND, 6, READER, WRITE);
    assertThat(mode(READER)).isEqualTo(WRITE);

    cast.remove(FOUNDER, 7, READER);
    assertThat(isMember(READER)).isFalse();
  }

  @Test
  void whereAMemberIs_itSaysItself_andNobodyElseForIt() {
    Contact own = new Contact("laptop", List.of(Addresses.parse("192.0.2.1:4433")));
    Contact forged = new Contact("laptop", List.of(Addresses.parse("198.51.100.9:1")));
    cast.name(FOUNDER, 1, WRITER, WRITE)
        .name(FOUNDER, 1, THIRD, WRITE)
        .say(
            new OfMember(
                WRITER.id(), Cast.stamp(WRITER, 5), new MemberRecord.Self(own, Fields.none())))
        .say(
            new OfMember(
                WRITER.id(), Cast.stamp(THIRD, 9), new MemberRecord.Self(forged, Fields.none())));

    assertThat(cast.membership(FOUNDER).find(WRITER.id()).orElseThrow().contact()).isEqualTo(own);
  }

  @Test
  void aMember_mayWriteAsEveryAuthorThatItJoinedWith() {
    Node again = new Node(WRITER.key(), STRANGER.author());
    cast.share(FOUNDER, 1, WRITES, WRITE, Terms.NONE)
        .join(FOUNDER, 2, WRITER, WRITES, WRITE)
        .join(FOUNDER, 3, again, WRITES, WRITE);

    assertThat(cast.membership(FOUNDER).find(WRITER.id()).orElseThrow().authors())
        .containsExactlyInAnyOrder(WRITER.author(), STRANGER.author());
  }

  @Test
  void theLatestClockAboutANode_isWhatANewWordMustBeBehind() {
    cast.name(FOUNDER, 5, SECOND, OWNER).share(FOUNDER, 9, READS, READ, madeFor(READER));
    Membership members = cast.membership(FOUNDER);

    assertThat(members.latestAbout(SECOND.id())).isEqualTo(Cast.stamp(FOUNDER, 5).clock());
    assertThat(members.latestAbout(READER.id())).isEqualTo(Cast.stamp(FOUNDER, 9).clock());
    assertThat(members.latestAbout(STRANGER.id())).isZero();
    assertThat(members.share(READS.id()).map(OfShare::says)).isPresent();
  }

  @Test
  void aWordWithTheWrongMode_isNoOwner() {
    Named word = Cast.named(SECOND, WRITE, false);
    cast.say(new OfMember(SECOND.id(), Cast.stamp(FOUNDER, 1), word))
        .name(SECOND, 2, STRANGER, READ);

    assertThat(isMember(STRANGER)).isFalse();
    assertThat(mode(SECOND)).isEqualTo(WRITE);
  }

  private SortedMap<String, String> shown() {
    SortedMap<String, String> shown = new TreeMap<>();
    cast.membership(FOUNDER)
        .members()
        .forEach(member -> shown.put(member.node().hex(), member.mode() + " " + member.authors()));
    return shown;
  }
}
