package io.horizonpush.iroh.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.replica.ReplicaId;
import io.horizonpush.iroh.share.Cast.Node;
import io.horizonpush.iroh.share.Statement.OfEpoch;
import io.horizonpush.s3.model.MemberMode;
import io.horizonpush.s3.model.Register;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which epoch a bucket is in, by what its owners say. */
class EpochChoiceTest {

  private static final Node FOUNDER = Node.of(1);
  private static final Node SECOND = Node.of(2);
  private static final Node THIRD = Node.of(3);
  private static final Node WRITER = Node.of(4);

  private final Cast cast =
      new Cast()
          .founded(FOUNDER)
          .name(FOUNDER, 1, SECOND, MemberMode.OWNER)
          .name(SECOND, 2, THIRD, MemberMode.OWNER)
          .name(FOUNDER, 3, WRITER, MemberMode.WRITE);

  private static OfEpoch epoch(Node by, long at, long number) {
    byte[] id = new byte[ReplicaId.LENGTH];
    id[0] = (byte) number;
    id[1] = (byte) by.author().hashCode();
    return new OfEpoch(number, Cast.stamp(by, at), new EpochRecord(ReplicaId.of(id)));
  }

  @Test
  void theGreatestNumberCounts_andOfOneNumberThatOfTheSenior_inAnyOrder() {
    OfEpoch expected = epoch(SECOND, 10, 2);
    cast.say(epoch(FOUNDER, 30, 1));
    cast.say(epoch(THIRD, 5, 2));
    cast.say(expected);
    cast.say(epoch(WRITER, 40, 9));
    for (List<Statement> order : orders(cast.said())) {
      Membership members =
          Membership.of(Cast.BUCKET, FOUNDER.author(), order, SignatureCheck.PLAIN);
      assertThat(members.epoch()).contains(expected);
    }
  }

  @Test
  void whatARemovedOwnerOpened_countsForNothing_whateverNumberItHas() {
    cast.say(epoch(FOUNDER, 10, 1));
    cast.say(epoch(THIRD, 11, EpochRecord.MOST));
    assertThat(cast.membership(FOUNDER).epoch().map(OfEpoch::number)).contains(EpochRecord.MOST);
    cast.remove(SECOND, 12, THIRD);
    assertThat(cast.membership(FOUNDER).epoch().map(OfEpoch::number)).contains(1L);
  }

  @Test
  void nobodyWritesItInTheNameOfAnother_norAnotherForm() {
    OfEpoch honest = epoch(SECOND, 10, 2);
    assertThat(read(honest.name(), honest.text())).isEqualTo(honest);
    for (String name :
        List.of(
            "epoch/02/" + SECOND.author().hex(),
            "epoch/0/" + SECOND.author().hex(),
            "epoch/-1/" + SECOND.author().hex(),
            "epoch/9007199254740993/" + SECOND.author().hex(),
            "epoch/2/" + THIRD.author().hex())) {
      assertThatThrownBy(() -> read(name, honest.text()))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> read(honest.name(), "document=00"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> read(honest.name(), honest.text().replace("=0", "=A")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(cast.membership(FOUNDER).takes(WRITER.author(), key(epoch(WRITER, 1, 1)))).isFalse();
    assertThat(cast.membership(FOUNDER).takes(SECOND.author(), key(honest))).isTrue();
    assertThat(cast.membership(FOUNDER).takes(THIRD.author(), key(honest))).isFalse();
  }

  private static DocumentKey key(OfEpoch of) {
    return DocumentKey.ofSetting(of.name());
  }

  private static Statement read(String name, String text) {
    return Statement.parse(
        Cast.BUCKET, name, new Register<>(Cast.stamp(SECOND, 10), Optional.of(text)));
  }

  /** Every order of some statements. */
  private static List<List<Statement>> orders(List<Statement> said) {
    if (said.isEmpty()) {
      return List.of(List.of());
    }
    List<List<Statement>> all = new ArrayList<>();
    for (Statement first : said) {
      List<Statement> rest = new ArrayList<>(said);
      rest.remove(first);
      for (List<Statement> order : orders(rest)) {
        List<Statement> whole = new ArrayList<>(order);
        whole.addFirst(first);
        all.add(whole);
      }
    }
    return all;
  }
}
