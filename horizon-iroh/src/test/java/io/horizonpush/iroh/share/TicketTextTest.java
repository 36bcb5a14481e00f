package io.horizonpush.iroh.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.share.ShareException.Reason;
import io.horizonpush.iroh.share.Ticket.Door;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.MemberMode;
import io.horizonpush.s3.model.WriterId;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class TicketTextTest {

  private static final ShareKey KEY = Cast.key(7);

  private static NodeId node(int number) {
    return NodeId.of(Cast.Node.of(number).key().publicKey());
  }

  private static Ticket ticket(String name, List<Door> doors) {
    return new Ticket(
        ShareKind.BUCKET,
        new Ticket.Shared(new BucketId(-1, -2), new BucketName(name), new WriterId(-1, -2, -3, -4)),
        KEY,
        MemberMode.WRITE,
        Instant.parse("2106-01-01T00:00:00Z"),
        doors);
  }

  private static Ticket usual() {
    return ticket("photos", List.of(new Door(node(1), List.of(Addresses.parse("192.0.2.1:4433")))));
  }

  private static List<Door> doors(int addresses) {
    List<Door> doors = new ArrayList<>();
    for (int i = 0; i < Ticket.MOST_MEMBERS; i++) {
      List<InetSocketAddress> all = new ArrayList<>();
      for (int each = 0; each < addresses; each++) {
        all.add(
            Addresses.parse(
                "[2001:db8:ffff:eeee:dddd:cccc:bbbb:%x]:65535".formatted(i * 16 + each + 1)));
      }
      doors.add(new Door(node(i), all));
    }
    return doors;
  }

  @Test
  void aTicket_isOneLine_andReadsBackAsItWas() {
    Ticket ticket = usual();
    String text = TicketText.write(ticket);

    assertThat(text).matches("horizon[A-Za-z0-9_-]+");
    assertThat(TicketText.read(text)).isEqualTo(ticket);
    assertThat(TicketText.write(TicketText.read(text))).isEqualTo(text);
  }

  @Test
  void aTicket_isReadAsALink_andAsMailBreaksIt() {
    String text = TicketText.write(usual());
    String broken = "  " + text.substring(0, 40) + "\r\n" + text.substring(40) + "\n";

    assertThat(TicketText.read(TicketText.link(text))).isEqualTo(usual());
    assertThat(TicketText.link(text)).startsWith("horizon://t/horizon");
    assertThat(TicketText.read(broken)).isEqualTo(usual());
  }

  @Test
  void theLongestTicket_withTwoAddressesOfThreeMembers_hasRoom() {
    Ticket longest = ticket("n".repeat(63), doors(2));
    String text = TicketText.write(longest);

    assertThat(text.length()).isLessThanOrEqualTo(TicketText.LONGEST);
    assertThat(TicketText.read(text)).isEqualTo(longest);
  }

  @Test
  void aTicketWithTooManyAddresses_keepsFewer_itsIssuersTheLongest() {
    String text = TicketText.write(ticket("n".repeat(63), doors(4)));
    Ticket read = TicketText.read(text);

    assertThat(text.length()).isLessThanOrEqualTo(TicketText.LONGEST);
    assertThat(read.members()).hasSize(3);
    assertThat(read.members().getFirst().addresses().size())
        .isGreaterThanOrEqualTo(read.members().getLast().addresses().size())
        .isGreaterThanOrEqualTo(2);
  }

  @Test
  void aTicketThatIsCut_isTruncated_whereverThatIs() {
    String text = TicketText.write(usual());
    for (int length = TicketText.BEGINNING.length(); length < text.length(); length++) {
      assertThat(refusal(text.substring(0, length)))
          .as("%d characters", length)
          .isEqualTo(Reason.TRUNCATED);
    }
  }

  @Test
  void aTicketOfWhichACharacterIsAnother_isAltered_orOfAnotherVersionOrLength() {
    String text = TicketText.write(usual());
    for (int at = TicketText.BEGINNING.length(); at < text.length() - 1; at++) {
      char other = text.charAt(at) == 'A' ? 'B' : 'A';
      String changed = text.substring(0, at) + other + text.substring(at + 1);
      assertThat(refusal(changed))
          .as("character %d", at)
          .isIn(
              at < TicketText.BEGINNING.length() + 4
                  ? List.of(Reason.OTHER_VERSION, Reason.TRUNCATED, Reason.ALTERED)
                  : List.of(Reason.ALTERED));
    }
    assertThat(refusal(text + "AAAA")).isEqualTo(Reason.ALTERED);
    assertThat(refusal(text.substring(0, 60) + "%" + text.substring(61))).isEqualTo(Reason.ALTERED);
  }

  @Test
  void anotherVersion_isSaid_withBothNumbers() {
    byte[] bytes = Base64.getUrlDecoder().decode(TicketText.write(usual()).substring(7));
    bytes[0] = 9;
    String newer = "horizon" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);

    ShareException e = catchThrowableOfType(ShareException.class, () -> TicketText.read(newer));
    assertThat(e.reason()).isEqualTo(Reason.OTHER_VERSION);
    assertThat(e).hasMessageContaining("form 9").hasMessageContaining("form 1");
  }

  @Test
  void whatIsNoTicket_isSaidToBeNone() {
    assertThat(refusal("")).isEqualTo(Reason.NO_TICKET);
    assertThat(refusal("docaaacb")).isEqualTo(Reason.NO_TICKET);
    assertThat(refusal("horizon" + "A".repeat(5000))).isEqualTo(Reason.NO_TICKET);
  }

  @Test
  void noRefusal_andNoToString_saysAnythingOfTheSecret() {
    String text = TicketText.write(usual());
    String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(KEY.secret());
    String cut = text.substring(0, text.length() - 9);

    ShareException e = catchThrowableOfType(ShareException.class, () -> TicketText.read(cut));
    assertThat(e.getMessage()).doesNotContain(text.substring(7, 40));
    assertThat(usual().toString()).doesNotContain(secret).contains(KEY.id().hex());
    assertThat(TicketText.masked("bad '" + text + "' and " + TicketText.link(text)))
        .isEqualTo("bad 'horizon***' and horizon://t/horizon***");
    assertThat(TicketText.masked("horizon-node: no ticket")).isEqualTo("horizon-node: no ticket");
  }

  private static Reason refusal(String text) {
    return catchThrowableOfType(ShareException.class, () -> TicketText.read(text)).reason();
  }
}
