package io.horizonpush.wasm.net;

import io.horizonpush.s3.request.HttpCharacters;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request to a server. Immutable.
 *
 * @param host in lower case; an IPv6 address in brackets
 * @param target path and query, as they are sent
 * @param headers as they are sent
 */
public record NetRequest(
    String method,
    boolean tls,
    String host,
    int port,
    String target,
    List<String> headers,
    ByteBuffer body) {

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS");
  private static final int MOST_HEADERS = 64;

  /** No user, no fragment, nothing that would end a line or is not sent as it is. */
  private static final Pattern URL =
      Pattern.compile(
          "(https?)://([A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]{2,45}])(?::(\\d{1,5}))?((?:/[!$-;=@-Z_a-z~]*)?(?:\\?[!$-;=?-Z_a-z~]*)?)");

  /** What frames a request, or says to whom it goes. */
  private static final Set<String> OF_THE_NODE =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "keep-alive",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  public NetRequest {
    headers = List.copyOf(headers);
    body = body.asReadOnlyBuffer();
  }

  /**
   * The request that lines say: {@code METHOD SP URL}, then headers; nothing if they are none that
   * can be sent.
   */
  public static Optional<NetRequest> parse(String head, byte[] body) {
    String[] lines =
        (head.endsWith("\n") ? head.substring(0, head.length() - 1) : head).split("\n", -1);
    int space = lines[0].indexOf(' ');
    if (space < 0 || !METHODS.contains(lines[0].substring(0, space))) {
      return Optional.empty();
    }
    Matcher url = URL.matcher(lines[0].substring(space + 1));
    List<String> headers = new ArrayList<>(List.of(lines).subList(1, lines.length));
    if (!url.matches()
        || headers.size() > MOST_HEADERS
        || !headers.stream().allMatch(NetRequest::isHeader)) {
      return Optional.empty();
    }
    boolean tls = url.group(1).equals("https");
    int port = url.group(3) == null ? (tls ? 443 : 80) : Integer.parseInt(url.group(3));
    if (port < 1 || port > 65_535) {
      return Optional.empty();
    }
    String target = url.group(4).startsWith("/") ? url.group(4) : "/" + url.group(4);
    return Optional.of(
        new NetRequest(
            lines[0].substring(0, space),
            tls,
            url.group(2).toLowerCase(Locale.ROOT),
            port,
            target,
            headers,
            ByteBuffer.wrap(body)));
  }

  private static boolean isHeader(String line) {
    int colon = line.indexOf(':');
    return colon > 0
        && HttpCharacters.isToken(line.substring(0, colon))
        && HttpCharacters.isValue(line.substring(colon + 1))
        && !isOfTheNode(line.substring(0, colon).toLowerCase(Locale.ROOT));
  }

  private static boolean isOfTheNode(String name) {
    return OF_THE_NODE.contains(name) || name.startsWith("proxy-");
  }

  /** Whether its answer has a body. */
  boolean asksForBody() {
    return !method.equals("HEAD");
  }

  /** Host and port as its header says them. */
  String authority() {
    return port == (tls ? 443 : 80) ? host : host + ":" + port;
  }
}
