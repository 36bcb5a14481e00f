package io.horizonpush.fallback.origin;

import io.horizonpush.s3.model.ByteRange;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The bytes that were asked for, held against what an origin says it sends: one that answers with
 * other bytes than those must not be believed.
 */
public final class RequestedRange {

  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");

  private static final int OK = 200;
  private static final int PARTIAL = 206;

  private final Optional<ByteRange> asked;

  public RequestedRange(Optional<ByteRange> asked) {
    if (asked.filter(range -> range.length() == 0).isPresent()) {
      throw new IllegalArgumentException("An empty range");
    }
    this.asked = asked;
  }

  /** The header's value; nothing for the whole object. */
  public Optional<String> header() {
    return asked.map(range -> "bytes=%d-%d".formatted(range.offset(), range.end() - 1));
  }

  /**
   * What an answer says of its body.
   *
   * @param bytes that it has
   * @param size of the whole object
   */
  public record Sent(ByteRange bytes, long size) {}

  /**
   * Reads the head of an answer.
   *
   * @param contentRange the header's value, if there is one
   * @param contentLength the header's value, negative if there is none
   * @throws OriginException broken, when it is not for what was asked
   */
  public Sent sent(int status, Optional<String> contentRange, long contentLength) {
    if (asked.isEmpty()) {
      if (status != OK || contentLength < 0) {
        throw wrong("status %d, %d bytes".formatted(status, contentLength), "a whole object");
      }
      return new Sent(ByteRange.all(contentLength), contentLength);
    }
    ByteRange range = asked.get();
    Matcher said = CONTENT_RANGE.matcher(contentRange.orElse(""));
    if (status != PARTIAL || !said.matches()) {
      throw wrong("status %d without the range".formatted(status), range.toString());
    }
    long first = Long.parseLong(said.group(1));
    long last = Long.parseLong(said.group(2));
    long size = Long.parseLong(said.group(3));
    boolean isAsked = first == range.offset() && last == range.end() - 1 && last < size;
    if (!isAsked || (contentLength >= 0 && contentLength != range.length())) {
      throw wrong("bytes %d to %d of %d".formatted(first, last, size), range.toString());
    }
    return new Sent(range, size);
  }

  private static OriginException wrong(String sent, String asked) {
    return OriginException.broken(
        "the origin sent %s when it was asked for %s".formatted(sent, asked));
  }
}
