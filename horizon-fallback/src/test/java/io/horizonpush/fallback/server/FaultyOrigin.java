package io.horizonpush.fallback.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A store of our own in which any request can be made to fail. It answers GET and HEAD as S3,
 * Google and Azure do, all at once, and checks no signature.
 *
 * <p>An object is named by the last part of the path. Its version is its tag for all of them.
 */
public final class FaultyOrigin implements AutoCloseable {

  private static final int PIECE = 16 << 10;

  /** A request that came. */
  public record Request(String method, String target, Map<String, String> headers) {

    public Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name));
    }
  }

  private static final class Stored {

    private final byte[] bytes;
    private final int version;

    Stored(byte[] bytes, int version) {
      this.bytes = bytes;
      this.version = version;
    }
  }

  private final ServerSocket server;
  private final Map<String, Stored> objects = new ConcurrentHashMap<>();
  private final Deque<Fault> faults = new ConcurrentLinkedDeque<>();
  private final Deque<Fault> bodyFaults = new ConcurrentLinkedDeque<>();
  private volatile Optional<Fault> eachBody = Optional.empty();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicLong sent = new AtomicLong();
  private final CountDownLatch end = new CountDownLatch(1);

  private @Nullable Thread acceptor;

  private FaultyOrigin(ServerSocket server) {
    this.server = server;
  }

  /** Starts one that is empty and faultless. */
  public static FaultyOrigin start() throws IOException {
    FaultyOrigin origin =
        new FaultyOrigin(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    origin.acceptor = Thread.ofVirtual().start(origin::accept);
    return origin;
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /** Stores an object. */
  public void put(String name, byte[] bytes, int version) {
    objects.put(name, new Stored(bytes, version));
  }

  /** Makes the next requests fail, one by each. */
  public void fail(Fault... next) {
    faults.addAll(List.of(next));
  }

  /** Makes the next requests for bytes fail, one by each. */
  public void failBodies(Fault... next) {
    bodyFaults.addAll(List.of(next));
  }

  /** Makes all requests for bytes fail from now on, or none. */
  public void failEachBody(Optional<Fault> fault) {
    eachBody = fault;
  }

  /** Removes an object. */
  public void remove(String name) {
    objects.remove(name);
  }

  /** How many requests of a method came so far. */
  public long count(String method) {
    return requests.stream().filter(each -> each.method().equals(method)).count();
  }

  /** What came so far. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /** How many bytes of bodies it could send so far. */
  public long sent() {
    return sent.get();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        sockets.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return; // It was closed.
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      // What is sent stays with its reader: the system would take megabytes of it.
      socket.setSendBufferSize(PIECE);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      while (true) {
        Optional<Request> request = read(in);
        if (request.isEmpty() || !answer(socket, request.get())) {
          return;
        }
      }
    } catch (IOException e) {
      // The client left, or the fault was to break off.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      sockets.remove(socket);
    }
  }

  private Optional<Request> read(InputStream in) throws IOException {
    String first = line(in);
    if (first.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> headers = new HashMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    in.skipNBytes(Long.parseLong(headers.getOrDefault("content-length", "0")));
    String[] words = first.split(" ", -1);
    Request request = new Request(words[0], words[1], Map.copyOf(headers));
    requests.add(request);
    return Optional.of(request);
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int each = in.read(); each >= 0 && each != '\n'; each = in.read()) {
      if (each != '\r') {
        line.write(each);
      }
    }
    return line.toString(ISO_8859_1);
  }

  /** Answers, and says whether the connection is still good. */
  private boolean answer(Socket socket, Request request) throws IOException, InterruptedException {
    Fault fault = fault(request);
    OutputStream out = socket.getOutputStream();
    switch (fault) {
      case Fault.Close close -> {
        return false;
      }
      case Fault.Silence silence -> {
        end.await();
        return false;
      }
      case Fault.Refusal refusal -> {
        refuse(out, request, refusal);
        return true;
      }
      case null, default -> {}
    }
    String path = request.target().split("\\?", 2)[0];
    Stored stored = objects.get(path.substring(path.lastIndexOf('/') + 1));
    if (stored == null) {
      refuse(out, request, new Fault.Refusal(404, "NoSuchKey"));
      return true;
    }
    if (fault instanceof Fault.IgnoredCondition) {
      stored = new Stored(stored.bytes, stored.version + 1);
    } else if (!holds(request, stored)) {
      refuse(out, request, new Fault.Refusal(412, "PreconditionFailed"));
      return true;
    }
    return new Answer(this, socket, request, fault).send(stored.bytes, stored.version);
  }

  private @Nullable Fault fault(Request request) {
    Fault next = faults.poll();
    if (next == null && request.method().equals("GET")) {
      next = bodyFaults.poll();
      return next == null ? eachBody.orElse(null) : next;
    }
    return next;
  }

  private static boolean holds(Request request, Stored stored) {
    boolean tagHolds =
        request
            .header("if-match")
            .map(tag -> tag.replace("\"", "").equals(String.valueOf(stored.version)))
            .orElse(true);
    boolean generationHolds =
        !request.target().contains("ifGenerationMatch=")
            || request.target().contains("ifGenerationMatch=" + stored.version);
    return tagHolds && generationHolds;
  }

  private static void refuse(OutputStream out, Request request, Fault.Refusal refusal)
      throws IOException {
    byte[] body =
        refusal.code().isEmpty() || request.method().equals("HEAD")
            ? new byte[0]
            : "<?xml version=\"1.0\"?><Error><Code>%s</Code><Message>No.</Message></Error>"
                .formatted(refusal.code())
                .getBytes(UTF_8);
    StringBuilder head = new StringBuilder("HTTP/1.1 " + refusal.status() + " No\r\n");
    refusal.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    head.append("Content-Type: application/xml\r\nx-ms-error-code: " + refusal.code() + "\r\n");
    head.append("Content-Length: " + body.length + "\r\n\r\n");
    out.write(head.toString().getBytes(ISO_8859_1));
    out.write(body);
    out.flush();
  }

  /** Sends bytes of a body and counts them. */
  void send(OutputStream out, byte[] bytes, long from, long to) throws IOException {
    for (long at = from; at < to; at += PIECE) {
      int length = (int) Math.min(PIECE, to - at);
      out.write(bytes, (int) at, length);
      sent.addAndGet(length);
    }
    out.flush();
  }

  /** Waits so long, and says whether this store was closed meanwhile. */
  boolean isEnded(Duration pause) throws InterruptedException {
    return end.await(pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Waits until this store is closed. */
  void awaitEnd() throws InterruptedException {
    end.await();
  }

  @Override
  public void close() throws IOException {
    end.countDown();
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
    try {
      if (acceptor != null) {
        acceptor.join(); // Until then the system takes connections.
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
