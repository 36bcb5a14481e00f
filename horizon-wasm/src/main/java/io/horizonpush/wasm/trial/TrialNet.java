package io.horizonpush.wasm.trial;

import io.horizonpush.wasm.net.NetClient;
import io.horizonpush.wasm.net.NetRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The network of a case: the servers that it has, and no other. What they answer passes through the
 * same client as on a node. Thread-safe.
 */
final class TrialNet {

  private final List<PluginCase.Server> servers;
  private final List<SentRequest> sent = new ArrayList<>();

  TrialNet(List<PluginCase.Server> servers) {
    this.servers = List.copyOf(servers);
  }

  /** A request that a plugin sent. */
  record SentRequest(String method, String url, Map<String, String> headers, Bytes body) {}

  NetClient client() {
    return new NetClient((request, _, _) -> connect(request));
  }

  private synchronized Socket connect(NetRequest request) throws IOException {
    SentRequest asked = asked(request);
    sent.add(asked);
    for (PluginCase.Server server : servers) {
      if (server.method().equals(asked.method()) && server.url().equals(asked.url())) {
        return new Canned(answer(server));
      }
    }
    throw new ConnectException("the case has no server at " + asked.url());
  }

  private static SentRequest asked(NetRequest request) {
    boolean usual = request.port() == (request.tls() ? 443 : 80);
    String url =
        (request.tls() ? "https://" : "http://")
            + request.host()
            + (usual ? "" : ":" + request.port())
            + request.target();
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line : request.headers()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return new SentRequest(request.method(), url, headers, new Bytes(bytes(request.body())));
  }

  static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private static byte[] answer(PluginCase.Server server) {
    StringBuilder head = new StringBuilder();
    head.append("HTTP/1.1 ").append(server.status()).append(" \r\n");
    server
        .headers()
        .forEach(
            (name, value) ->
                head.append(name).append(": ").append(value.orElse("")).append("\r\n"));
    head.append("content-length: ").append(server.body().length()).append("\r\n\r\n");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    out.writeBytes(server.body().array());
    return out.toByteArray();
  }

  /** What was sent since this was asked last. */
  synchronized List<SentRequest> sent() {
    return List.copyOf(sent);
  }

  synchronized void forget() {
    sent.clear();
  }

  /** The connection with a server that has said all before it was asked. */
  private static final class Canned extends Socket {

    private final byte[] answer;
    private Optional<InputStream> input = Optional.empty();

    private Canned(byte[] answer) {
      this.answer = answer;
    }

    @Override
    public InputStream getInputStream() {
      InputStream stream = input.orElseGet(() -> new ByteArrayInputStream(answer));
      input = Optional.of(stream);
      return stream;
    }

    @Override
    public OutputStream getOutputStream() {
      return OutputStream.nullOutputStream();
    }

    @Override
    public void setSoTimeout(int timeout) {}
  }
}
