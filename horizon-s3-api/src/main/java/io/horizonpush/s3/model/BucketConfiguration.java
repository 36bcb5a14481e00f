package io.horizonpush.s3.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * What a bucket is beside the documents that S3 clients set: the same on all of its members.
 *
 * @param versioning whether writes keep what they replace, as it was set last; nothing for a bucket
 *     that never did
 * @param objectLock whether versions can be locked: once so, for ever, and then the bucket keeps
 *     versions whatever was set
 * @param defaultRetention of new versions, where they can be locked
 * @param tombstones whether the delete of a key that has no record leaves one, because an origin
 *     may have the key
 * @param pages what a browser may do with objects that are pages
 * @param deciding where requests for objects are decided
 * @param copies how many members are to keep all bytes; nothing where nobody is told to
 * @param origins the places in clouds that it stands before
 */
public record BucketConfiguration(
    Optional<Register<Versioning>> versioning,
    boolean objectLock,
    Optional<DefaultRetention> defaultRetention,
    boolean tombstones,
    Pages pages,
    Deciding deciding,
    OptionalInt copies,
    BucketOrigins origins) {

  public static final BucketConfiguration DEFAULT =
      new BucketConfiguration(
          Optional.empty(),
          false,
          Optional.empty(),
          false,
          Pages.SANDBOXED,
          Deciding.LOCALLY,
          OptionalInt.empty(),
          BucketOrigins.NONE);

  private static final Pattern COPIES_FORM = Pattern.compile("[1-9][0-9]{0,2}");

  /** The text that is stored of a part that is turned on. */
  public static final String ON = "on";

  /** The most copies that can be asked for. */
  public static final int MOST_COPIES = 100;

  /** The text that is stored of what the home decides. */
  public static final String HOME = "home";

  /** Where requests for the objects of a bucket are decided that several nodes have. */
  public enum Deciding {
    /** On every node for itself: of writes in two places at once the later one counts. */
    LOCALLY,
    /** Writes and deletes on the bucket's home, which sees all of them; reads where they come. */
    WRITES_AT_HOME,
    /** Reads see all that the home has decided, too. */
    ALL_AT_HOME;

    /** Where they are decided by the words for writes and for reads. */
    public static Deciding of(boolean writes, boolean reads) {
      return writes ? reads ? ALL_AT_HOME : WRITES_AT_HOME : LOCALLY;
    }

    /** Whether the home decides about writes. */
    public boolean writesAtHome() {
      return this != LOCALLY;
    }

    /** Whether reads ask the home. */
    public boolean readsAtHome() {
      return this == ALL_AT_HOME;
    }
  }

  /** Whether writes keep what they replace. */
  public enum Versioning {
    ENABLED,
    SUSPENDED;

    /** The text that is stored, such as {@code enabled}. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The state that is stored as this text; nothing for one that a newer node knows. */
    public static Optional<Versioning> stored(String text) {
      return Arrays.stream(values()).filter(each -> each.text().equals(text)).findFirst();
    }
  }

  /** The parts of a configuration, each a register of its own. */
  public enum Part {
    VERSIONING("versioning"),
    OBJECT_LOCK("object-lock"),
    DEFAULT_RETENTION("default-retention"),
    TOMBSTONES("tombstones"),
    /** On where they are trusted. */
    TRUSTED_PAGES("trusted-pages"),
    /** Where the home decides about them; nothing where every node does for itself. */
    CONDITIONAL_WRITES("conditional-writes"),
    /** Where every node asks the home how far it is. */
    READS("reads"),
    /** How many members are to keep all bytes, in decimal digits. */
    COPIES("copies"),
    /** The list of them, {@link BucketOrigins#listText}. */
    ORIGINS("origins"),
    /** Those that it had before, whose versions it still has, {@link BucketOrigins#idsText}. */
    FORMER_ORIGINS("former-origins"),
    /** What becomes of what is written, where the bucket has origins. */
    ORIGIN_WRITES("origin-writes"),
    /** How long the origins' word is taken for true. */
    FRESHNESS("freshness"),
    /** What a listing is while one of the origins cannot be asked; nothing where it is refused. */
    LISTING_WHEN_DOWN("listing-when-down"),
    /** Which storage classes go to which of the origins, {@link BucketOrigins#classesText}. */
    STORAGE_CLASSES("storage-classes");

    private final String storedName;

    Part(String storedName) {
      this.storedName = storedName;
    }

    /** The name in the index and in the bucket's document. */
    public String storedName() {
      return storedName;
    }

    /** The part stored under this name; nothing for one that a newer node knows. */
    public static Optional<Part> stored(String name) {
      return Arrays.stream(values()).filter(each -> each.storedName.equals(name)).findFirst();
    }
  }

  /** Whether a text is what some node of this version stores of a part. */
  public static boolean isForm(Part part, String text) {
    return switch (part) {
      case VERSIONING -> Versioning.stored(text).isPresent();
      case OBJECT_LOCK, TOMBSTONES, TRUSTED_PAGES -> text.equals(ON);
      case DEFAULT_RETENTION -> DefaultRetention.stored(text).isPresent();
      case CONDITIONAL_WRITES, READS -> text.equals(HOME);
      case COPIES -> storedCopies(text).isPresent();
      case ORIGINS -> BucketOrigins.storedList(text).isPresent();
      case FORMER_ORIGINS -> BucketOrigins.storedIds(text).isPresent();
      case ORIGIN_WRITES -> BucketOrigins.Writes.stored(text).isPresent();
      case FRESHNESS -> Freshness.stored(text).isPresent();
      case LISTING_WHEN_DOWN -> BucketOrigins.ListingWhenDown.stored(text).isPresent();
      case STORAGE_CLASSES -> BucketOrigins.storedClasses(text).isPresent();
    };
  }

  /** The number of copies that is stored as a text; nothing if it is none. */
  public static OptionalInt storedCopies(String text) {
    OptionalInt copies =
        COPIES_FORM.matcher(text).matches()
            ? OptionalInt.of(Integer.parseInt(text))
            : OptionalInt.empty();
    return copies.orElse(0) <= MOST_COPIES ? copies : OptionalInt.empty();
  }

  /** Whether writes keep what they replace; nothing for a bucket that never did. */
  public Optional<Versioning> state() {
    return objectLock ? Optional.of(Versioning.ENABLED) : versioning.map(Register::value);
  }

  /** Whether clients see versions: the bucket keeps them, or did before. */
  public boolean hasVersions() {
    return state().isPresent();
  }

  /** Whether a write gets an id of its own and keeps what it replaces. */
  public boolean keepsVersions() {
    return state().equals(Optional.of(Versioning.ENABLED));
  }

  /** The clock since which null versions no longer replace each other, while that is so. */
  public OptionalLong versioningSince() {
    return versioning.filter(_ -> keepsVersions()).stream()
        .mapToLong(register -> register.stamp().clock())
        .findFirst();
  }
}
