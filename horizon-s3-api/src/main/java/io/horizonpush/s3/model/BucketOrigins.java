package io.horizonpush.s3.model;

import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The origins of a bucket, and how it goes with them; the same on all of its members.
 *
 * @param origins in the order in which they are asked, each once; none for a bucket without a cloud
 * @param writes what becomes of what is written here
 * @param freshness how long their word is taken for true
 * @param listingWhenDown what a listing is while one of them cannot be asked
 * @param classes where versions of these storage classes go; the others go where all do
 */
public record BucketOrigins(
    List<ListedOrigin> origins,
    Writes writes,
    Freshness freshness,
    ListingWhenDown listingWhenDown,
    SortedMap<StorageClass, OriginId> classes) {

  /** Those of a bucket that has none. */
  public static final BucketOrigins NONE =
      new BucketOrigins(List.of(), Writes.LOCAL_ONLY, Freshness.USUAL);

  /** The most origins of a bucket. */
  public static final int MOST = 16;

  /** The most origins that a bucket had before and that are remembered. */
  private static final int MOST_FORMER = 1000;

  /** The most storage classes that go somewhere. */
  private static final int MOST_CLASSES = 64;

  private static final String BETWEEN = "\n";
  private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern CLASS = Pattern.compile("([A-Z][A-Z0-9_]{0,31}) ([0-9a-f]{64})");

  /** What becomes of what is written to a bucket. */
  public enum Writes {
    /** It stays with the members. */
    LOCAL_ONLY,
    /** It is answered when it is here, and goes to the origin behind that. */
    WRITE_BACK,
    /** It is answered when the origin has it, too. */
    WRITE_THROUGH;

    /** The text that is stored, such as {@code write-back}. */
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The policy that is stored as this text; nothing for one that a newer node knows. */
    public static Optional<Writes> stored(String text) {
      return Arrays.stream(values()).filter(each -> each.text().equals(text)).findFirst();
    }
  }

  /** What a listing is while an origin is down. */
  public enum ListingWhenDown {
    /** None: one that is short lets programs delete what they do not see. */
    REFUSE,
    /** What is known here, and said to be in part. */
    PARTIAL;

    /** The text that is stored, such as {@code partial}. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** What is stored as this text; nothing for what a newer node knows. */
    public static Optional<ListingWhenDown> stored(String text) {
      return Arrays.stream(values()).filter(each -> each.text().equals(text)).findFirst();
    }
  }

  /** Those of which no listing is made while one is down. */
  public BucketOrigins(List<ListedOrigin> origins, Writes writes, Freshness freshness) {
    this(origins, writes, freshness, ListingWhenDown.REFUSE);
  }

  /** Those of which no storage class goes to another place than the rest. */
  public BucketOrigins(
      List<ListedOrigin> origins,
      Writes writes,
      Freshness freshness,
      ListingWhenDown listingWhenDown) {
    this(origins, writes, freshness, listingWhenDown, Collections.emptySortedMap());
  }

  /** These, with other places for storage classes. */
  public BucketOrigins withClasses(Map<StorageClass, OriginId> changed) {
    return new BucketOrigins(origins, writes, freshness, listingWhenDown, new TreeMap<>(changed));
  }

  public BucketOrigins {
    origins = List.copyOf(origins);
    classes = Collections.unmodifiableSortedMap(new TreeMap<>(classes));
    if (!isForm(origins)) {
      throw new IllegalArgumentException(
          "A bucket has at most %d origins, each of them once".formatted(MOST));
    }
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return origins.isEmpty();
  }

  /** One of them by its id. */
  public Optional<ListedOrigin> find(OriginId id) {
    return origins.stream().filter(each -> each.id().equals(id)).findFirst();
  }

  /** The one that a version was learnt from, whose writer it then is. */
  public Optional<ListedOrigin> teller(StoredVersion version) {
    return find(new OriginId(version.stamp().writer()));
  }

  /** Where what is written in no particular class goes; nothing where it stays here. */
  public Optional<ListedOrigin> destination() {
    return writes == Writes.LOCAL_ONLY
        ? Optional.empty()
        : origins.stream().filter(each -> !each.readOnly()).findFirst();
  }

  /** Where a version of a class goes; nothing where it stays here. */
  public Optional<ListedOrigin> destination(StorageClass of) {
    return mapped(of).or(this::destination);
  }

  /** Every origin to which something that is written may go. */
  public List<ListedOrigin> destinations() {
    return Stream.concat(
            destination().stream(),
            classes.keySet().stream().flatMap(each -> mapped(each).stream()))
        .distinct()
        .toList();
  }

  /**
   * The other origins to which something that is written may go: where no version of a class is.
   */
  public List<ListedOrigin> others(StorageClass than) {
    Optional<ListedOrigin> destination = destination(than);
    return destinations().stream().filter(each -> !destination.equals(Optional.of(each))).toList();
  }

  /** Whether versions of a class have a place of their own. */
  public boolean maps(StorageClass of) {
    return mapped(of).isPresent();
  }

  /** The list and the classes are set apart, so one may name what the other has no more. */
  private Optional<ListedOrigin> mapped(StorageClass of) {
    return writes == Writes.LOCAL_ONLY
        ? Optional.empty()
        : Optional.ofNullable(classes.get(of)).flatMap(this::find).filter(each -> !each.readOnly());
  }

  /** The text of the classes, which {@link #storedClasses} reads. */
  public String classesText() {
    return classes.entrySet().stream()
        .map(each -> each.getKey() + " " + each.getValue())
        .collect(Collectors.joining(BETWEEN));
  }

  /** What a stored text says of classes; nothing for one that none would write. */
  public static Optional<SortedMap<StorageClass, OriginId>> storedClasses(String text) {
    SortedMap<StorageClass, OriginId> classes = new TreeMap<>();
    List<String> lines = List.of(text.split(BETWEEN, -1));
    for (String line : lines) {
      Matcher matcher = CLASS.matcher(line);
      if (!matcher.matches()) {
        return Optional.empty();
      }
      classes.put(new StorageClass(matcher.group(1)), id(matcher.group(2)));
    }
    return classes.size() == lines.size() && lines.size() <= MOST_CLASSES
        ? Optional.of(classes)
        : Optional.empty();
  }

  /** The text of the list, which {@link #storedList} reads. */
  public String listText() {
    return origins.stream().map(ListedOrigin::text).collect(Collectors.joining(BETWEEN));
  }

  /** What a stored list says; nothing for one that a newer node wrote, or that none would. */
  public static Optional<List<ListedOrigin>> storedList(String text) {
    List<Optional<ListedOrigin>> lines =
        Arrays.stream(text.split(BETWEEN, -1)).map(ListedOrigin::stored).toList();
    List<ListedOrigin> known = lines.stream().flatMap(Optional::stream).toList();
    return known.size() == lines.size() && isForm(known) ? Optional.of(known) : Optional.empty();
  }

  /** The text of ids, which {@link #storedIds} reads; of too many the last. */
  public static String idsText(List<OriginId> ids) {
    return ids.stream()
        .skip(Math.max(0, ids.size() - MOST_FORMER))
        .map(OriginId::toString)
        .collect(Collectors.joining(BETWEEN));
  }

  /** The ids that a stored text lists; nothing for one that none would write. */
  public static Optional<List<OriginId>> storedIds(String text) {
    List<String> lines = List.of(text.split(BETWEEN, -1));
    return lines.size() <= MOST_FORMER && lines.stream().allMatch(ID.asMatchPredicate())
        ? Optional.of(lines.stream().map(BucketOrigins::id).toList())
        : Optional.empty();
  }

  private static OriginId id(String hex) {
    return new OriginId(WriterId.of(HexFormat.of().parseHex(hex)));
  }

  private static boolean isForm(List<ListedOrigin> origins) {
    return origins.size() <= MOST
        && origins.stream().map(ListedOrigin::id).distinct().count() == origins.size();
  }
}
