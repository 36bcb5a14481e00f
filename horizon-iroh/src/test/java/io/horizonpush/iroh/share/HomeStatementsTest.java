package io.horizonpush.iroh.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.share.Statement.OfHome;
import io.horizonpush.s3.model.MemberMode;
import io.horizonpush.s3.model.Register;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which of what is said about the home of a bucket counts. */
class HomeStatementsTest {

  private static final Cast.Node FOUNDER = Cast.Node.of(1);
  private static final Cast.Node SECOND = Cast.Node.of(2);
  private static final Cast.Node WRITER = Cast.Node.of(3);
  private static final String HISTORY = "0123456789abcdef0123456789abcdef";
  private static final Standing STANDING = new Standing(HISTORY, 42);

  private final Cast cast =
      new Cast()
          .founded(FOUNDER)
          .name(FOUNDER, 1, SECOND, MemberMode.OWNER)
          .name(FOUNDER, 2, WRITER, MemberMode.WRITE);

  @Test
  void theFirstHome_isWhomAnOwnerNames() {
    assertThat(cast.membership(FOUNDER).home()).isEmpty();
    say(FOUNDER, 3, first(WRITER));

    assertThat(cast.membership(FOUNDER).home()).contains(first(WRITER));
  }

  @Test
  void ofTwoWithOneNumber_theMoreSeniorOwnersIsIt() {
    say(SECOND, 9, first(SECOND));
    say(FOUNDER, 3, first(WRITER));

    assertThat(cast.membership(FOUNDER).home()).contains(first(WRITER));
  }

  @Test
  void theGreatestNumber_counts_whoeverSaysIt() {
    HomeRecord moved = handedOver(WRITER, 2, SECOND);
    say(FOUNDER, 9, first(WRITER));
    say(SECOND, 3, moved);

    assertThat(cast.membership(FOUNDER).home()).contains(moved);
    assertThat(moved.isForced()).isFalse();
  }

  @Test
  void whatAnotherThanTheHomeBeforeSigned_countsForNothing() {
    HomeRecord honest = handedOver(WRITER, 2, SECOND);
    HomeRecord forged =
        new HomeRecord(
            SECOND.id(),
            3,
            HISTORY,
            honest.handover().map(up -> new Handover(WRITER.id(), up.standing(), up.signature())));
    say(FOUNDER, 3, first(WRITER));
    say(SECOND, 4, forged);

    assertThat(cast.membership(FOUNDER).home()).contains(first(WRITER));
  }

  @Test
  void whatAWriterSays_isNotTaken_andCountsForNothing() {
    say(FOUNDER, 3, first(FOUNDER));
    say(WRITER, 4, new HomeRecord(WRITER.id(), 7, HISTORY, Optional.empty()));

    Membership members = cast.membership(FOUNDER);
    assertThat(members.home()).contains(first(FOUNDER));
    assertThat(members.takes(WRITER.author(), key(WRITER))).isFalse();
    assertThat(members.takes(SECOND.author(), key(SECOND))).isTrue();
    assertThat(members.takes(SECOND.author(), key(FOUNDER)))
        .as("in the place of another's word")
        .isFalse();
  }

  @Test
  void aStatement_isReadAsItWasWritten() {
    OfHome statement = new OfHome(Cast.stamp(FOUNDER, 3), handedOver(WRITER, 2, SECOND));
    Register<Optional<String>> setting =
        new Register<>(statement.stamp(), Optional.of(statement.text()));

    assertThat(Statement.parse(Cast.BUCKET, statement.name(), setting)).isEqualTo(statement);
    assertThat(Statement.isNamed(statement.name())).isTrue();
  }

  @Test
  void aNumberThatCannotBe_isNone() {
    assertThatThrownBy(() -> new HomeRecord(SECOND.id(), 0, HISTORY, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> new HomeRecord(SECOND.id(), HomeRecord.MOST + 1, HISTORY, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new HomeRecord(SECOND.id(), 1, "history", Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static DocumentKey key(Cast.Node by) {
    return DocumentKey.ofSetting(Statement.HOME + by.author().hex());
  }

  private static HomeRecord first(Cast.Node node) {
    return new HomeRecord(node.id(), 1, HISTORY, Optional.empty());
  }

  private static HomeRecord handedOver(Cast.Node from, long number, Cast.Node to) {
    Handover.Terms terms = new Handover.Terms(Cast.BUCKET, number, to.id(), HISTORY);
    return new HomeRecord(
        to.id(), number, HISTORY, Optional.of(Handover.sign(terms, STANDING, from.key())));
  }

  private void say(Cast.Node by, long at, HomeRecord record) {
    cast.say(new OfHome(Cast.stamp(by, at), record));
  }
}
