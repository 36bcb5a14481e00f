package io.horizonpush.wasm.abi;

import io.horizonpush.s3.request.Glob;
import io.horizonpush.s3.request.S3Operation;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Which requests a plugin is called for. What is empty matches all. Immutable.
 *
 * @param buckets names, or {@code *}
 * @param keys patterns
 * @param contentTypes patterns, compared in lower case and without parameters
 * @param size in bytes
 */
public record Match(
    List<String> buckets,
    List<String> keys,
    Set<S3Operation> operations,
    List<String> contentTypes,
    Size size) {

  /** All requests. */
  public static final Match ALL =
      new Match(List.of(), List.of(), Set.of(), List.of(), new Size(0, Long.MAX_VALUE));

  public Match {
    buckets = List.copyOf(buckets);
    keys = List.copyOf(keys);
    operations = Set.copyOf(operations);
    contentTypes = List.copyOf(contentTypes);
  }

  /** A range of sizes in bytes, both ends in it. */
  public record Size(long min, long max) {

    boolean contains(long size) {
      return size >= min && size <= max;
    }
  }

  /** The same, with its patterns ready to be compared. */
  public Matcher matcher() {
    return new Matcher(
        this,
        keys.stream().map(Glob::of).toList(),
        contentTypes.stream().map(type -> Glob.of(lower(type))).toList());
  }

  private static String lower(String text) {
    return text.toLowerCase(java.util.Locale.ROOT);
  }

  /** Compares requests. Immutable, thread-safe. */
  public static final class Matcher {

    private final Match match;
    private final List<Glob> keys;
    private final List<Glob> contentTypes;

    private Matcher(Match match, List<Glob> keys, List<Glob> contentTypes) {
      this.match = match;
      this.keys = keys;
      this.contentTypes = contentTypes;
    }

    /** Whether a request is one of those, as far as its operation, bucket and key say. */
    public boolean takes(S3Operation operation, Optional<String> bucket, Optional<String> key) {
      return (match.operations().isEmpty() || match.operations().contains(operation))
          && takesPlace(bucket, key);
    }

    /** Whether something is where those are, whatever is done there. */
    public boolean takesPlace(Optional<String> bucket, Optional<String> key) {
      return (match.buckets().isEmpty() || bucket.filter(this::takesBucket).isPresent())
          && (keys.isEmpty() || key.filter(name -> any(keys, name)).isPresent());
    }

    private boolean takesBucket(String bucket) {
      return match.buckets().contains("*") || match.buckets().contains(bucket);
    }

    /**
     * Whether an object is one of those.
     *
     * @param size in bytes, if it is known; an unknown one is in no range but the whole
     */
    public boolean takesObject(Optional<String> contentType, OptionalLong size) {
      return (contentTypes.isEmpty() || contentType.filter(this::takesType).isPresent())
          && (match.size().equals(ALL.size())
              || (size.isPresent() && match.size().contains(size.getAsLong())));
    }

    private boolean takesType(String contentType) {
      int parameters = contentType.indexOf(';');
      String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
      return any(contentTypes, lower(type.strip()));
    }

    private static boolean any(List<Glob> globs, String text) {
      return globs.stream().anyMatch(glob -> glob.matches(text));
    }
  }
}
