package io.horizonpush.wasm.net;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The answer of a server. Confined to one thread at a time, but for closing it. */
public final class NetAnswer implements AutoCloseable {

  private static final int LARGEST_HEAD = 64 << 10;
  private static final int LARGEST_BODY = 8 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5]\\d\\d)(?: .*)?");

  private final Socket socket;
  private final TimedInput input;
  private final int status;
  private final Map<String, String> headers;
  private final NetBody body;
  private int read;

  private NetAnswer(
      Socket socket, TimedInput input, int status, Map<String, String> headers, NetBody body) {
    this.socket = socket;
    this.input = input;
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  static NetAnswer read(Socket socket, boolean hasBody, long deadline) throws IOException {
    TimedInput input = new TimedInput(socket);
    input.until(deadline);
    Lines lines = new Lines(input);
    int status = status(lines);
    Map<String, String> headers = headers(lines);
    while (status < 200) { // Of what comes before the answer nothing is of use.
      if (status == 101) {
        throw new IOException("The server speaks something else from here on");
      }
      status = status(lines);
      headers = headers(lines);
    }
    boolean bodiless = !hasBody || status == 204 || status == 304;
    NetBody body = bodiless ? NetBody.none() : NetBody.of(input, lines, headers);
    return new NetAnswer(socket, input, status, headers, body);
  }

  private static int status(Lines lines) throws IOException {
    Matcher matcher = STATUS.matcher(lines.next());
    if (!matcher.matches()) {
      throw new IOException("The server does not answer with HTTP/1.1");
    }
    return Integer.parseInt(matcher.group(1));
  }

  private static Map<String, String> headers(Lines lines) throws IOException {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line = lines.next(); !line.isEmpty(); line = lines.next()) {
      int colon = line.indexOf(':');
      if (colon <= 0) {
        throw new IOException("The server sends a header without a name");
      }
      headers.merge(
          line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
          line.substring(colon + 1).strip(),
          (one, other) -> one + ", " + other);
    }
    return headers;
  }

  public int status() {
    return status;
  }

  /**
   * The values of a header, joined by commas.
   *
   * @param name in lower case
   */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /**
   * The next bytes of the body, one at least; none at its end.
   *
   * @throws NetRefusedException if it is longer than 8 MiB
   * @throws IOException if it ends early or comes too slowly
   */
  public byte[] read(int most) throws IOException {
    input.until(System.nanoTime() + PATIENCE.toNanos());
    byte[] bytes = body.next(most);
    read += bytes.length;
    if (read > LARGEST_BODY) {
      throw new NetRefusedException(NetRefusedException.Reason.TOO_LARGE);
    }
    return bytes;
  }

  /** Lets go of the connection, also of who waits for its bytes. Idempotent. */
  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone already, which is what was wanted.
    }
  }

  /** Lines that end with LF, as bytes of ISO 8859-1, of a head's length at most. */
  static final class Lines {

    private final InputStream input;
    private int read;

    private Lines(InputStream input) {
      this.input = input;
    }

    String next() throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int next = input.read(); next != '\n'; next = input.read()) {
        if (next < 0 || ++read > LARGEST_HEAD) {
          throw new IOException("The server's head is too long, or ends early");
        }
        line.write(next);
      }
      String text = line.toString(StandardCharsets.ISO_8859_1);
      return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    /** Begins to count anew, for what comes behind the head. */
    void restart() {
      read = 0;
    }
  }

  /** What comes from a socket until a time. */
  static final class TimedInput extends InputStream {

    private final Socket socket;
    private final InputStream buffered;
    private long deadline;

    private TimedInput(Socket socket) throws IOException {
      this.socket = socket;
      this.buffered = new BufferedInputStream(socket.getInputStream(), 16 << 10);
    }

    void until(long time) {
      deadline = time;
    }

    @Override
    public int read() throws IOException {
      prepare(1);
      return buffered.read();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      prepare(length);
      return buffered.read(into, offset, length);
    }

    private void prepare(int length) throws IOException {
      if (length > 0 && buffered.available() == 0) {
        socket.setSoTimeout(NetClient.left(deadline));
      }
    }
  }
}
