package io.horizonpush.iroh.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerNetwork;
import io.horizonpush.iroh.net.PeerStream;
import io.horizonpush.iroh.net.ProcessNetwork;
import io.horizonpush.iroh.net.StreamPair;
import io.horizonpush.iroh.share.ShareException.Reason;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Owner;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Plugins that nodes give by tickets, to those who have them and to those who do not. */
@Timeout(60)
class PluginExchangeTest {

  private static final Instant NOW = Instant.parse("2026-07-01T00:00:00Z");
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Cast.Node GIVER = Cast.Node.of(1);
  private static final Cast.Node TAKER = Cast.Node.of(2);
  private static final Cast.Node THIEF = Cast.Node.of(3);

  private final ProcessNetwork net = new ProcessNetwork();
  private final Shelf shelf = new Shelf();
  private final byte[] file = new byte[700_000];
  private PluginTickets.Made made = ticket(Duration.ofDays(7));

  /** Gives one file to one use of one ticket, and notes who had it. */
  private final class Shelf implements PluginShelf {

    private final Set<NodeId> had = new HashSet<>();
    private final List<ShareId> asked = new CopyOnWriteArrayList<>();

    @Override
    public Optional<byte[]> key(ShareId ticket) {
      return ticket.equals(made.ticket().id()) ? Optional.of(made.publicKey()) : Optional.empty();
    }

    @Override
    public synchronized Given give(ShareId ticket, NodeId node) {
      asked.add(ticket);
      if (!had.isEmpty() && !had.contains(node)) {
        return new Given.Refused(Tickets.State.USED_UP);
      }
      had.add(node);
      return new Given.File(Octets.of(file));
    }
  }

  private static BlobHash hash(byte[] bytes) {
    try {
      return BlobHash.of(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static LocalNode local(Cast.Node node) {
    return new LocalNode(node.key(), node.author(), new Owner("o", "O"), "");
  }

  private PluginTickets.Made ticket(Duration lifetime) {
    PeerNetwork network = net.of(GIVER.id());
    return new PluginTickets(local(GIVER), network, () -> NOW).make("redact", hash(file), lifetime);
  }

  @BeforeEach
  void serve() {
    new Random(5).nextBytes(file);
    made = ticket(Duration.ofDays(7));
    PluginGiver giver = new PluginGiver(shelf, GIVER.id());
    net.add(GIVER.id(), (peer, stream) -> answer(giver, peer, stream));
  }

  private static void answer(PluginGiver giver, NodeId peer, PeerStream stream) {
    giver.answer(peer, stream.receive(PluginFrames.LONGEST, PATIENCE).orElseThrow(), stream);
  }

  private PluginTaker taker(Cast.Node as) {
    return new PluginTaker(
        local(as), net.of(as.id())::connect, PluginExchangeTest::hash, () -> NOW);
  }

  private byte[] take(Cast.Node as) {
    return taker(as).take(TicketText.readPlugin(TicketText.write(made.ticket())));
  }

  private static Reason refusal(Runnable action) {
    return catchThrowableOfType(ShareException.class, action::run).reason();
  }

  @Test
  void whoHasATicket_getsTheFile_asOftenAsItAsks() {
    assertThat(take(TAKER)).isEqualTo(file);
    assertThat(take(TAKER)).isEqualTo(file);
    assertThat(refusal(() -> take(THIEF))).isEqualTo(Reason.USED_UP);
  }

  @Test
  void aTicketText_isReadAsWhatItIs_andAsNothingElse() {
    String text = TicketText.write(made.ticket());

    assertThat(TicketText.readPlugin(" " + TicketText.link(text) + "\n")).isEqualTo(made.ticket());
    assertThat(text).hasSizeLessThan(TicketText.LONGEST);
    assertThat(made.ticket().toString()).doesNotContain(text);
    assertThat(refusal(() -> TicketText.read(text))).isEqualTo(Reason.OTHER_KIND);
    String altered =
        text.substring(0, 40) + (text.charAt(40) == 'A' ? 'B' : 'A') + text.substring(41);
    assertThat(refusal(() -> TicketText.readPlugin(altered))).isEqualTo(Reason.ALTERED);
  }

  @Test
  void anExpiredTicket_isNotEvenAsked() {
    made = ticket(Duration.ofSeconds(1));
    PluginTaker late =
        new PluginTaker(
            local(TAKER),
            net.of(TAKER.id())::connect,
            PluginExchangeTest::hash,
            () -> NOW.plusSeconds(2));

    assertThat(refusal(() -> late.take(made.ticket()))).isEqualTo(Reason.EXPIRED);
    assertThat(shelf.asked).isEmpty();
  }

  private PeerStream open(NodeId as) {
    StreamPair pair = new StreamPair();
    PluginGiver giver = new PluginGiver(shelf, GIVER.id());
    Thread.ofVirtual().start(() -> answer(giver, as, pair.there()));
    return pair.here();
  }

  private static byte[] receive(PeerStream stream) {
    return stream.receive(PluginFrames.PIECE, PATIENCE).orElseThrow();
  }

  private Octets ask(PeerStream stream, Octets nonce) {
    stream.send(PluginFrames.write(new PluginFrames.Ask(made.ticket().id(), nonce)), PATIENCE);
    return PluginFrames.readNonce(receive(stream));
  }

  private static final Octets NONCE = Octets.of(new byte[PluginFrames.NONCE]);

  private byte[] message(Cast.Node as, Octets theirs) {
    return PluginFrames.message(made.ticket().id(), GIVER.id(), as.id(), theirs, NONCE);
  }

  private void assertGetsNothing(PeerStream stream, byte[] signature) {
    stream.send(PluginFrames.writeProof(signature), PATIENCE);
    byte[] answer = receive(stream);
    assertThat(refusal(() -> PluginFrames.readLength(answer))).isEqualTo(Reason.UNKNOWN);
    assertThatThrownBy(() -> PluginFrames.readLength(answer))
        .hasMessageContaining("ask for a new one");
    assertThat(stream.receive(PluginFrames.PIECE, PATIENCE)).isEmpty();
    assertThat(shelf.asked).isEmpty();
  }

  @Test
  void whoKnowsTheTicketsIdAlone_getsNothing() {
    PeerStream stream = open(THIEF.id());
    Octets theirs = ask(stream, NONCE);

    assertGetsNothing(stream, THIEF.key().sign(message(THIEF, theirs)));
  }

  @Test
  void aProofOfAnotherNode_orOfAnotherTime_isWorthNothing() {
    PeerStream first = open(TAKER.id());
    Octets theirs = ask(first, NONCE);
    byte[] proof = made.ticket().key().sign(message(TAKER, theirs));
    PeerStream again = open(TAKER.id());
    ask(again, NONCE);
    assertGetsNothing(again, proof);

    PeerStream thief = open(THIEF.id());
    Octets others = ask(thief, NONCE);
    assertGetsNothing(thief, made.ticket().key().sign(message(TAKER, others)));
  }

  @Test
  void aGiverThatGivesAnotherFile_isFoundOut() {
    file[0] ^= 1; // The ticket says what it was.

    assertThat(refusal(() -> take(TAKER))).isEqualTo(Reason.PROTOCOL);
  }

  @Test
  void aGiverThatSaysNonsense_orTooMuch_givesNothing() {
    for (byte[] answer :
        List.of(
            new byte[] {1, 2, 3},
            PluginFrames.writeLength(3),
            PluginFrames.writeLength(PluginFrames.LONGEST_FILE + 1))) {
      net.add(
          GIVER.id(),
          (_, stream) -> {
            receive(stream);
            stream.send(AnswerFrames.writeNonce(NONCE), PATIENCE);
            receive(stream);
            stream.send(answer, PATIENCE);
            stream.send(Arrays.copyOf(file, 4), PATIENCE);
            stream.finish();
          });

      assertThat(refusal(() -> take(TAKER))).isEqualTo(Reason.UNREACHABLE);
    }
  }

  @Test
  void aGiverThatGivesByteByByte_isNotWaitedForWithoutEnd() {
    net.add(
        GIVER.id(),
        (_, stream) -> {
          receive(stream);
          stream.send(AnswerFrames.writeNonce(NONCE), PATIENCE);
          receive(stream);
          stream.send(PluginFrames.writeLength(file.length), PATIENCE);
          for (byte each : file) {
            stream.send(new byte[] {each}, PATIENCE);
          }
        });
    PluginTaker hasty =
        new PluginTaker(
            local(TAKER),
            net.of(TAKER.id())::connect,
            PluginExchangeTest::hash,
            () -> NOW,
            Duration.ofMillis(1));

    assertThat(refusal(() -> hasty.take(made.ticket()))).isEqualTo(Reason.UNREACHABLE);
  }
}
