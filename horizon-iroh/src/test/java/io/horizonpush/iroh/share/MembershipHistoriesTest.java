package io.horizonpush.iroh.share;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.share.Cast.Node;
import io.horizonpush.iroh.share.ShareRecord.Terms;
import io.horizonpush.s3.model.MemberMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Random things that random nodes say, honest or not. */
class MembershipHistoriesTest {

  private static final int HISTORIES = 60;
  private static final List<MemberMode> MODES = List.of(MemberMode.values());
  private static final List<Node> NODES = nodes();
  private static final Node HOSTILE = Node.of(99);
  private static final SignatureCheck CHECK =
      SignatureCheck.remembering(SignatureCheck.PLAIN, 10_000);
  private static final List<ShareKey> KEYS = List.of(Cast.key(1), Cast.key(2), Cast.key(3));

  private static List<Node> nodes() {
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      nodes.add(Node.of(i + 1));
    }
    return List.copyOf(nodes);
  }

  @Test
  void anyOrderOfArrival_givesTheSameMembers() {
    long seed = new Random().nextLong();
    SplittableRandom dice = new SplittableRandom(seed);
    for (int i = 0; i < HISTORIES; i++) {
      Cast cast = history(dice, NODES);
      List<Statement> shuffled = new ArrayList<>(cast.said());
      Collections.shuffle(shuffled, Random.from(dice));

      assertThat(shown(shuffled)).as("seed %d, history %d", seed, i).isEqualTo(shown(cast.said()));
    }
  }

  @Test
  void whoNeverWasAnOwner_changesNothingByWhatOwnersSay() {
    long seed = new Random().nextLong();
    SplittableRandom dice = new SplittableRandom(seed);
    for (int i = 0; i < HISTORIES; i++) {
      Cast cast = history(dice, NODES.subList(0, 3));
      String before = shown(cast.said());
      for (int each = 0; each < 10; each++) {
        ownersWord(cast, HOSTILE, dice);
      }

      assertThat(shown(cast.said())).as("seed %d, history %d", seed, i).isEqualTo(before);
    }
  }

  @Test
  void theFounder_staysAnOwner_andNobodyIsOneWithoutASeniorsWord() {
    long seed = new Random().nextLong();
    SplittableRandom dice = new SplittableRandom(seed);
    for (int i = 0; i < HISTORIES; i++) {
      Membership members =
          Membership.of(Cast.BUCKET, NODES.getFirst().author(), history(dice, NODES).said(), CHECK);

      assertThat(members.find(NODES.getFirst().id()).map(Member::mode))
          .as("seed %d, history %d", seed, i)
          .contains(MemberMode.OWNER);
      assertThat(members.mayDecideAbout(NODES.get(1).author(), NODES.getFirst().id())).isFalse();
    }
  }

  /** What some nodes say; the first is the founder, and says of itself that it is. */
  private static Cast history(SplittableRandom dice, List<Node> speakers) {
    Cast cast = new Cast().founded(NODES.getFirst());
    for (int each = 0; each < 40; each++) {
      Node by = speakers.get(dice.nextInt(speakers.size()));
      if (dice.nextInt(3) == 0) {
        cast.join(by, at(dice), other(dice), KEYS.get(dice.nextInt(3)), mode(dice));
      } else {
        ownersWord(cast, by, dice);
      }
    }
    return cast;
  }

  private static void ownersWord(Cast cast, Node by, SplittableRandom dice) {
    Node node = other(dice);
    switch (dice.nextInt(4)) {
      case 0, 1 -> cast.name(by, at(dice), node, mode(dice));
      case 2 -> cast.remove(by, at(dice), node);
      default -> {
        Optional<Integer> uses = dice.nextInt(3) == 0 ? Optional.of(2) : Optional.empty();
        MemberMode mode = dice.nextBoolean() ? MemberMode.READ : MemberMode.WRITE;
        Terms terms =
            new Terms(
                uses,
                dice.nextInt(3) == 0 ? Optional.of(node.id()) : Optional.empty(),
                dice.nextInt(5) == 0,
                Fields.none());
        cast.share(by, at(dice), KEYS.get(dice.nextInt(3)), mode, terms);
      }
    }
  }

  /** Anybody but the founder, who says of itself what it is. */
  private static Node other(SplittableRandom dice) {
    return NODES.get(1 + dice.nextInt(NODES.size() - 1));
  }

  private static long at(SplittableRandom dice) {
    return dice.nextLong(1, 51);
  }

  private static MemberMode mode(SplittableRandom dice) {
    return MODES.get(dice.nextInt(MODES.size()));
  }

  private static String shown(List<Statement> said) {
    Membership members = Membership.of(Cast.BUCKET, NODES.getFirst().author(), said, CHECK);
    TreeMap<String, String> shown = new TreeMap<>();
    members
        .members()
        .forEach(
            member ->
                shown.put(
                    member.node().hex(),
                    member.mode()
                        + " "
                        + member.authors().stream().sorted().toList()
                        + member.share()));
    return shown + " " + members.shares().stream().map(Statement::text).toList();
  }
}
