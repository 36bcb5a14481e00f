package io.horizonpush.fallback.origin;

import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.request.HttpCharacters;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The metadata of an object at an origin as a record has it: what a request of S3 could have given
 * it. Clouds let more stand there, such as line breaks and 8 KiB; S3 leaves out what it cannot tell
 * in headers (as <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html">
 * x-amz-missing-meta</a> says), and so does this. The same comes of the same on every node, since
 * members hold records against these limits.
 */
final class LearntMetadata {

  private static final int MAX_HEADERS = 16 << 10;

  private LearntMetadata() {}

  static ObjectMetadata of(ObjectMetadata there) {
    return new ObjectMetadata(
        fitting(there.headers(), ObjectMetadata.STANDARD::contains, MAX_HEADERS),
        fitting(there.user(), HttpCharacters::isToken, ObjectMetadata.MAX_USER_BYTES));
  }

  /** What can stand in headers, by name, as long as there is room; names in lower case. */
  private static Map<String, String> fitting(
      Map<String, String> all, Predicate<String> isName, int most) {
    Map<String, String> fitting = new TreeMap<>();
    int left = most;
    for (var each : new TreeMap<>(all).entrySet()) {
      String name = each.getKey().toLowerCase(Locale.ROOT);
      String value = each.getValue();
      int length = name.length() + value.length();
      boolean fits = isName.test(name) && HttpCharacters.isValue(value) && length <= left;
      if (fits && fitting.putIfAbsent(name, value) == null) {
        left -= length;
      }
    }
    return fitting;
  }
}
