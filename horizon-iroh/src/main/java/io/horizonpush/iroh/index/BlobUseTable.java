package io.horizonpush.iroh.index;

import io.horizonpush.iroh.index.EarlierTable.Earlier;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Residency;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who uses which blob: what may be dropped, what may be evicted, and which bucket's readers may
 * have it are one look-up each. Confined to its session's thread.
 *
 * <p>Uses of many blobs at once are written down as one step and counted a few at a time, in order.
 * Until then what gives the uses up, or gave them, still counts: steps are worked off in their
 * order.
 */
public final class BlobUseTable {

  /** The most blobs that are counted in one transaction. */
  public static final int STEP = 64;

  private final Session session;
  private final BlobTable blobs;
  private final EarlierTable earlier;
  private final UseStepTable steps;

  BlobUseTable(Session session, BlobTable blobs, EarlierTable earlier) {
    this.session = session;
    this.blobs = blobs;
    this.earlier = earlier;
    this.steps = new UseStepTable(session);
  }

  /** For what a blob is used. */
  public enum Kind {
    VERSION(1),
    UPLOAD(2),
    LOSER(3),
    FILL(4),
    /** By what this node asked a home to decide, and does not know the end of. */
    ASKED(5),
    /** By what this node promised another one to keep. */
    PROMISED(6),
    /** To be compared with what is in its place now and is still to come: {@link EarlierTable}. */
    EARLIER(7),
    /** By plugins that keep it: {@link PluginBlobTable}. */
    PLUGIN(8);

    final int code;

    Kind(int code) {
      this.code = code;
    }

    static Kind of(long code) {
      for (Kind each : values()) {
        if (each.code == code) {
          return each;
        }
      }
      throw new IllegalStateException("The index has a use of number " + code);
    }
  }

  /**
   * A blob that is used.
   *
   * @param length in bytes
   */
  public record Used(BlobHash hash, long length) {}

  /**
   * What uses some blobs, and how.
   *
   * @param held whether the bytes come through this bucket now; whether they did before is known
   * @param unconfirmed whether no origin has confirmed to have them
   */
  public record Use(long bucket, Kind kind, boolean held, boolean unconfirmed) {}

  /** How often a bucket uses a blob for something. */
  public record UseRow(
      BlobHash hash, long bucket, Kind kind, long uses, long held, long unconfirmed) {}

  /** Uses that are still to be counted: {@code change} times each of {@code blobs}. */
  public record PendingUse(Use use, int change, List<Used> blobs) {

    public PendingUse {
      blobs = List.copyOf(blobs);
    }
  }

  /** Counts one more use of each blob. */
  void add(Use use, List<Used> used) {
    count(use, used, 1);
  }

  /** Counts one use less of each blob; one that nothing uses any more is doomed. */
  void remove(Use use, List<Used> used) {
    count(use, used, -1);
  }

  private void count(Use use, List<Used> used, int change) {
    if (used.size() > STEP) {
      steps.add(new PendingUse(use, change, used));
    } else {
      used.forEach(each -> count(use, each, change));
    }
  }

  private void count(Use use, Used blob, int change) {
    if (change > 0) {
      addOne(use, blob);
    } else {
      removeOne(use, blob);
    }
  }

  /**
   * A bucket that got the bytes once may give them to its readers, whichever of its versions is
   * asked for.
   */
  private void addOne(Use use, Used blob) {
    boolean held = use.held() || isHeld(use.bucket(), blob.hash());
    session.update(
        "INSERT INTO blob_use (hash, bucket, kind, uses, held, unconfirmed)"
            + " VALUES (?, ?, ?, 1, ?, ?) ON CONFLICT (hash, bucket, kind) DO UPDATE SET"
            + " uses = uses + 1, held = (uses + 1) * excluded.held,"
            + " unconfirmed = unconfirmed + excluded.unconfirmed",
        blob.hash(),
        use.bucket(),
        use.kind().code,
        held ? 1 : 0,
        use.unconfirmed() ? 1 : 0);
    if (use.held()) {
      hold(use.bucket(), blob.hash());
    }
    blobs.add(blob.hash(), blob.length(), use.held() ? Residency.WHOLE : Residency.ABSENT);
  }

  private void removeOne(Use use, Used blob) {
    boolean last =
        session.number(
                "UPDATE blob_use SET uses = uses - 1, held = max(0, held - 1),"
                    + " unconfirmed = unconfirmed - ?"
                    + " WHERE hash = ? AND bucket = ? AND kind = ? RETURNING uses",
                use.unconfirmed() ? 1 : 0,
                blob.hash(),
                use.bucket(),
                use.kind().code)
            <= 0;
    if (last) {
      session.update(
          "DELETE FROM blob_use WHERE hash = ? AND bucket = ? AND kind = ?",
          blob.hash(),
          use.bucket(),
          use.kind().code);
      if (!isUsedBy(use.bucket(), blob.hash())) {
        giveUpEarlier(use.bucket(), blob.hash());
      }
      if (!isUsed(blob.hash())) {
        blobs.doom(blob.hash());
      }
    }
  }

  /** Notes that origins have, or no longer have, blobs of a bucket's version. */
  void confirm(long bucket, Kind kind, List<Used> used, boolean confirmed) {
    while (hasPending()) {
      step(); // What is confirmed has to be counted first; it seldom is not.
    }
    for (Used each : used) {
      session.update(
          "UPDATE blob_use SET unconfirmed = unconfirmed + ?"
              + " WHERE hash = ? AND bucket = ? AND kind = ?",
          confirmed ? -1 : 1,
          each.hash(),
          bucket,
          kind.code);
    }
  }

  /** Notes that the bytes of a blob came through a bucket, whatever uses it there. */
  public void hold(long bucket, BlobHash hash) {
    session.update(
        "UPDATE blob_use SET held = uses WHERE hash = ? AND bucket = ? AND held < uses",
        hash,
        bucket);
    giveUpEarlier(bucket, hash);
  }

  /**
   * Notes that all of a blob came through a bucket that names it. What was stored of it just now is
   * where it is.
   */
  public void came(long bucket, Used blob) {
    blobs.add(blob.hash(), blob.length(), Residency.WHOLE);
    hold(bucket, blob.hash());
  }

  /**
   * Keeps the blob that was in the place of one that is to come to a bucket, or what is kept for it
   * if it never came: until that one has come or nothing there uses it any more, or {@link
   * #giveUpEarlier(int)}.
   */
  void keepEarlier(long bucket, BlobHash awaited, Used blob) {
    Optional<Used> here =
        isHeld(bucket, blob.hash()) ? Optional.of(blob) : earlier.find(bucket, blob.hash());
    here.map(each -> new Earlier(bucket, awaited, each))
        .filter(earlier::put)
        .ifPresent(kept -> addOne(earlierUse(bucket), kept.blob()));
  }

  private static Use earlierUse(long bucket) {
    return new Use(bucket, Kind.EARLIER, false, false);
  }

  /** Gives up some blobs that are kept for others to come; tells how many. */
  public int giveUpEarlier(int limit) {
    List<Earlier> some = earlier.some(limit);
    some.forEach(this::giveUp);
    return some.size();
  }

  private void giveUpEarlier(long bucket, BlobHash awaited) {
    earlier
        .find(bucket, awaited)
        .map(blob -> new Earlier(bucket, awaited, blob))
        .ifPresent(this::giveUp);
  }

  private void giveUp(Earlier kept) {
    earlier.remove(kept.bucket(), kept.awaited());
    removeOne(earlierUse(kept.bucket()), kept.blob());
  }

  /**
   * Some of the blobs whose bytes came through a bucket and that its objects and uploads use,
   * behind one, by hash; at most so many.
   */
  public List<BlobHash> heldBy(long bucket, Optional<BlobHash> after, int limit) {
    return session.all(
        "SELECT DISTINCT hash FROM blob_use WHERE hash > ? AND bucket = ? AND held > 0"
            + " AND kind NOT IN (?, ?) ORDER BY hash LIMIT ?",
        row -> row.hash(1),
        after.map(BlobHash::bytes).orElse(new byte[0]),
        bucket,
        Kind.PROMISED.code,
        Kind.EARLIER.code,
        limit);
  }

  /** The buckets through which a blob came. */
  public List<Long> holders(BlobHash hash) {
    return session.all(
        "SELECT DISTINCT bucket FROM blob_use WHERE hash = ? AND held > 0 ORDER BY bucket",
        row -> row.number(1),
        hash);
  }

  /** The buckets that use a blob. */
  public List<Long> users(BlobHash hash) {
    return session.all(
        "SELECT DISTINCT bucket FROM blob_use WHERE hash = ? ORDER BY bucket",
        row -> row.number(1),
        hash);
  }

  /** Notes that the bytes of a blob go from here, and with them what came through its buckets. */
  public void unhold(BlobHash hash) {
    session.update("UPDATE blob_use SET held = 0 WHERE hash = ? AND held > 0", hash);
  }

  /** Whether a record of a bucket names a blob. */
  public boolean isNamed(long bucket, BlobHash hash) {
    return session.number(
            "SELECT EXISTS (SELECT 1 FROM blob_use WHERE hash = ? AND bucket = ? AND kind IN (?, ?))",
            hash,
            bucket,
            Kind.VERSION.code,
            Kind.LOSER.code)
        == 1;
  }

  /** Whether another node was promised that a blob stays. */
  public boolean isPromised(BlobHash hash) {
    return session.number(
            "SELECT EXISTS (SELECT 1 FROM blob_use WHERE hash = ? AND kind = ?)",
            hash,
            Kind.PROMISED.code)
        == 1;
  }

  /** Whether a reader of a bucket may have a blob. */
  public boolean isHeld(long bucket, BlobHash hash) {
    return session.number(
            "SELECT EXISTS (SELECT 1 FROM blob_use WHERE hash = ? AND bucket = ? AND held > 0)",
            hash,
            bucket)
        == 1;
  }

  /**
   * Some blobs that a bucket uses and that have not come through it, in order.
   *
   * @param after behind which they begin
   */
  public List<Used> awaited(long bucket, Optional<BlobHash> after, int limit) {
    return session.all(
        "SELECT DISTINCT u.hash, b.length FROM blob_use u INDEXED BY blob_use_awaited"
            + " JOIN blob b ON b.hash = u.hash"
            + " WHERE u.bucket = ? AND u.held < u.uses AND u.hash > ? AND u.kind <> ?"
            + " ORDER BY u.hash LIMIT ?",
        row -> new Used(row.hash(1), row.number(2)),
        bucket,
        after.map(BlobHash::bytes).orElseGet(() -> new byte[0]),
        Kind.EARLIER.code,
        limit);
  }

  /** Some blobs that records of a bucket name, behind one, by hash; at most so many. */
  public List<BlobHash> named(long bucket, Optional<BlobHash> after, int limit) {
    return session.all(
        "SELECT DISTINCT hash FROM blob_use WHERE hash > ? AND bucket = ? AND kind IN (?, ?)"
            + " ORDER BY hash LIMIT ?",
        row -> row.hash(1),
        after.map(BlobHash::bytes).orElseGet(() -> new byte[0]),
        bucket,
        Kind.VERSION.code,
        Kind.LOSER.code,
        limit);
  }

  /** How many uses of blobs in a bucket are of such as have not come through it. */
  public long awaited(long bucket) {
    return session.number(
        "SELECT count(*) FROM blob_use INDEXED BY blob_use_awaited"
            + " WHERE bucket = ? AND held < uses AND kind <> ?",
        bucket,
        Kind.EARLIER.code);
  }

  /** Whether every user of a blob is confirmed at an origin, so that the bytes here can go. */
  public boolean isConfirmed(BlobHash hash) {
    return session.number(
            "SELECT EXISTS (SELECT 1 FROM blob_use WHERE hash = ? AND unconfirmed > 0)", hash)
        == 0;
  }

  /** Whether a plugin keeps a blob: its bytes come back from nowhere. */
  public boolean isKeptByPlugin(BlobHash hash) {
    return session.number(
            "SELECT EXISTS (SELECT 1 FROM blob_use WHERE hash = ? AND kind = ?)",
            hash,
            Kind.PLUGIN.code)
        == 1;
  }

  /** Whether anything uses a blob. */
  public boolean isUsed(BlobHash hash) {
    return session.number("SELECT EXISTS (SELECT 1 FROM blob_use WHERE hash = ?)", hash) == 1;
  }

  private boolean isUsedBy(long bucket, BlobHash hash) {
    return session.number(
            "SELECT EXISTS (SELECT 1 FROM blob_use WHERE hash = ? AND bucket = ?)", hash, bucket)
        == 1;
  }

  /** Whether an upload, a fill or an undecided request uses a blob. */
  public boolean isUnfinished(BlobHash hash) {
    return session.number(
            "SELECT EXISTS (SELECT 1 FROM blob_use WHERE hash = ? AND kind IN (?, ?, ?))",
            hash,
            Kind.UPLOAD.code,
            Kind.FILL.code,
            Kind.ASKED.code)
        == 1;
  }

  /** Every use that is counted. The caller closes the stream. */
  public Stream<UseRow> all() {
    return session.stream(
        "SELECT hash, bucket, kind, uses, held, unconfirmed FROM blob_use ORDER BY hash",
        row ->
            new UseRow(
                row.hash(1),
                row.number(2),
                Kind.of(row.number(3)),
                row.number(4),
                row.number(5),
                row.number(6)));
  }

  /** What is still to be counted, in order. */
  public List<PendingUse> pending() {
    return steps.all();
  }

  /** Whether there is something still to be counted. */
  public boolean hasPending() {
    return !steps.isEmpty();
  }

  /** Counts some of what is still to be counted, and answers what that was; nothing at the end. */
  public Optional<PendingUse> step() {
    Optional<PendingUse> some = steps.take(STEP);
    some.ifPresent(step -> step.blobs().forEach(each -> count(step.use(), each, step.change())));
    return some;
  }
}
