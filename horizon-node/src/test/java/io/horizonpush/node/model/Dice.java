package io.horizonpush.node.model;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Chooses what one client does next, with an eye on what the model holds: what never meets anything
 * finds nothing. Confined to one thread.
 */
final class Dice {

  /** Keys that others got wrong: order, encoding, paths, control characters, length. */
  static final List<String> KEYS =
      List.of(
          "a",
          "a/",
          "a/b",
          "a/b/c",
          "a//b",
          "ab",
          "b c+d",
          "b%2Fc",
          "c&d=e?f#g",
          "d/1",
          "d/10",
          "d/2",
          "e/\u0001",
          "line\nbreak\r",
          "q\"'<>&",
          "..",
          "../up",
          "./x",
          "/lead",
          "//",
          "s3/x",
          "~",
          " space ",
          "\u00e4/\u00f6",
          "\u65e5/\u672c",
          "\ue000/x",
          "\uffee",
          "\ud83d\ude00",
          "\ud83d\ude00/y",
          "z".repeat(1024));

  static final List<String> ACLS =
      List.of("private", "public-read", "public-read-write", "authenticated-read");

  private static final List<String> TYPES =
      List.of("text/plain", "application/json; charset=utf-8", "x");

  private static final List<String> TAG_KEYS = List.of("k", "project/a", "\u00fcber", "x y");

  /** The id of no version. */
  private static final String UNKNOWN = "0".repeat(32);

  /** It can be no id at all. */
  static final String NO_ID = "no-id";

  private final Random random;
  private final List<String> ownBuckets;

  Dice(Random random, List<String> ownBuckets) {
    this.random = random;
    this.ownBuckets = List.copyOf(ownBuckets);
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  /** Once in {@code n} times. */
  boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  <T> T of(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** A bucket of this client; mostly one of the first, so that the last can run empty. */
  String bucket() {
    return oneIn(4) ? of(ownBuckets) : ownBuckets.get(below(ownBuckets.size() - 1));
  }

  String key() {
    return of(KEYS);
  }

  /** A key of a bucket that is there, mostly. */
  String presentKey(ModelS3 model, String bucket) {
    List<String> keys = model.findBucket(bucket).map(ModelBucket::keys).orElse(List.of());
    return keys.isEmpty() || oneIn(8) ? key() : of(keys);
  }

  /** A key of a bucket that has versions, mostly. */
  String versionedKey(ModelS3 model, String bucket) {
    List<String> keys = model.findBucket(bucket).map(ModelBucket::allKeys).orElse(List.of());
    return keys.isEmpty() || oneIn(10) ? key() : of(keys);
  }

  /** A version of a key: one that is there, mostly. */
  String version(ModelS3 model, String bucket, String key) {
    List<ModelVersion> versions =
        model.findBucket(bucket).map(each -> each.of(key)).orElse(List.of());
    return switch (below(24)) {
      case 0 -> ModelVersion.NULL;
      case 1 -> UNKNOWN;
      case 2 -> model.findBucket(bucket).isPresent() ? NO_ID : UNKNOWN;
      default -> versions.isEmpty() ? UNKNOWN : of(versions).name();
    };
  }

  /** Nothing, or in the third part of all cases a version. */
  String anyVersion(ModelS3 model, String bucket, String key) {
    return oneIn(3) ? version(model, bucket, key) : "";
  }

  /** The same for a source, whose name is read before anything else is looked at. */
  String sourceVersion(ModelS3 model, String bucket, String key) {
    String version = anyVersion(model, bucket, key);
    return version.equals(NO_ID) ? UNKNOWN : version;
  }

  /** The tag of an object, mostly. */
  String tag(ModelS3 model, String bucket, String key) {
    String right =
        model
            .findBucket(bucket)
            .flatMap(each -> each.find(key))
            .map(ModelObject::etag)
            .orElse("0123456789abcdef0123456789abcdef");
    return switch (below(8)) {
      case 0 -> "\"0123456789abcdef0123456789abcdef\"";
      case 1 -> "*";
      case 2 -> right;
      case 3 -> "\"x\", \"" + right + "\"";
      default -> "\"" + right + "\"";
    };
  }

  ModelConditions writeConditions(ModelS3 model, String bucket, String key) {
    return switch (below(6)) {
      case 0, 1 -> new ModelConditions("", "*", "", "");
      case 2 -> new ModelConditions("", tag(model, bucket, key), "", "");
      default -> new ModelConditions(tag(model, bucket, key), "", "", "");
    };
  }

  ModelConditions readConditions(ModelS3 model, String bucket, String key) {
    return new ModelConditions(
        oneIn(2) ? tag(model, bucket, key) : "",
        oneIn(2) ? tag(model, bucket, key) : "",
        date(),
        date());
  }

  private String date() {
    return switch (below(4)) {
      case 0 -> ModelConditions.PAST;
      case 1 -> ModelConditions.FUTURE;
      default -> "";
    };
  }

  /** Mostly small: inline in its record, or a blob of one or several groups of chunks. */
  byte[] bytes() {
    int size =
        switch (below(20)) {
          case 0, 1, 2 -> 0;
          case 3, 4 -> 8191 + below(3);
          case 5, 6 -> 16_383 + below(3);
          case 7 -> below(200_000);
          default -> below(3000);
        };
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Details, in a bucket with locks often with a lock. */
  ModelDetails details(ModelS3 model, String bucket) {
    boolean locks = model.findBucket(bucket).filter(ModelBucket::hasLocks).isPresent();
    return oneIn(locks ? 3 : 60)
        ? details().withLock(LockDice.lock(this, model, bucket))
        : details();
  }

  ModelDetails details() {
    Map<String, String> headers = new TreeMap<>();
    Map<String, String> user = new TreeMap<>();
    if (oneIn(3)) {
      headers.put("content-type", of(TYPES));
    }
    if (oneIn(6)) {
      headers.put("cache-control", "max-age=" + below(100));
    }
    for (int i = below(3); i > 0; i--) {
      user.put("m" + below(5), "v\u00e9 " + below(1000));
    }
    return new ModelDetails(
        new TreeMap<>(headers),
        new TreeMap<>(user),
        oneIn(3) ? tags() : new TreeMap<>(),
        oneIn(5) ? of(ACLS) : ModelDetails.PRIVATE,
        ModelLock.NONE);
  }

  SortedMap<String, String> tags() {
    SortedMap<String, String> tags = new TreeMap<>();
    for (int i = below(4); i > 0; i--) {
      tags.put(of(TAG_KEYS), "v " + below(10));
    }
    return tags;
  }

  /** Any of the words of a bucket's keys, for prefixes, delimiters and places to start from. */
  String piece() {
    return of(
        Arrays.asList(
            "",
            "",
            "/",
            "a",
            "a/",
            "b",
            "d/",
            "d/1",
            "\u00e4",
            "\ue000",
            "\ud83d\ude00",
            "%",
            " ",
            "zz",
            "..",
            "c&d",
            "\n"));
  }
}
