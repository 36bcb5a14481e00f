package io.horizonpush.iroh.share;

import static io.horizonpush.s3.model.MemberMode.READ;
import static io.horizonpush.s3.model.MemberMode.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.share.Cast.Node;
import io.horizonpush.iroh.share.ShareRecord.Terms;
import io.horizonpush.iroh.share.Statement.OfParting;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.Stamp;
import org.junit.jupiter.api.Test;

/** Who is a member no more by its own word, and whose word that is. */
class PartingTest {

  private static final Node FOUNDER = Node.of(1);
  private static final Node WRITER = Node.of(2);
  private static final Node READER = Node.of(3);
  private static final ShareKey READS = Cast.key(1);
  private static final ShareKey WRITES = Cast.key(2);

  private final Cast cast =
      new Cast()
          .founded(FOUNDER)
          .share(FOUNDER, 1, READS, READ, Terms.NONE)
          .share(FOUNDER, 2, WRITES, WRITE, Terms.NONE)
          .join(FOUNDER, 3, WRITER, WRITES, WRITE)
          .join(WRITER, 4, READER, READS, READ);

  private boolean isMember(Node node) {
    return cast.membership(FOUNDER).mayRead(node.id());
  }

  private static long clock(long millis) {
    return Stamp.clockOf(Cast.BEGIN.plusMillis(millis));
  }

  private void leave(Node node, long at) {
    pass(FOUNDER, node, at, Parting.sign(Cast.BUCKET, clock(at), node.key()));
  }

  private void pass(Node by, Node node, long at, Parting parting) {
    cast.say(new OfParting(node.id(), Cast.stamp(by, at), parting));
  }

  @Test
  void aNodeThatLeft_isNoMember_andWhomItLetInStays() {
    leave(WRITER, 10);

    assertThat(isMember(WRITER)).isFalse();
    assertThat(isMember(READER)).isTrue();
    Membership members = cast.membership(FOUNDER);
    assertThat(members.allows(WRITER.id(), READ)).isFalse();
    assertThat(members.takes(WRITER.author(), DocumentKey.of(new ObjectKey("earlier")))).isTrue();
    assertThat(members.leftAt(WRITER.id())).isEqualTo(clock(10));
  }

  @Test
  void aNodeThatLeft_isAMemberAgain_onceSomebodyLetsItIn() {
    leave(READER, 10);
    cast.join(WRITER, 9, READER, READS, READ);
    assertThat(isMember(READER)).isFalse();
    cast.join(FOUNDER, 11, READER, READS, READ);
    assertThat(isMember(READER)).isTrue();
    leave(READER, 12);
    cast.name(FOUNDER, 13, READER, READ);
    assertThat(isMember(READER)).isTrue();
  }

  @Test
  void evenTheFounderMayLeave_andWhatItSaidStands() {
    leave(FOUNDER, 10);

    assertThat(isMember(FOUNDER)).isFalse();
    assertThat(isMember(WRITER)).isTrue();
    assertThat(isMember(READER)).isTrue();
  }

  @Test
  void nobodyElse_saysThatANodeLeft() {
    pass(WRITER, READER, 10, Parting.sign(Cast.BUCKET, clock(10), WRITER.key()));
    pass(FOUNDER, READER, 10, Parting.sign(new BucketId(8, 8), clock(10), READER.key()));
    Parting own = Parting.sign(Cast.BUCKET, clock(2), READER.key());
    pass(FOUNDER, READER, 11, new Parting(clock(11), own.signature()));

    assertThat(isMember(READER)).isTrue();
  }

  /** Else a node could make everything void that is ever said of it. */
  @Test
  void aWordThatIsLaterThanWhoPassesItOn_countsForNothing() {
    pass(FOUNDER, READER, 10, Parting.sign(Cast.BUCKET, -1L, READER.key()));

    assertThat(isMember(READER)).isTrue();
    assertThat(cast.membership(FOUNDER).leftAt(READER.id())).isZero();
  }

  @Test
  void itsText_isReadAsItWasWritten() {
    Parting parting = Parting.sign(Cast.BUCKET, clock(10), READER.key());

    assertThat(Parting.parse(parting.text())).isEqualTo(parting);
  }
}
