package io.horizonpush.node.sharing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Passes datagrams on to an address after a while, and the answers back to whoever sent them: a
 * program, since it runs between two machines. Its arguments are the address and the port to listen
 * at, the address and the port to pass on to, and the milliseconds.
 */
final class DelayingRelay {

  private static final int LONGEST = 65_535;

  private final SocketAddress target;
  private final long millis;
  private final DatagramChannel outside;
  private final Map<SocketAddress, DatagramChannel> callers = new ConcurrentHashMap<>();
  private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();

  private DelayingRelay(SocketAddress here, SocketAddress target, long millis) throws IOException {
    this.target = target;
    this.millis = millis;
    outside = DatagramChannel.open().bind(here);
  }

  public static void main(String[] arguments) throws IOException {
    new DelayingRelay(
            new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1])),
            new InetSocketAddress(arguments[2], Integer.parseInt(arguments[3])),
            Long.parseLong(arguments[4]))
        .run();
  }

  private void run() throws IOException {
    ByteBuffer packet = ByteBuffer.allocate(LONGEST);
    while (true) {
      SocketAddress caller = outside.receive(packet.clear());
      DatagramChannel inside = callers.get(caller);
      if (inside == null) {
        inside = DatagramChannel.open().connect(target);
        callers.put(caller, inside);
        DatagramChannel answers = inside;
        Thread.ofPlatform().daemon().start(() -> answer(answers, caller));
      }
      DatagramChannel to = inside;
      pass(packet, bytes -> to.write(bytes));
    }
  }

  private void answer(DatagramChannel inside, SocketAddress caller) {
    ByteBuffer packet = ByteBuffer.allocate(LONGEST);
    while (true) {
      try {
        inside.read(packet.clear());
        pass(packet, bytes -> outside.send(bytes, caller));
      } catch (IOException e) {
        // Nobody listens there at this moment.
      }
    }
  }

  /** Sends a packet. */
  private interface Sending {
    void send(ByteBuffer packet) throws IOException;
  }

  private void pass(ByteBuffer packet, Sending sending) {
    ByteBuffer copy = ByteBuffer.allocate(packet.position()).put(packet.flip()).flip();
    var _ = later.schedule(() -> send(copy, sending), millis, TimeUnit.MILLISECONDS);
  }

  private static void send(ByteBuffer packet, Sending sending) {
    try {
      sending.send(packet);
    } catch (IOException e) {
      // As good as lost.
    }
  }
}
