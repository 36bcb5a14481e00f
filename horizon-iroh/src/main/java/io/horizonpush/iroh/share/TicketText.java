package io.horizonpush.iroh.share;

import io.horizonpush.iroh.codec.CborReader;
import io.horizonpush.iroh.codec.CborWriter;
import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.share.ShareException.Reason;
import io.horizonpush.iroh.share.Ticket.Door;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.MemberMode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.WriterId;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Tickets as lines of text: {@code horizon} and, as base64url without padding, a byte for the
 * version, two for the length of the body, the body, and four of a hash of all that.
 *
 * <p>The body of version 1 is deterministic CBOR: {@code [kind, mode, bucket, name, founder,
 * secret, expires, [[node, [address…]]…]]}. Stateless.
 */
public final class TicketText {

  /** The longest ticket that is made, in characters. */
  public static final int LONGEST = 512;

  /** What every ticket begins with. */
  public static final String BEGINNING = "horizon";

  /** What a ticket as a link begins with. */
  public static final String LINK = "horizon://t/";

  /** No ticket that this node reads is longer; newer versions may be longer than it makes. */
  private static final int LONGEST_READ = 4096;

  private static final Pattern IN_TEXT = Pattern.compile(BEGINNING + "[A-Za-z0-9_-]{32,}");

  private static final int VERSION = 1;
  private static final int HEAD = 3;
  private static final int CHECKSUM = 4;
  private static final int READ = 1;
  private static final int WRITE = 2;
  private static final byte[] DOMAIN = "horizonpush ticket".getBytes(StandardCharsets.US_ASCII);

  private TicketText() {}

  /** The text of a ticket, with as many of its addresses as it has room for. */
  public static String write(Ticket ticket) {
    Ticket shorter = ticket;
    String text = text(shorter);
    while (text.length() > LONGEST) {
      shorter = withOneAddressLess(shorter);
      text = text(shorter);
    }
    return text;
  }

  /** The text of a ticket as a link. */
  public static String link(String text) {
    return LINK + text;
  }

  private static Ticket withOneAddressLess(Ticket ticket) {
    List<Door> doors = new ArrayList<>(ticket.members());
    int longest = 0;
    for (int i = 0; i < doors.size(); i++) {
      // The last one of those that have most: its issuer keeps its own the longest.
      if (doors.get(i).addresses().size() >= doors.get(longest).addresses().size()) {
        longest = i;
      }
    }
    Door door = doors.get(longest);
    if (door.addresses().isEmpty()) {
      throw new IllegalStateException("A ticket without addresses is too long");
    }
    List<InetSocketAddress> fewer = door.addresses().subList(0, door.addresses().size() - 1);
    doors.set(longest, new Door(door.node(), fewer));
    return new Ticket(
        ticket.kind(), ticket.shared(), ticket.key(), ticket.mode(), ticket.expires(), doors);
  }

  private static String text(Ticket ticket) {
    byte[] body = body(ticket);
    byte[] checked =
        ByteBuffer.allocate(HEAD + body.length)
            .put((byte) VERSION)
            .putShort((short) body.length)
            .put(body)
            .array();
    byte[] all = Arrays.copyOf(checked, checked.length + CHECKSUM);
    System.arraycopy(checksum(checked), 0, all, checked.length, CHECKSUM);
    return BEGINNING + Base64.getUrlEncoder().withoutPadding().encodeToString(all);
  }

  private static byte[] body(Ticket ticket) {
    return CborWriter.write(
        out ->
            out.tuple(
                8,
                each -> {
                  each.number(ticket.kind().code())
                      .number(ticket.mode() == MemberMode.READ ? READ : WRITE)
                      .bytes(ticket.shared().bucket().bytes())
                      .text(ticket.shared().name().value())
                      .bytes(ticket.shared().founder().bytes())
                      .bytes(ticket.key().secret())
                      .number(ticket.expires().getEpochSecond());
                  each.list(
                      ticket.members(),
                      door ->
                          each.tuple(
                              2,
                              both ->
                                  both.bytes(door.node().bytes())
                                      .list(
                                          door.addresses(),
                                          address -> both.bytes(Addresses.bytes(address)))));
                }));
  }

  private static byte[] checksum(byte[] bytes) {
    try {
      MessageDigest hash = MessageDigest.getInstance("SHA-256");
      hash.update(DOMAIN);
      return Arrays.copyOf(hash.digest(bytes), CHECKSUM);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java has no SHA-256", e);
    }
  }

  /**
   * The ticket of a text: as it was made, as a link, or with the line ends that mail puts in.
   *
   * @throws ShareException if it is none; the message says nothing of what is in it
   */
  public static Ticket read(String text) {
    byte[] all = decode(text);
    if (all.length < HEAD) {
      throw truncated();
    }
    if (all[0] != VERSION) {
      throw new ShareException(
          Reason.OTHER_VERSION,
          "The ticket has form %d, and this node knows form %d: bring both nodes to the same version of HorizonPush."
              .formatted(Byte.toUnsignedInt(all[0]), VERSION));
    }
    int length = Short.toUnsignedInt(ByteBuffer.wrap(all).getShort(1));
    if (all.length < HEAD + length + CHECKSUM) {
      throw truncated();
    }
    byte[] checked = Arrays.copyOf(all, HEAD + length);
    byte[] sum = Arrays.copyOfRange(all, HEAD + length, all.length);
    if (!MessageDigest.isEqual(sum, checksum(checked))) {
      throw altered();
    }
    Ticket ticket = readBody(Arrays.copyOfRange(checked, HEAD, checked.length));
    if (!Arrays.equals(body(ticket), Arrays.copyOfRange(checked, HEAD, checked.length))) {
      throw altered();
    }
    return ticket;
  }

  /** A text in which tickets are not to be read. */
  public static String masked(String text) {
    return IN_TEXT.matcher(text).replaceAll(BEGINNING + "***");
  }

  private static byte[] decode(String text) {
    String line = text.replaceAll("\\s", "");
    String bare = line.startsWith(LINK) ? line.substring(LINK.length()) : line;
    if (!bare.startsWith(BEGINNING) || bare.length() > LONGEST_READ) {
      throw new ShareException(
          Reason.NO_TICKET, "That is no ticket: one begins with " + BEGINNING + ".");
    }
    String coded = bare.substring(BEGINNING.length());
    if (!coded.matches("[A-Za-z0-9_-]*")) {
      throw altered();
    }
    // What is cut off at a place where no byte ends is truncated, too.
    String whole = coded.length() % 4 == 1 ? coded.substring(0, coded.length() - 1) : coded;
    return Base64.getUrlDecoder().decode(whole);
  }

  private static Ticket readBody(byte[] body) {
    try {
      return CborReader.read(body, in -> in.tuple(() -> readFields(in)));
    } catch (CodecException | IllegalArgumentException | S3Exception e) {
      throw altered();
    }
  }

  private static Ticket readFields(CborReader in) {
    ShareKind kind =
        ShareKind.of(in.number())
            .orElseThrow(
                () ->
                    new ShareException(
                        Reason.OTHER_KIND,
                        "The ticket is for something that this version of HorizonPush does not know: update this node."));
    MemberMode mode = in.number() == READ ? MemberMode.READ : MemberMode.WRITE;
    BucketId bucket = BucketId.of(in.bytes());
    BucketName name = new BucketName(in.text());
    WriterId founder = WriterId.of(in.bytes());
    ShareKey key = ShareKey.of(in.bytes());
    Instant expires = Instant.ofEpochSecond(Math.min(in.length(), 0xFFFF_FFFFL));
    List<Door> doors =
        in.list(
            () ->
                in.tuple(
                    () ->
                        new Door(NodeId.of(in.bytes()), in.list(() -> Addresses.of(in.bytes())))));
    return new Ticket(kind, new Ticket.Shared(bucket, name, founder), key, mode, expires, doors);
  }

  private static ShareException truncated() {
    return new ShareException(
        Reason.TRUNCATED, "The end of the ticket is missing: copy the whole line.");
  }

  private static ShareException altered() {
    return new ShareException(
        Reason.ALTERED, "The ticket is not as it was made: copy it once more from where it was.");
  }
}
