package io.horizonpush.node.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One connection to a node that stays open between requests. It sends paths and headers exactly as
 * they are given, which a library for clients would not. Confined to one thread.
 */
public final class Wire implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 60_000;

  private final Socket socket = new Socket();
  private final InputStream in;

  public Wire(int port) throws IOException {
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    in = new BufferedInputStream(socket.getInputStream(), 32 << 10);
  }

  /** Sends a request and reads its answer whole. */
  public Reply send(Request request) throws IOException {
    byte[] head = head(request);
    byte[] whole = Arrays.copyOf(head, head.length + request.body().length);
    System.arraycopy(request.body(), 0, whole, head.length, request.body().length);
    socket.getOutputStream().write(whole);
    return read(request.method().equals("HEAD"));
  }

  /**
   * Sends a request in two halves and reads its answer whole.
   *
   * @param between done when the node has asked for the body and half of it is sent
   */
  public Reply sendSlowly(Request request, Runnable between) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(head(request.with("Expect", "100-continue")));
    String interim = line();
    if (!interim.startsWith("HTTP/1.1 100 ") || !line().isEmpty()) {
      throw new IOException("the body was not asked for: " + interim);
    }
    int half = request.body().length / 2;
    out.write(request.body(), 0, half);
    between.run();
    out.write(request.body(), half, request.body().length - half);
    return read(false);
  }

  private static byte[] head(Request request) {
    StringBuilder head =
        new StringBuilder(request.method())
            .append(' ')
            .append(request.target())
            .append(" HTTP/1.1\r\nHost: localhost\r\n");
    request.headers().forEach(header -> head.append(header).append("\r\n"));
    if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
      head.append("Content-Length: ").append(request.body().length).append("\r\n");
    }
    return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private Reply read(boolean headOnly) throws IOException {
    String statusLine = line();
    int status = Integer.parseInt(statusLine.split(" ", 3)[1]);
    Map<String, String> headers = new HashMap<>();
    for (String next = line(); !next.isEmpty(); next = line()) {
      int colon = next.indexOf(':');
      headers.put(
          next.substring(0, colon).toLowerCase(Locale.ROOT), next.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    byte[] body = headOnly || status == 304 ? new byte[0] : in.readNBytes(length);
    if (!headOnly && status != 304 && body.length < length) {
      throw new IOException("the connection ended after " + body.length + " of " + length);
    }
    return new Reply(status, headers, body);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("the connection ended after: " + line);
      }
      line.append((char) next);
    }
    return line.substring(0, line.length() - 1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
