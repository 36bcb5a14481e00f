package io.horizonpush.s3.request;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.RequestHead.Header;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The proxies that are believed what they say of their clients, in {@code X-Forwarded-For}, {@code
 * -Proto} and {@code -Host}. What anybody else says there is believed nowhere.
 */
public record TrustedProxies(List<IpBlock> addresses) {

  public static final TrustedProxies NONE = new TrustedProxies(List.of());

  private static final String ADDRESSES = "x-forwarded-for";
  private static final String PROTOCOL = "x-forwarded-proto";
  private static final String HOST = "x-forwarded-host";

  public TrustedProxies {
    addresses = List.copyOf(addresses);
  }

  /**
   * A request as its client sent it.
   *
   * @param head with the host that the client named, which it has signed
   */
  public record Sent(RequestHead head, Client client) {}

  /** Whether one of them has this address. */
  public boolean contains(InetAddress address) {
    for (IpBlock block : addresses) {
      if (block.contains(address)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Reads what a proxy says of the client, if the connection comes from one.
   *
   * @throws S3Exception {@code BadRequest} when that cannot be understood: a client that is not
   *     known must not pass for its proxy
   */
  public Sent read(RequestHead head, ClientConnection connection) {
    InetAddress remote = connection.remote().getAddress();
    if (!contains(remote)) {
      return new Sent(head, Client.of(connection));
    }
    return new Sent(
        withHost(head), new Client(connection, address(head, remote), isSecure(head), true));
  }

  /**
   * The nearest address that is no proxy's of ours. Each proxy adds whom it hears at the end of the
   * list, and what stands before that may be the client's invention.
   */
  private InetAddress address(RequestHead head, InetAddress remote) {
    List<String> hops =
        head.values(ADDRESSES).stream()
            .flatMap(value -> Arrays.stream(value.split(",", -1)))
            .map(String::strip)
            .toList();
    InetAddress nearest = remote;
    for (String hop : hops.reversed()) {
      if (!contains(nearest)) {
        break;
      }
      nearest =
          IpBlock.address(hop)
              .orElseThrow(() -> malformed("X-Forwarded-For", "a list of IP addresses"));
    }
    return nearest;
  }

  private static boolean isSecure(RequestHead head) {
    return only(head, PROTOCOL, "X-Forwarded-Proto")
        .map(
            protocol ->
                switch (protocol.toLowerCase(Locale.ROOT)) {
                  case "https" -> true;
                  case "http" -> false;
                  default -> throw malformed("X-Forwarded-Proto", "http or https");
                })
        .orElse(false);
  }

  private static RequestHead withHost(RequestHead head) {
    Optional<String> host = only(head, HOST, "X-Forwarded-Host");
    if (host.isEmpty()) {
      return head;
    }
    if (!HttpCharacters.isHost(host.get())) {
      throw malformed("X-Forwarded-Host", "one host");
    }
    return head.withHeaders(
        head.headers().stream()
            .map(each -> each.name().equals("host") ? new Header("host", host.get()) : each)
            .toList());
  }

  private static Optional<String> only(RequestHead head, String lowerCaseName, String name) {
    List<String> values = head.values(lowerCaseName);
    if (values.size() > 1) {
      throw malformed(name, "one value");
    }
    return values.stream().findFirst();
  }

  private static S3Exception malformed(String header, String expected) {
    return new S3Exception(
        S3ErrorCode.BAD_REQUEST,
        "The header %s that this node's proxy sent is not %s. The proxy must set it, not add to it."
            .formatted(header, expected));
  }
}
