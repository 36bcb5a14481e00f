package io.horizonpush.s3.http;

import java.time.Duration;

/** What a client may take of this server: sizes, times and connections. */
public record HttpLimits(Sizes sizes, Deadlines deadlines, Connections connections) {

  /** The limits of a node that its configuration does not change. */
  public static HttpLimits defaults() {
    return new HttpLimits(
        new Sizes(8 << 10, 100, 16 << 10, 256 << 10),
        new Deadlines(
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(5),
            new MinimumRate(1024, Duration.ofSeconds(30))),
        new Connections(1024, 64));
  }

  /**
   * Sizes in bytes.
   *
   * @param headers the largest number of header fields
   * @param unreadBody how much of a body that nobody read is skipped to keep a connection
   */
  public record Sizes(int requestLine, int headers, int headerBytes, int unreadBody) {}

  /**
   * Times after which a connection is closed.
   *
   * @param head from the first byte of a request's head to its last
   * @param idle between requests
   * @param responseStall without the client taking a byte of an answer
   * @param linger how long bytes are still taken from a client that is being refused, so that it
   *     can read why
   */
  public record Deadlines(
      Duration head, Duration idle, Duration responseStall, Duration linger, MinimumRate body) {}

  /**
   * How fast a body must arrive while it is waited for.
   *
   * @param window over which the rate is measured
   */
  public record MinimumRate(long bytesPerSecond, Duration window) {

    long bytesPerWindow() {
      return bytesPerSecond * window.toMillis() / 1000;
    }
  }

  /**
   * Open connections.
   *
   * @param perAddress from one address; this machine's own and those of trusted proxies are exempt
   */
  public record Connections(int total, int perAddress) {}
}
