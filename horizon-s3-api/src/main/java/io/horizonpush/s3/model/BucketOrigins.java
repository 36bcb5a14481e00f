package io.horizonpush.s3.model;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The origins of a bucket, and how it goes with them; the same on all of its members.
 *
 * @param origins in the order in which they are asked, each once; none for a bucket without a cloud
 * @param writes what becomes of what is written here
 * @param freshness how long their word is taken for true
 * @param listingWhenDown what a listing is while one of them cannot be asked
 */
public record BucketOrigins(
    List<ListedOrigin> origins,
    Writes writes,
    Freshness freshness,
    ListingWhenDown listingWhenDown) {

  /** Those of a bucket that has none. */
  public static final BucketOrigins NONE =
      new BucketOrigins(List.of(), Writes.LOCAL_ONLY, Freshness.USUAL);

  /** The most origins of a bucket. */
  public static final int MOST = 16;

  /** The most origins that a bucket had before and that are remembered. */
  private static final int MOST_FORMER = 1000;

  private static final String BETWEEN = "\n";
  private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");

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

  public BucketOrigins {
    origins = List.copyOf(origins);
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

  /** Where what is written goes; nothing where it stays here. */
  public Optional<ListedOrigin> destination() {
    return writes == Writes.LOCAL_ONLY
        ? Optional.empty()
        : origins.stream().filter(each -> !each.readOnly()).findFirst();
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
        ? Optional.of(
            lines.stream()
                .map(line -> new OriginId(WriterId.of(HexFormat.of().parseHex(line))))
                .toList())
        : Optional.empty();
  }

  private static boolean isForm(List<ListedOrigin> origins) {
    return origins.size() <= MOST
        && origins.stream().map(ListedOrigin::id).distinct().count() == origins.size();
  }
}
