package io.horizonpush.s3.model;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a client says about an object, kept verbatim.
 *
 * @param headers the standard headers by lower-case name, see {@link #STANDARD}
 * @param user the {@code x-amz-meta-} headers by lower-case name without that prefix
 */
public record ObjectMetadata(SortedMap<String, String> headers, SortedMap<String, String> user) {

  /** The standard headers that are stored with an object, in lower case. */
  public static final Set<String> STANDARD =
      Set.of(
          "cache-control",
          "content-disposition",
          "content-encoding",
          "content-language",
          "content-type",
          "expires");

  /** The type of an object whose client named none. */
  public static final String DEFAULT_CONTENT_TYPE = "binary/octet-stream";

  public static final ObjectMetadata EMPTY = new ObjectMetadata(Map.of(), Map.of());

  /** The most that a client may say of its own, names without their prefix included, in bytes. */
  public static final int MAX_USER_BYTES = 2048;

  public ObjectMetadata {
    headers = Collections.unmodifiableSortedMap(new TreeMap<>(headers));
    user = Collections.unmodifiableSortedMap(new TreeMap<>(user));
  }

  public ObjectMetadata(Map<String, String> headers, Map<String, String> user) {
    this(new TreeMap<>(headers), new TreeMap<>(user));
  }

  /** What AWS counts of what a client says of its own; a character is a byte. */
  public int userBytes() {
    return user.entrySet().stream()
        .mapToInt(each -> each.getKey().length() + each.getValue().length())
        .sum();
  }

  public Optional<String> header(String lowerCaseName) {
    return Optional.ofNullable(headers.get(lowerCaseName));
  }
}
