package io.horizonpush.iroh.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.horizonpush.iroh.net.PeerStream;
import io.horizonpush.iroh.net.ProcessNetwork;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.MemberMode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The secret of a ticket is in the ticket, and nowhere else: looked for wherever it could leak. */
@Timeout(120)
class TicketCanaryTest {

  private static final Instant NOW = Instant.parse("2026-07-01T00:00:00Z");
  private static final BucketName PHOTOS = new BucketName("photos");

  @TempDir private Path directory;
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Level level = root.getLevel();
  private final List<byte[]> sent = new CopyOnWriteArrayList<>();

  @BeforeEach
  void listen() {
    root.setLevel(Level.TRACE);
    log.start();
    root.addAppender(log);
  }

  @AfterEach
  void stop() {
    root.detachAppender(log);
    root.setLevel(level);
  }

  @Test
  void theSecret_isInNoLogFrameFileOrText() throws IOException {
    ProcessNetwork net = new ProcessNetwork();
    net.between = Recording::new;
    String text;
    Ticket ticket;
    try (SharingNode one = new SharingNode(net, directory.resolve("1"), () -> NOW, 1);
        SharingNode two = new SharingNode(net, directory.resolve("2"), () -> NOW, 2);
        SharingNode three = new SharingNode(net, directory.resolve("3"), () -> NOW, 3)) {
      one.fixture.create("photos");
      Tickets.Wanted wanted =
          new Tickets.Wanted(
              MemberMode.WRITE, Duration.ofDays(1), Optional.of(1), Optional.empty());
      ticket = one.shares.tickets().make(PHOTOS, wanted).ticket();
      text = TicketText.write(ticket);
      two.shares.join(TicketText.read(text), Optional.empty());
      two.pull(one, "photos");
      Ticket again = ticket;
      assertThatThrownBy(() -> three.shares.join(again, Optional.empty()))
          .isInstanceOf(ShareException.class)
          .hasMessageNotContaining(text);
      assertNotIn(one.shares.tickets().list(Optional.empty(), 100).toString(), ticket, text);
      one.shares.tickets().revoke(ticket.id(), true);
      assertNotIn(one.store.all().toString(), ticket, text);
    }
    assertThat(sent).hasSizeGreaterThan(3);
    for (byte[] frame : sent) {
      assertNotIn(latin(frame), ticket, text);
    }
    assertThat(log.list).isNotEmpty();
    for (ILoggingEvent event : List.copyOf(log.list)) {
      assertNotIn(event.getFormattedMessage() + event.getKeyValuePairs(), ticket, text);
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertNotIn(latin(Files.readAllBytes(file)), ticket, text);
      }
    }
    assertNotIn(ticket + " " + ticket.key() + " " + ticket.shared(), ticket, text);
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static void assertNotIn(String where, Ticket ticket, String text) {
    byte[] secret = ticket.key().secret();
    assertThat(where)
        .doesNotContain(
            text.substring(TicketText.BEGINNING.length()),
            latin(secret),
            HexFormat.of().formatHex(secret),
            Base64.getUrlEncoder().withoutPadding().encodeToString(secret),
            Base64.getEncoder().withoutPadding().encodeToString(secret));
  }

  /** A stream of which all that is sent is kept. */
  private final class Recording implements PeerStream {

    private final PeerStream real;

    Recording(PeerStream real) {
      this.real = real;
    }

    @Override
    public void send(byte[] frame, Duration patience) {
      sent.add(frame.clone());
      real.send(frame, patience);
    }

    @Override
    public Optional<byte[]> receive(int longest, Duration patience) {
      Optional<byte[]> frame = real.receive(longest, patience);
      frame.ifPresent(sent::add);
      return frame;
    }

    @Override
    public void finish() {
      real.finish();
    }

    @Override
    public void close() {
      real.close();
    }
  }
}
