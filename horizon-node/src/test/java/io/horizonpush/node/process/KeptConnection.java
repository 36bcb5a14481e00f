package io.horizonpush.node.process;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.s3.api.TestingKey;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/** One connection that is kept open, and signed requests on it. */
final class KeptConnection implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 20_000;

  private final URI endpoint;
  private final Socket socket;
  private final InputStream in;

  KeptConnection(URI endpoint) throws IOException {
    this.endpoint = endpoint;
    this.socket = new Socket(endpoint.getHost(), endpoint.getPort());
    socket.setSoTimeout(TIMEOUT_MILLIS);
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /** An answer with a length. */
  record Answer(int status, String body) {}

  /** Sends a request signed with a key as the admin API shows it when it is made. */
  Answer get(String target, JsonNode key) throws IOException {
    return get(
        target,
        new TestingKey(
                key.path("access-key").asText(),
                key.path("secret-key").asText(),
                key.at("/owner/id").asText())
            .sign("GET", URI.create(endpoint + target), Map.of(), new byte[0]));
  }

  /** Sends a request with these headers and {@code Host}. */
  Answer get(String target, Map<String, String> headers) throws IOException {
    StringBuilder head = new StringBuilder("GET " + endpoint.getPath() + target + " HTTP/1.1\r\n");
    head.append("Host: ").append(endpoint.getAuthority()).append("\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    socket.getOutputStream().write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
    return read();
  }

  private Answer read() throws IOException {
    int status = Integer.parseInt(line().split(" ", 3)[1]);
    int length = 0;
    for (String header = line(); !header.isEmpty(); header = line()) {
      if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(header.substring(header.indexOf(':') + 1).strip());
      }
    }
    return new Answer(status, new String(in.readNBytes(length), StandardCharsets.UTF_8));
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("the connection ended after: " + line);
      }
      line.append((char) next);
    }
    return line.toString().stripTrailing();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
