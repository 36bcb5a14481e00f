package io.horizonpush.node.sharing;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Answers by multicast DNS for nodes that there are not: a program, since it runs on another
 * machine. Its argument is the number of packets, each of which names {@link #EACH}.
 */
final class InventedNeighbours {

  /** As many as go into one packet. */
  static final int EACH = 13;

  /** Faster, and most are dropped before anybody reads them. */
  private static final Duration PAUSE = Duration.ofNanos(200_000);

  private static final int PORT = 5353;
  private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

  private InventedNeighbours() {}

  public static void main(String[] arguments) throws IOException {
    Random random = new Random(5);
    try (DatagramSocket socket = new DatagramSocket()) {
      InetAddress everybody = InetAddress.ofLiteral("224.0.0.251");
      for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
        byte[] packet = packet(random);
        socket.send(new DatagramPacket(packet, packet.length, everybody, PORT));
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  /** A response (RFC 6762, 18) of SRV records for one host, and its address. */
  private static byte[] packet(Random random) {
    ByteBuffer packet = ByteBuffer.allocate(1472);
    packet.putShort((short) 0).putShort((short) 0x8400);
    packet.putShort((short) 0).putShort((short) EACH).putShort((short) 0).putShort((short) 1);
    for (int i = 0; i < EACH; i++) {
      label(packet, id(random));
      label(packet, "_horizonpush");
      label(packet, "_udp");
      host(packet, "local");
      record(packet, (short) 33, 15);
      packet.putShort((short) 0).putShort((short) 0).putShort((short) 4433);
      label(packet, "x");
      host(packet, "local");
    }
    label(packet, "x");
    host(packet, "local");
    record(packet, (short) 1, 4);
    packet.put(new byte[] {10, 77, 0, 9});
    byte[] bytes = new byte[packet.position()];
    packet.flip().get(bytes);
    return bytes;
  }

  private static void record(ByteBuffer packet, short type, int length) {
    packet.putShort(type).putShort((short) 1).putInt(120).putShort((short) length);
  }

  private static void host(ByteBuffer packet, String name) {
    label(packet, name);
    packet.put((byte) 0);
  }

  private static void label(ByteBuffer packet, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    packet.put((byte) bytes.length).put(bytes);
  }

  /** A node's id, as far as it looks. */
  private static String id(Random random) {
    StringBuilder id = new StringBuilder();
    for (int i = 0; i < 52; i++) {
      id.append(BASE32.charAt(random.nextInt(BASE32.length())));
    }
    return id.toString();
  }
}
