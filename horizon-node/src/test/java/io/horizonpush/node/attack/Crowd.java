package io.horizonpush.node.attack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Many connections of one hostile client, which takes little of what it is sent. */
final class Crowd implements AutoCloseable {

  /** How many they are where nothing else is said. */
  static final int SIZE =
      Integer.parseInt(System.getenv().getOrDefault("HORIZON_ATTACKERS", "200"));

  private static final int RECEIVE_BUFFER = 4 << 10;
  private static final long STUCK_MILLIS = 1000;

  private final List<SocketChannel> connections = new ArrayList<>();

  /** Opens so many connections to a port of this machine. */
  Crowd(int port, int size) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    for (int number = 0; number < size; number++) {
      SocketChannel connection = SocketChannel.open();
      connections.add(connection);
      connection.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
      connection.setOption(StandardSocketOptions.TCP_NODELAY, true);
      connection.connect(address);
    }
  }

  int size() {
    return connections.size();
  }

  /** Sends something on each, which is short enough to be taken at once. */
  void send(IntFunction<String> text) throws IOException {
    for (int number = 0; number < connections.size(); number++) {
      write(
          connections.get(number),
          ByteBuffer.wrap(text.apply(number).getBytes(StandardCharsets.ISO_8859_1)));
    }
  }

  /** The same where the node may have closed some already. */
  void sendWhatIsTaken(String text) {
    for (SocketChannel connection : connections) {
      try {
        write(connection, ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
      } catch (IOException e) {
        // The node has closed it.
      }
    }
  }

  private static void write(SocketChannel connection, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      connection.write(bytes);
    }
  }

  /**
   * Sends the same again and again on all of them at once, until each has sent so much or nothing
   * is taken any more.
   *
   * @return how many bytes were taken
   */
  long flood(String unit, long each) throws IOException {
    byte[] bytes =
        unit.repeat(Math.max(1, (64 << 10) / unit.length())).getBytes(StandardCharsets.ISO_8859_1);
    long taken = 0;
    try (Selector selector = Selector.open()) {
      for (SocketChannel connection : connections) {
        connection.configureBlocking(false);
        connection.register(selector, SelectionKey.OP_WRITE, new Flow(bytes, each));
      }
      while (selector.keys().stream().anyMatch(SelectionKey::isValid)
          && selector.select(STUCK_MILLIS) > 0) {
        for (SelectionKey key : selector.selectedKeys()) {
          taken += ((Flow) key.attachment()).write(key);
        }
        selector.selectedKeys().clear();
      }
    }
    for (SocketChannel connection : connections) {
      connection.configureBlocking(true);
    }
    return taken;
  }

  /** What one connection still sends. */
  private static final class Flow {

    private final ByteBuffer unit;
    private long left;

    private Flow(byte[] unit, long left) {
      this.unit = ByteBuffer.wrap(unit);
      this.left = left;
    }

    private int write(SelectionKey key) {
      try {
        if (!unit.hasRemaining()) {
          unit.clear();
        }
        unit.limit((int) Math.min(unit.limit(), unit.position() + left));
        int count = ((SocketChannel) key.channel()).write(unit);
        left -= count;
        if (left <= 0) {
          key.cancel();
        }
        return count;
      } catch (IOException e) {
        key.cancel(); // The node has closed it.
        return 0;
      }
    }
  }

  /** The head of the next answer on each, and so much of its body as is there with it. */
  List<String> answers() throws IOException {
    List<String> answers = new ArrayList<>();
    for (SocketChannel connection : connections) {
      ByteBuffer answer = ByteBuffer.allocate(16 << 10);
      while (text(answer).indexOf("\r\n\r\n") < 0 && connection.read(answer) >= 0) {
        // Heads may come in pieces.
      }
      answers.add(text(answer));
    }
    return answers;
  }

  /** Reads all that still comes on each, until the node closes it: how many bytes that were. */
  List<Long> drain() {
    List<Long> counts = new ArrayList<>();
    ByteBuffer piece = ByteBuffer.allocate(64 << 10);
    for (SocketChannel connection : connections) {
      long count = 0;
      int read = 0;
      while (read >= 0) {
        count += read;
        read = read(connection, piece.clear());
      }
      counts.add(count);
    }
    return counts;
  }

  private static int read(SocketChannel connection, ByteBuffer into) {
    try {
      return connection.read(into);
    } catch (IOException e) {
      return -1; // The node has broken it off.
    }
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.ISO_8859_1.decode(bytes.duplicate().flip()).toString();
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel connection : connections) {
      connection.close();
    }
  }
}
