package io.horizonpush.s3.parse;

import io.horizonpush.s3.request.RangeSpec;
import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The value of a {@code Range} header that asks for one range of bytes. Stateless.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-14.1.2">RFC 9110, 14.1.2: byte
 *     ranges</a>
 */
final class RangeHeader {

  private static final Pattern RANGE =
      Pattern.compile("bytes=(\\d*)-(\\d*)", Pattern.CASE_INSENSITIVE);

  private RangeHeader() {}

  /** The range; nothing when it is malformed or there are several. */
  static Optional<RangeSpec> parse(String text) {
    Matcher matcher = RANGE.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String first = matcher.group(1);
    String last = matcher.group(2);
    if (first.isEmpty()) {
      return last.isEmpty() ? Optional.empty() : Optional.of(new RangeSpec.Last(offset(last)));
    }
    RangeSpec.FromTo range =
        new RangeSpec.FromTo(offset(first), last.isEmpty() ? Long.MAX_VALUE : offset(last));
    return range.first() > range.last() ? Optional.empty() : Optional.of(range);
  }

  /** An offset; one that is too large for a number lies behind the end of everything. */
  private static long offset(String digits) {
    return new BigInteger(digits).min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact();
  }
}
