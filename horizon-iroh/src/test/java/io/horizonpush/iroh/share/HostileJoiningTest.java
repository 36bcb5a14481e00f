package io.horizonpush.iroh.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.horizonpush.iroh.codec.CborWriter;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.net.PeerStream;
import io.horizonpush.iroh.net.ProcessNetwork;
import io.horizonpush.iroh.net.StreamPair;
import io.horizonpush.iroh.share.AnswerFrames.Refused;
import io.horizonpush.iroh.share.JoinFrames.Ask;
import io.horizonpush.iroh.share.JoinFrames.Signatures;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.MemberMode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Joiners that do not keep to what a joining is. */
@Timeout(120)
class HostileJoiningTest {

  private static final Instant NOW = Instant.parse("2026-07-01T00:00:00Z");
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Cast.Node THIEF = Cast.Node.of(40);
  private static final Octets NONCE = Octets.of(new byte[JoinTerms.Nonces.LENGTH]);

  @TempDir private Path directory;
  private SharingNode node;
  private Ticket ticket;

  @BeforeEach
  void start() throws IOException {
    node = new SharingNode(new ProcessNetwork(), directory, () -> NOW, 1);
    node.fixture.create("photos");
    ticket =
        node.shares
            .tickets()
            .make(
                new BucketName("photos"),
                new Tickets.Wanted(
                    MemberMode.WRITE, Duration.ofDays(1), Optional.empty(), Optional.empty()))
            .ticket();
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private PeerStream open(NodeId as) {
    StreamPair pair = new StreamPair();
    Thread.ofVirtual().start(() -> node.serve(as, pair.there()));
    return pair.here();
  }

  private static byte[] receive(PeerStream stream) {
    return stream.receive(JoinFrames.LONGEST_WELCOME, PATIENCE).orElseThrow();
  }

  private byte[] ask(ShareId share) {
    return JoinFrames.write(
        new Ask(ticket.shared().bucket(), share, NONCE, THIEF.author(), Contact.NONE));
  }

  private JoinTerms terms(Octets theirs) {
    return new JoinTerms(
        ticket.shared().bucket(),
        ticket.id(),
        node.self.id(),
        THIEF.id(),
        THIEF.author(),
        new JoinTerms.Nonces(theirs, NONCE));
  }

  private JoinRefusal refusal(PeerStream stream) {
    byte[] answer = receive(stream);
    return catchThrowableOfType(Refused.class, () -> JoinFrames.readWelcome(answer)).refusal();
  }

  private void assertNobodyJoined() {
    assertThat(node.membership("photos").members()).hasSize(1);
  }

  @Test
  void whoHasNotTheSecret_isRefused_andLearnsNotWhetherTheShareIsThere() throws Refused {
    for (ShareId share : List.of(ticket.id(), Cast.key(77).id())) {
      try (PeerStream stream = open(THIEF.id())) {
        stream.send(ask(share), PATIENCE);
        Octets theirs = JoinFrames.readNonce(receive(stream));
        JoinProof guessed = JoinProof.of(terms(theirs), Cast.key(78), THIEF.key());
        stream.send(
            JoinFrames.write(new Signatures(guessed.byShare(), guessed.byNode())), PATIENCE);
        assertThat(refusal(stream)).isEqualTo(JoinRefusal.UNKNOWN);
      }
    }
    assertNobodyJoined();
  }

  @Test
  void aProofOfAnEarlierJoining_isWorthNothing() throws Refused {
    byte[] recorded;
    try (PeerStream stream = open(THIEF.id())) {
      stream.send(ask(ticket.id()), PATIENCE);
      JoinProof proof =
          JoinProof.of(terms(JoinFrames.readNonce(receive(stream))), ticket.key(), THIEF.key());
      recorded = JoinFrames.write(new Signatures(proof.byShare(), proof.byNode()));
    }
    try (PeerStream stream = open(THIEF.id())) {
      stream.send(ask(ticket.id()), PATIENCE);
      Octets _ = JoinFrames.readNonce(receive(stream));
      stream.send(recorded, PATIENCE);
      assertThat(refusal(stream)).isEqualTo(JoinRefusal.UNKNOWN);
    }
    assertNobodyJoined();
  }

  @Test
  void aProofBySomebodyElse_isWorthNothing_onAnotherConnection() throws Refused {
    NodeId other = Cast.Node.of(41).id();
    try (PeerStream stream = open(other)) {
      stream.send(ask(ticket.id()), PATIENCE);
      JoinProof proof =
          JoinProof.of(terms(JoinFrames.readNonce(receive(stream))), ticket.key(), THIEF.key());
      stream.send(JoinFrames.write(new Signatures(proof.byShare(), proof.byNode())), PATIENCE);
      assertThat(refusal(stream)).isEqualTo(JoinRefusal.UNKNOWN);
    }
    assertNobodyJoined();
  }

  @Test
  void whatIsNoJoining_endsTheStream_andIsCounted() {
    List<byte[]> nonsense =
        List.of(
            new byte[0],
            new byte[] {(byte) 0x83, 3, 1, 1},
            CborWriter.write(out -> out.tuple(1, each -> each.number(3))),
            CborWriter.write(out -> out.tuple(2, each -> each.number(3).text("x".repeat(900)))));
    for (byte[] first : nonsense) {
      try (PeerStream stream = open(THIEF.id())) {
        stream.send(first, PATIENCE);
        assertThat(catchThrowableOfType(PeerException.class, () -> receive(stream))).isNotNull();
      }
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(node.admitter.refused()).isEqualTo(nonsense.size()));
    assertNobodyJoined();
  }

  @Test
  void aProofThatIsTooLong_isNotRead() throws Refused {
    try (PeerStream stream = open(THIEF.id())) {
      stream.send(ask(ticket.id()), PATIENCE);
      Octets _ = JoinFrames.readNonce(receive(stream));
      stream.send(new byte[JoinFrames.LONGEST_ASKED + 1], PATIENCE);
      assertThat(catchThrowableOfType(PeerException.class, () -> receive(stream))).isNotNull();
    }
    assertNobodyJoined();
  }

  @Test
  void aFloodOfJoinersThatProveNothing_keepsNobodyOut() throws Refused {
    List<PeerStream> waiting = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      PeerStream stream = open(THIEF.id());
      stream.send(ask(ticket.id()), PATIENCE);
      byte[] _ = receive(stream);
      waiting.add(stream);
    }
    try (PeerStream late = open(THIEF.id())) {
      late.send(ask(ticket.id()), PATIENCE);
      JoinProof proof =
          JoinProof.of(terms(JoinFrames.readNonce(receive(late))), ticket.key(), THIEF.key());
      late.send(JoinFrames.write(new Signatures(proof.byShare(), proof.byNode())), PATIENCE);
      assertThat(JoinFrames.readWelcome(receive(late)).mode()).isEqualTo(MemberMode.WRITE);
    }
    waiting.forEach(PeerStream::close);
  }
}
