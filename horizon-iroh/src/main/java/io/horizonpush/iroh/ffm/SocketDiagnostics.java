package io.horizonpush.iroh.ffm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whose a TCP socket of this machine is, as Linux tells it (sock_diag(7)): one question about one
 * socket, answered in microseconds however many there are, where {@code /proc/net/tcp} lists them
 * all. Thread-safe; does not block: the system has answered when it has taken the question.
 */
public final class SocketDiagnostics implements AutoCloseable {

  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int AF_NETLINK = 16;
  private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
  private static final int NETLINK_SOCK_DIAG = 4;
  private static final int MSG_DONTWAIT = 0x40;
  private static final byte IPPROTO_TCP = 6;
  private static final byte TCP_LISTEN = 10;

  private static final short SOCK_DIAG_BY_FAMILY = 20;
  private static final short NLM_F_REQUEST = 1;
  private static final int NO_COOKIE = -1;

  /** A {@code nlmsghdr}. */
  private static final int HEADER = 16;

  /** That and an {@code inet_diag_req_v2}. */
  private static final int QUESTION = HEADER + 56;

  /** That and an {@code inet_diag_msg}; attributes may follow. */
  private static final int ANSWER = HEADER + 72;

  private static final int ROOM = 8 << 10;
  private static final int ADDRESS_LENGTH = 16;

  private static final FunctionDescriptor TRANSFER =
      FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);

  private final NativeFunction send = system("send", TRANSFER);
  private final NativeFunction receive = system("recv", TRANSFER);
  private final int descriptor;

  /** Guards what follows. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Arena arena = Arena.ofShared();
  private final MemorySegment question = arena.allocate(QUESTION, 8);
  private final MemorySegment answer = arena.allocate(ROOM, 8);
  private int sequence;
  private boolean closed;

  private SocketDiagnostics(int descriptor) {
    this.descriptor = descriptor;
  }

  /** Begins to ask; nothing where the system does not answer such questions. */
  public static Optional<SocketDiagnostics> open() {
    if (!System.getProperty("os.name", "").equals("Linux")) {
      return Optional.empty();
    }
    MethodHandle socket =
        system("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT)).handle();
    int descriptor =
        (int)
            Linkage.call(
                () -> (int) socket.invokeExact(AF_NETLINK, SOCK_DGRAM_CLOEXEC, NETLINK_SOCK_DIAG));
    if (descriptor < 0) {
      return Optional.empty();
    }
    SocketDiagnostics opened = new SocketDiagnostics(descriptor);
    if (opened.knowsItsOwn()) {
      return Optional.of(opened);
    }
    opened.close();
    return Optional.empty();
  }

  private static NativeFunction system(String name, FunctionDescriptor descriptor) {
    return new NativeFunction(Linker.nativeLinker().defaultLookup().findOrThrow(name), descriptor);
  }

  /** A kernel without the module for TCP answers as if there were no such socket. */
  private boolean knowsItsOwn() {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket client = new Socket(server.getInetAddress(), server.getLocalPort())) {
      return owner(
              (InetSocketAddress) client.getLocalSocketAddress(),
              (InetSocketAddress) client.getRemoteSocketAddress())
          .isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * The id of the user whose a connected socket is.
   *
   * @param socket the address that it is bound to
   * @param peer the address that it is connected to
   * @return nothing when there is none, or none any more that a process holds: the system shows
   *     those that were closed as root's
   */
  public OptionalLong owner(InetSocketAddress socket, InetSocketAddress peer) {
    lock.lock();
    try {
      if (closed) {
        return OptionalLong.empty();
      }
      sequence++;
      write(socket, peer);
      return transfer(send, question, QUESTION) == QUESTION
          ? read(socket, peer)
          : OptionalLong.empty();
    } finally {
      lock.unlock();
    }
  }

  private void write(InetSocketAddress socket, InetSocketAddress peer) {
    int family = socket.getAddress().getAddress().length == ADDRESS_LENGTH ? AF_INET6 : AF_INET;
    question
        .asByteBuffer()
        .order(ByteOrder.nativeOrder())
        .putInt(QUESTION)
        .putShort(SOCK_DIAG_BY_FAMILY)
        .putShort(NLM_F_REQUEST)
        .putInt(sequence)
        .putInt(0)
        .put((byte) family)
        .put(IPPROTO_TCP)
        .putShort((short) 0)
        .putInt(-1) // in every state
        .order(ByteOrder.BIG_ENDIAN)
        .putShort((short) socket.getPort())
        .putShort((short) peer.getPort())
        .put(padded(socket.getAddress()))
        .put(padded(peer.getAddress()))
        .putInt(0) // on every interface
        .putInt(NO_COOKIE)
        .putInt(NO_COOKIE);
  }

  private static byte[] padded(InetAddress address) {
    byte[] padded = new byte[ADDRESS_LENGTH];
    byte[] bytes = address.getAddress();
    System.arraycopy(bytes, 0, padded, 0, bytes.length);
    return padded;
  }

  private long transfer(NativeFunction function, MemorySegment bytes, long length) {
    return Linkage.call(
        () -> (long) function.handle().invokeExact(descriptor, bytes, length, MSG_DONTWAIT));
  }

  private OptionalLong read(InetSocketAddress socket, InetSocketAddress peer) {
    while (true) {
      int length = (int) transfer(receive, answer, ROOM);
      if (length <= 0) {
        return OptionalLong.empty();
      }
      ByteBuffer message = answer.asByteBuffer().order(ByteOrder.nativeOrder()).limit(length);
      if (length >= HEADER && message.getInt(8) == sequence) {
        return owner(message, socket, peer);
      }
    }
  }

  private static OptionalLong owner(
      ByteBuffer message, InetSocketAddress socket, InetSocketAddress peer) {
    if (message.limit() < ANSWER || message.getShort(4) != SOCK_DIAG_BY_FAMILY) {
      return OptionalLong.empty();
    }
    int socketPort = Short.toUnsignedInt(Short.reverseBytes(message.getShort(20)));
    int peerPort = Short.toUnsignedInt(Short.reverseBytes(message.getShort(22)));
    long user = Integer.toUnsignedLong(message.getInt(80));
    // Where no connection is found, the kernel looks for a listener. A socket that nobody holds,
    // because it is closed and its end is still on the way, has neither inode nor owner left.
    return message.get(17) != TCP_LISTEN
            && socketPort == socket.getPort()
            && peerPort == peer.getPort()
            && message.getInt(84) != 0
        ? OptionalLong.of(user)
        : OptionalLong.empty();
  }

  @Override
  public void close() {
    MethodHandle end = system("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT)).handle();
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        long _ = Linkage.call(() -> (int) end.invokeExact(descriptor));
        arena.close();
      }
    } finally {
      lock.unlock();
    }
  }
}
