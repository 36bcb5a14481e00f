package io.horizonpush.fallback.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * What lies between a node and a real store, and goes wrong: each request in so many meets one of
 * the faults that clouds have, by chance. It reads heads and passes bodies on as they are, so that
 * signatures hold.
 */
public final class FaultyLine implements AutoCloseable {

  /** What goes wrong with a request. */
  public enum Trouble {
    /** 500, before the store hears of it. */
    INTERNAL_ERROR,
    /** 503 with a time to wait. */
    SLOW_DOWN,
    /** The answer comes seconds later. */
    SLOW,
    /** The connection breaks before the answer, which the store gave. */
    LOST_ANSWER,
    /** The connection breaks in the middle of the body. */
    RESET,
    /** The answer names a length that is not that of its body. */
    WRONG_LENGTH,
    /** What was answered to the same question a moment ago. */
    STALE
  }

  private static final int LONGEST_HEAD = 64 << 10;
  private static final int MOST_REMEMBERED = 64 << 10;
  private static final long REMEMBERED_NANOS = 5_000_000_000L;
  private static final long SLOW_MILLIS = 3000;

  private final ServerSocket server;
  private final URI store;
  private final int oneIn;
  private final Random random;
  private final Map<Trouble, Integer> met = new EnumMap<>(Trouble.class);
  private final Map<String, Remembered> answers = new ConcurrentHashMap<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private volatile boolean isWell;

  private static final class Remembered {

    private final byte[] bytes;
    private final long at = System.nanoTime();

    Remembered(byte[] bytes) {
      this.bytes = bytes;
    }
  }

  private record Head(List<String> lines) {

    Optional<String> header(String name) {
      String prefix = name.toLowerCase(Locale.ROOT) + ":";
      return lines.stream()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
          .map(line -> line.substring(prefix.length()).strip())
          .findFirst();
    }

    int status() {
      return Integer.parseInt(lines.getFirst(), 9, 12, 10);
    }

    boolean isOf(String method) {
      return lines.getFirst().startsWith(method + " ");
    }

    byte[] bytes() {
      return (String.join("\r\n", lines) + "\r\n\r\n").getBytes(ISO_8859_1);
    }
  }

  private FaultyLine(ServerSocket server, URI store, int oneIn, long seed) {
    this.server = server;
    this.store = store;
    this.oneIn = oneIn;
    this.random = new Random(seed);
  }

  /**
   * Begins to lie before a store.
   *
   * @param oneIn of so many requests meets a fault
   */
  public static FaultyLine before(URI store, int oneIn, long seed) throws IOException {
    FaultyLine line =
        new FaultyLine(
            new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), store, oneIn, seed);
    Thread _ = Thread.ofVirtual().start(line::accept);
    return line;
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /** Nothing goes wrong from here on. */
  public void getWell() {
    isWell = true;
  }

  /** How often each went wrong. */
  public synchronized Map<Trouble, Integer> met() {
    return new EnumMap<>(met);
  }

  private synchronized Optional<Trouble> chance() {
    if (isWell || random.nextInt(oneIn) != 0) {
      return Optional.empty();
    }
    Trouble trouble = Trouble.values()[random.nextInt(Trouble.values().length)];
    int _ = met.merge(trouble, 1, Integer::sum);
    return Optional.of(trouble);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        sockets.add(client);
        Thread _ = Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        return; // It was closed.
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket there = new Socket(store.getHost(), store.getPort())) {
      sockets.add(there);
      Ends ends =
          new Ends(
              client,
              there,
              new BufferedInputStream(client.getInputStream()),
              new BufferedInputStream(there.getInputStream()));
      Head request = readHead(ends.fromClient());
      while (exchange(request, ends)) {
        request = readHead(ends.fromClient());
      }
    } catch (IOException e) {
      // One of the two left, or was made to.
    } finally {
      sockets.remove(client);
    }
  }

  private record Ends(Socket client, Socket store, InputStream fromClient, InputStream fromStore) {}

  /** Whether the connection may go on. */
  private boolean exchange(Head request, Ends ends) throws IOException {
    Optional<Trouble> trouble = chance();
    OutputStream toClient = ends.client().getOutputStream();
    switch (trouble.orElse(null)) {
      case INTERNAL_ERROR -> {
        return refuse(toClient, "500 Internal Server Error", "InternalError", "");
      }
      case SLOW_DOWN -> {
        return refuse(toClient, "503 Slow Down", "SlowDown", "Retry-After: 1\r\n");
      }
      case STALE -> {
        Optional<Remembered> before = Optional.ofNullable(answers.get(question(request)));
        if (before.filter(each -> System.nanoTime() - each.at < REMEMBERED_NANOS).isPresent()
            && (request.isOf("HEAD") || request.isOf("GET"))) {
          toClient.write(before.get().bytes);
          return true;
        }
      }
      case null, default -> {}
    }
    ends.store().getOutputStream().write(request.bytes());
    Thread body = Thread.ofVirtual().start(() -> passBody(request, ends));
    Head answer = readHead(ends.fromStore());
    while (answer.status() == 100) {
      toClient.write(answer.bytes());
      answer = readHead(ends.fromStore());
    }
    switch (trouble.orElse(null)) {
      case SLOW -> pause(SLOW_MILLIS);
      case LOST_ANSWER -> {
        ends.client().setSoLinger(true, 0);
        return false;
      }
      case null, default -> {}
    }
    passAnswer(request, answer, ends, trouble.orElse(null));
    join(body);
    return answer.header("connection").filter("close"::equalsIgnoreCase).isEmpty();
  }

  private static String question(Head request) {
    return request.lines().getFirst() + " " + request.header("range").orElse("");
  }

  private static boolean refuse(OutputStream out, String status, String code, String headers)
      throws IOException {
    String body = "<Error><Code>" + code + "</Code><Message>By chance</Message></Error>";
    out.write(
        ("HTTP/1.1 %s\r\n%sContent-Type: application/xml\r\nContent-Length: %d\r\n"
                + "Connection: close\r\n\r\n%s")
            .formatted(status, headers, body.length(), body)
            .getBytes(ISO_8859_1));
    return false;
  }

  private static void passBody(Head request, Ends ends) {
    try {
      long left = request.header("content-length").map(Long::parseLong).orElse(0L);
      pass(ends.fromClient(), ends.store().getOutputStream(), left);
    } catch (IOException e) {
      // The answer shows it.
    }
  }

  private void passAnswer(Head request, Head answer, Ends ends, @Nullable Trouble trouble)
      throws IOException {
    OutputStream out = ends.client().getOutputStream();
    boolean hasNone = request.isOf("HEAD") || answer.status() == 204 || answer.status() == 304;
    Optional<Long> length = answer.header("content-length").map(Long::parseLong);
    if (hasNone || length.isEmpty()) {
      out.write(answer.bytes());
      if (hasNone) {
        remember(request, answer.bytes());
      } else {
        passChunks(ends.fromStore(), out);
      }
      return;
    }
    long all = length.get();
    if (trouble == Trouble.WRONG_LENGTH) {
      List<String> lines = new ArrayList<>(answer.lines());
      lines.replaceAll(
          line ->
              line.toLowerCase(Locale.ROOT).startsWith("content-length:")
                  ? "Content-Length: " + (all + 7)
                  : line);
      out.write(new Head(lines).bytes());
      pass(ends.fromStore(), out, all);
      throw new EOFException("By chance");
    }
    out.write(answer.bytes());
    if (trouble == Trouble.RESET && all > 1) {
      pass(ends.fromStore(), out, all / 2);
      ends.client().setSoLinger(true, 0);
      throw new EOFException("By chance");
    }
    if (all > MOST_REMEMBERED) {
      pass(ends.fromStore(), out, all);
      return;
    }
    byte[] body = ends.fromStore().readNBytes((int) all);
    out.write(body);
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(answer.bytes());
    whole.writeBytes(body);
    remember(request, whole.toByteArray());
  }

  private void remember(Head request, byte[] answer) {
    if (request.isOf("HEAD") || request.isOf("GET")) {
      answers.put(question(request), new Remembered(answer));
    }
  }

  private static void pass(InputStream from, OutputStream to, long length) throws IOException {
    byte[] piece = new byte[16 << 10];
    long left = length;
    while (left > 0) {
      int read = from.read(piece, 0, (int) Math.min(piece.length, left));
      if (read < 0) {
        throw new EOFException();
      }
      to.write(piece, 0, read);
      left -= read;
    }
  }

  private static void passChunks(InputStream from, OutputStream to) throws IOException {
    while (true) {
      String size = readLine(from);
      to.write((size + "\r\n").getBytes(ISO_8859_1));
      int end = size.indexOf(';');
      long length = Long.parseLong(end < 0 ? size : size.substring(0, end), 16);
      pass(from, to, length);
      to.write((readLine(from) + "\r\n").getBytes(ISO_8859_1));
      if (length == 0) {
        return;
      }
    }
  }

  private static Head readHead(InputStream from) throws IOException {
    List<String> lines = new ArrayList<>();
    String line = readLine(from);
    while (!line.isEmpty()) {
      lines.add(line);
      line = readLine(from);
    }
    if (lines.isEmpty()) {
      throw new EOFException();
    }
    return new Head(lines);
  }

  private static String readLine(InputStream from) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = from.read();
    while (next != '\n') {
      if (next < 0 || line.size() > LONGEST_HEAD) {
        throw new EOFException();
      }
      if (next != '\r') {
        line.write(next);
      }
      next = from.read();
    }
    return line.toString(ISO_8859_1);
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
