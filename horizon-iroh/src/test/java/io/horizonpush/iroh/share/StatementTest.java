package io.horizonpush.iroh.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.share.Cast.Node;
import io.horizonpush.iroh.share.MemberRecord.Named;
import io.horizonpush.iroh.share.ShareRecord.Terms;
import io.horizonpush.iroh.share.Statement.OfMember;
import io.horizonpush.s3.model.MemberMode;
import io.horizonpush.s3.model.Register;
import io.horizonpush.s3.model.WriterId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What statements look like in a bucket's document: in one form, and nothing else. */
class StatementTest {

  private static final Node FOUNDER = Node.of(1);
  private static final Node OTHER = Node.of(2);
  private static final Contact CONTACT =
      new Contact(
          "büro 1",
          List.of(
              Addresses.parse("192.0.2.1:4433"), Addresses.parse("[2001:db8:0:0:0:0:0:1]:4433")));

  private static Register<Optional<String>> setting(Statement statement) {
    return new Register<>(statement.stamp(), Optional.of(statement.text()));
  }

  private static Statement parse(Statement statement) {
    return Statement.parse(Cast.BUCKET, statement.name(), setting(statement));
  }

  @Test
  void everyStatement_readsBackAsItWas() {
    Cast cast =
        new Cast()
            .founded(FOUNDER)
            .share(FOUNDER, 1, Cast.key(1), MemberMode.WRITE, Cast.uses(3))
            .share(FOUNDER, 1, Cast.key(2), MemberMode.READ, Cast.madeFor(OTHER))
            .join(FOUNDER, 2, OTHER, Cast.key(2), MemberMode.READ)
            .remove(FOUNDER, 3, OTHER)
            .say(
                new OfMember(
                    OTHER.id(),
                    Cast.stamp(OTHER, 4),
                    new MemberRecord.Self(CONTACT, Fields.none())));
    for (Statement statement : cast.said()) {
      assertThat(parse(statement).text()).isEqualTo(statement.text());
      assertThat(parse(statement).name()).isEqualTo(statement.name());
      assertThat(parse(statement).getClass()).isEqualTo(statement.getClass());
    }
    assertThat(cast.said()).hasSize(6);
  }

  @Test
  void theTexts_areThese() {
    ShareRecord share = Cast.record(FOUNDER, Cast.key(1), MemberMode.WRITE, Cast.uses(3)).revoked();
    assertThat(share.text())
        .isEqualTo(
            "expires=1782867600\nissuer=%s\nkey=%s\nkind=bucket\nmode=write\nrevoked=yes\nuses=3"
                .formatted(FOUNDER.id(), share.publicKey()));
    Named named =
        new Named(MemberMode.OWNER, List.of(FOUNDER.author()), true, CONTACT, Fields.none());
    assertThat(named.text())
        .isEqualTo(
            "addresses=192.0.2.1:4433,[2001:db8:0:0:0:0:0:1]:4433\nauthors=%s\nby=owner\nmode=owner\nname=büro 1\nremoved=yes"
                .formatted(FOUNDER.author()));
  }

  @Test
  void aFieldOfANewerNode_isKept_andOneThatMustBeUnderstoodCountsForNothing() {
    String text = Cast.named(OTHER, MemberMode.READ, false).text();

    assertThat(MemberRecord.parse(text + "\nzone=eu").text()).isEqualTo(text + "\nzone=eu");
    assertThatThrownBy(() -> MemberRecord.parse("!until=1\n" + text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("newer");
    String share = Cast.record(FOUNDER, Cast.key(1), MemberMode.READ, Terms.NONE).text();
    assertThat(ShareRecord.parse(share + "\nzone=eu").revoked().text()).contains("zone=eu");
  }

  @Test
  void aStatement_isByTheAuthorInItsName_andAboutTheShareThatItsKeyNames() {
    Statement honest = new Cast().founded(FOUNDER).said().getFirst();
    WriterId other = OTHER.author();

    assertThat(Statement.refusal(Cast.BUCKET, FOUNDER.author(), honest.name(), setting(honest)))
        .isEmpty();
    assertThat(Statement.refusal(Cast.BUCKET, other, honest.name(), setting(honest))).isPresent();
    String ofOther = Statement.nameOf(FOUNDER.id(), other);
    assertThat(Statement.refusal(Cast.BUCKET, FOUNDER.author(), ofOther, setting(honest)))
        .isPresent();
    assertThat(
            Statement.refusal(
                Cast.BUCKET,
                FOUNDER.author(),
                honest.name(),
                new Register<>(honest.stamp(), Optional.empty())))
        .isPresent();
    Statement share =
        new Cast().share(FOUNDER, 1, Cast.key(1), MemberMode.READ, Terms.NONE).said().getFirst();
    String renamed = share.name().replace(Cast.key(1).id().hex(), Cast.key(2).id().hex());
    assertThat(Statement.find(Cast.BUCKET, renamed, setting(share))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "mode=read\nauthors=00",
        "mode=read\nmode=read",
        "by=owner",
        "by=nobody\nmode=read",
        "authors=zz\nby=owner\nmode=read",
        "authors=\nby=owner\nmode=read",
        "addresses=localhost:80\nby=self",
        "addresses=192.0.2.1:080\nby=self",
        "addresses=192.0.2.1:0\nby=self",
        "addresses=192.0.2.1:1,192.0.2.1:2,192.0.2.1:3,192.0.2.1:4,192.0.2.1:5\nby=self",
        "addresses=[::ffff:192.0.2.1]:1\nby=self",
        "addresses=[fe80::1%eth0]:1\nby=self",
        "addresses=[2001:db8::1]:1\nby=self",
        "by=self\n",
        "by=self\nBig=1",
        "by=self\nname=a\tb",
        "by=self\nname=\u202Eb",
        "name=a\nby=self",
      })
  void whatIsInAnotherForm_isNoRecordOfAMember(String text) {
    assertThatThrownBy(() -> MemberRecord.parse(text)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ShareRecord.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsTooLong_isNoRecord() {
    assertThatThrownBy(() -> Fields.parse("by=self\nzone=" + "x".repeat(Fields.LONGEST)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Contact("x".repeat(65), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"uses=0", "uses=-1", "uses=10001", "uses=01", "revoked=no", "for=zz"})
  void aShareWithAFieldThatCannotBe_isNone(String field) {
    Fields fields =
        Fields.parse(Cast.record(FOUNDER, Cast.key(1), MemberMode.READ, Terms.NONE).text());
    int at = field.indexOf('=');
    String text = fields.with(field.substring(0, at), field.substring(at + 1)).text();

    assertThatThrownBy(() -> ShareRecord.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  /** A node with a newer Java would otherwise see another member. */
  @Test
  void aName_mayHaveCharactersThatThisJavaDoesNotKnow_butNoneThatHideOrTurn() {
    String unassigned = Character.toString(0x0378);
    assertThat(new Contact("a" + unassigned, List.of()).name()).hasSize(2);
    for (int hidden :
        new int[] {0x0A, 0x85, 0xAD, 0x200B, 0x202E, 0x2028, 0x2066, 0xFEFF, 0xE0041}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Contact("a" + Character.toString(hidden), List.of()));
    }
  }
}
