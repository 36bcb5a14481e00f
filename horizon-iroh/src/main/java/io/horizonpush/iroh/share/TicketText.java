package io.horizonpush.iroh.share;

import io.horizonpush.iroh.codec.CborReader;
import io.horizonpush.iroh.codec.CborWriter;
import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.iroh.codec.TextEnvelope;
import io.horizonpush.iroh.codec.TextEnvelope.Fault;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.share.ShareException.Reason;
import io.horizonpush.iroh.share.Ticket.Door;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.MemberMode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.WriterId;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Tickets as lines of text: {@code horizon} and what {@link TextEnvelope} puts behind it.
 *
 * <p>The body of version 1 is deterministic CBOR: {@code [kind, mode, bucket, name, founder,
 * secret, expires, [[node, [address…]]…]]}, of a plugin {@code [3, name, digest, secret, expires,
 * [node, [address…]]]}. Stateless.
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

  private static final TextEnvelope ENVELOPE =
      new TextEnvelope(BEGINNING, "horizonpush ticket", 1, LONGEST_READ);

  /** What an exported key begins with, which is no version of a ticket. */
  private static final String KEY = BEGINNING + "key";

  private static final int READ = 1;
  private static final int WRITE = 2;

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

  /** The text of a ticket for a plugin. */
  public static String write(PluginTicket ticket) {
    return ENVELOPE.write(body(ticket));
  }

  private static byte[] body(PluginTicket ticket) {
    return CborWriter.write(
        out ->
            out.tuple(
                6,
                each -> {
                  each.number(ShareKind.PLUGIN.code())
                      .text(ticket.plugin())
                      .bytes(ticket.digest().bytes())
                      .bytes(ticket.key().secret())
                      .number(ticket.expires().getEpochSecond());
                  write(each, ticket.issuer());
                }));
  }

  private static void write(CborWriter out, Door door) {
    out.tuple(
        2,
        both ->
            both.bytes(door.node().bytes())
                .list(door.addresses(), address -> both.bytes(Addresses.bytes(address))));
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
    return ENVELOPE.write(body(ticket));
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
                  each.list(ticket.members(), door -> write(each, door));
                }));
  }

  /**
   * The ticket of a text: as it was made, as a link, or with the line ends that mail puts in.
   *
   * @throws ShareException if it is none; the message says nothing of what is in it
   */
  public static Ticket read(String text) {
    byte[] body = ENVELOPE.read(bare(text), TicketText::refusal);
    Ticket ticket = readBody(body, TicketText::readFields);
    if (!Arrays.equals(body(ticket), body)) {
      throw altered();
    }
    return ticket;
  }

  /**
   * The ticket for a plugin of a text.
   *
   * @throws ShareException as {@link #read} does
   */
  public static PluginTicket readPlugin(String text) {
    byte[] body = ENVELOPE.read(bare(text), TicketText::refusal);
    PluginTicket ticket = readBody(body, TicketText::readPluginFields);
    if (!Arrays.equals(body(ticket), body)) {
      throw altered();
    }
    return ticket;
  }

  private static String bare(String text) {
    String line = text.strip();
    String bare = line.startsWith(LINK) ? line.substring(LINK.length()) : line;
    if (bare.startsWith(KEY)) {
      throw new ShareException(
          Reason.NO_TICKET, "That is an exported key, and no ticket: key import takes it.");
    }
    return bare;
  }

  private static ShareException refusal(Fault fault) {
    return switch (fault) {
      case Fault.Other() ->
          new ShareException(
              Reason.NO_TICKET, "That is no ticket: one begins with " + BEGINNING + ".");
      case Fault.Truncated() ->
          new ShareException(
              Reason.TRUNCATED, "The end of the ticket is missing: copy the whole line.");
      case Fault.Altered() -> altered();
      case Fault.OtherVersion(int version) ->
          new ShareException(
              Reason.OTHER_VERSION,
              "The ticket has form %d, and this node knows form %d: bring both nodes to the same version of HorizonPush."
                  .formatted(version, ENVELOPE.version()));
    };
  }

  /** A text in which tickets, and exported keys, are not to be read. */
  public static String masked(String text) {
    return IN_TEXT.matcher(text).replaceAll(BEGINNING + "***");
  }

  private static <T> T readBody(byte[] body, Function<CborReader, T> fields) {
    try {
      return CborReader.read(body, in -> in.tuple(() -> fields.apply(in)));
    } catch (CodecException | IllegalArgumentException | S3Exception e) {
      throw altered();
    }
  }

  private static Ticket readFields(CborReader in) {
    ShareKind kind = readKind(in);
    if (kind == ShareKind.PLUGIN) {
      throw new ShareException(
          Reason.OTHER_KIND, "The ticket is for a plugin: plugin install takes it.");
    }
    MemberMode mode = in.number() == READ ? MemberMode.READ : MemberMode.WRITE;
    BucketId bucket = BucketId.of(in.bytes());
    BucketName name = new BucketName(in.text());
    WriterId founder = WriterId.of(in.bytes());
    ShareKey key = ShareKey.of(in.bytes());
    Instant expires = readTime(in);
    List<Door> doors = in.list(() -> readDoor(in));
    return new Ticket(kind, new Ticket.Shared(bucket, name, founder), key, mode, expires, doors);
  }

  private static PluginTicket readPluginFields(CborReader in) {
    if (readKind(in) != ShareKind.PLUGIN) {
      throw new ShareException(
          Reason.OTHER_KIND, "The ticket is not for a plugin: ticket import takes it.");
    }
    String name = in.text();
    BlobHash digest = BlobHash.of(in.bytes());
    ShareKey key = ShareKey.of(in.bytes());
    Instant expires = readTime(in);
    return new PluginTicket(name, digest, key, expires, readDoor(in));
  }

  private static ShareKind readKind(CborReader in) {
    return ShareKind.of(in.number())
        .orElseThrow(
            () ->
                new ShareException(
                    Reason.OTHER_KIND,
                    "The ticket is for something that this version of HorizonPush does not know: update this node."));
  }

  private static Instant readTime(CborReader in) {
    return Instant.ofEpochSecond(Math.min(in.length(), 0xFFFF_FFFFL));
  }

  private static Door readDoor(CborReader in) {
    return in.tuple(() -> new Door(NodeId.of(in.bytes()), in.list(() -> Addresses.of(in.bytes()))));
  }

  private static ShareException altered() {
    return new ShareException(
        Reason.ALTERED, "The ticket is not as it was made: copy it once more from where it was.");
  }
}
