package io.horizonpush.iroh.index;

import io.horizonpush.iroh.codec.Manifest;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.WriterId;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What the buckets' documents show, by author. The manifest of an entry is the encoding of the row
 * that its key names, as long as that is so; else its bytes are kept here until its author's next
 * entry, so that whoever has an entry can give its manifest. Confined to its session's thread.
 */
public final class EntryTable {

  private static final String SELECT =
      "SELECT bucket, tag, key, author, hash, manifest FROM entry WHERE bucket = ?";

  private final Session session;
  private final WriterTable writers;
  private final Sequence sequence;
  private final Set<Long> touched = new HashSet<>();

  /**
   * @param sequence orders the entries
   */
  EntryTable(Session session, WriterTable writers, Sequence sequence) {
    this.session = session;
    this.writers = writers;
    this.sequence = sequence;
  }

  /**
   * An entry.
   *
   * @param manifest its bytes, where they are not the encoding of the row
   */
  public record EntryRow(
      long bucket, DocumentKey key, WriterId author, BlobHash hash, Optional<Manifest> manifest) {}

  /** An entry as those who follow a bucket hear of it, and its place in the order of all. */
  public record NumberedEntry(long sequence, DocumentKey key, WriterId author, BlobHash hash) {}

  /** An entry from outside whose time has not come. */
  public record EarlyEntry(long bucket, DocumentKey key, WriterId author, Manifest manifest) {}

  /** The entries of a key, one of each author. */
  public List<EntryRow> of(long bucket, DocumentKey key) {
    return session.all(
        SELECT + " AND tag = ? AND key = ?", this::row, bucket, (int) key.tag(), key.text());
  }

  /** The sequences of the entries of a key, by author. */
  public Map<WriterId, Long> sequences(long bucket, DocumentKey key) {
    Map<WriterId, Long> sequences = new HashMap<>();
    session
        .all(
            "SELECT author, sequence FROM entry WHERE bucket = ? AND tag = ? AND key = ?",
            row -> Map.entry(writers.writer(row.small(1)), row.number(2)),
            bucket,
            (int) key.tag(),
            key.text())
        .forEach(each -> sequences.put(each.getKey(), each.getValue()));
    return sequences;
  }

  /** The entry of an author. */
  public Optional<EntryRow> find(long bucket, DocumentKey key, WriterId author) {
    return session.first(
        SELECT + " AND tag = ? AND key = ? AND author = ?",
        this::row,
        bucket,
        (int) key.tag(),
        key.text(),
        writers.number(author));
  }

  /** Every entry of a bucket, by key and author. The caller closes the stream. */
  public Stream<EntryRow> all(long bucket) {
    return session.stream(SELECT + " ORDER BY tag, key, author", this::row, bucket);
  }

  public long count(long bucket) {
    return session.number("SELECT count(*) FROM entry WHERE bucket = ?", bucket);
  }

  /** The entries of a bucket behind a sequence, at most so many. */
  public List<NumberedEntry> since(long bucket, long position, int limit) {
    return session.all(
        "SELECT sequence, tag, key, author, hash FROM entry INDEXED BY entry_sequence"
            + " WHERE bucket = ? AND sequence > ? ORDER BY sequence LIMIT ?",
        this::numbered,
        bucket,
        position,
        limit);
  }

  /** The same of settings alone. */
  public List<NumberedEntry> settingsSince(long bucket, long position, int limit) {
    return session.all(
        "SELECT sequence, tag, key, author, hash FROM entry INDEXED BY entry_setting"
            + " WHERE bucket = ? AND sequence > ? AND tag = 2 ORDER BY sequence LIMIT ?",
        this::numbered,
        bucket,
        position,
        limit);
  }

  /** The largest sequence of the entries of a bucket; 0 for one that has none. */
  public long latest(long bucket) {
    return session.number(
        "SELECT coalesce(max(sequence), 0) FROM entry INDEXED BY entry_sequence WHERE bucket = ?",
        bucket);
  }

  /** The largest sequence that any entry of this node may have, to be read. */
  public long latest() {
    return Sequence.stored(session);
  }

  /** Whether somebody's entry of a key is what its row says. */
  public boolean isSaid(long bucket, DocumentKey key) {
    return session.number(
            "SELECT EXISTS (SELECT 1 FROM entry"
                + " WHERE bucket = ? AND tag = ? AND key = ? AND manifest IS NULL)",
            bucket,
            (int) key.tag(),
            key.text())
        == 1;
  }

  /** Whether exactly this is an author's entry of a key. */
  public boolean contains(long bucket, DocumentKey key, WriterId author, BlobHash hash) {
    return writers.find(author).filter(number -> contains(bucket, key, number, hash)).isPresent();
  }

  private boolean contains(long bucket, DocumentKey key, int author, BlobHash hash) {
    return session.number(
            "SELECT EXISTS (SELECT 1 FROM entry"
                + " WHERE bucket = ? AND tag = ? AND key = ? AND author = ? AND hash = ?)",
            bucket,
            (int) key.tag(),
            key.text(),
            author,
            hash)
        == 1;
  }

  /**
   * Notes an entry, in place of its author's earlier one of the key. It comes last in the order of
   * all, unless it is there already.
   */
  public void put(EntryRow entry) {
    touched.add(entry.bucket());
    session.update(
        "INSERT INTO entry (bucket, tag, key, author, hash, manifest, sequence)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET hash = excluded.hash,"
            + " manifest = excluded.manifest,"
            + " sequence = iif(hash = excluded.hash, sequence, excluded.sequence)",
        entry.bucket(),
        (int) entry.key().tag(),
        entry.key().text(),
        writers.number(entry.author()),
        entry.hash(),
        entry.manifest().map(Manifest::bytes).orElse(null),
        sequence.next());
  }

  /** Notes an entry of a key of which its author has none; tells whether that is so. */
  public boolean putFirst(EntryRow entry) {
    boolean first =
        session.update(
                "INSERT INTO entry (bucket, tag, key, author, hash, manifest, sequence)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                entry.bucket(),
                (int) entry.key().tag(),
                entry.key().text(),
                writers.number(entry.author()),
                entry.hash(),
                entry.manifest().map(Manifest::bytes).orElse(null),
                sequence.upcoming())
            == 1;
    if (first) {
      touched.add(entry.bucket());
      sequence.next();
    }
    return first;
  }

  /** Removes the entries of a key. */
  public void remove(long bucket, DocumentKey key) {
    session.update(
        "DELETE FROM entry WHERE bucket = ? AND tag = ? AND key = ?",
        bucket,
        (int) key.tag(),
        key.text());
  }

  /**
   * Keeps the manifest of every entry that is the encoding of a row, because the row changes.
   *
   * @param manifest encodes the row as it stands; asked only if somebody's entry is that
   */
  public void keep(long bucket, DocumentKey key, Supplier<Manifest> manifest) {
    List<Integer> authors =
        session.all(
            "SELECT author FROM entry WHERE bucket = ? AND tag = ? AND key = ? AND manifest IS"
                + " NULL",
            row -> row.small(1),
            bucket,
            (int) key.tag(),
            key.text());
    if (authors.isEmpty()) {
      return;
    }
    byte[] bytes = manifest.get().bytes();
    for (int author : authors) {
      session.update(
          "UPDATE entry SET manifest = ? WHERE bucket = ? AND tag = ? AND key = ? AND author = ?",
          bytes,
          bucket,
          (int) key.tag(),
          key.text(),
          author);
    }
  }

  /** The same of an author whose row is its own. */
  public void keep(long bucket, DocumentKey key, WriterId author, Supplier<Manifest> manifest) {
    if (isSaid(bucket, key, author)) {
      session.update(
          "UPDATE entry SET manifest = ? WHERE bucket = ? AND tag = ? AND key = ? AND author = ?",
          manifest.get().bytes(),
          bucket,
          (int) key.tag(),
          key.text(),
          writers.number(author));
    }
  }

  /** Whether an author's entry of a key is what its row says. */
  public boolean isSaid(long bucket, DocumentKey key, WriterId author) {
    return find(bucket, key, author).filter(row -> row.manifest().isEmpty()).isPresent();
  }

  /** Removes entries of a bucket that was deleted, or whose document is lost; tells how many. */
  public int removeSome(long bucket, int limit) {
    return session.update(
        "DELETE FROM entry WHERE (bucket, tag, key, author) IN"
            + " (SELECT bucket, tag, key, author FROM entry WHERE bucket = ? LIMIT ?)",
        bucket,
        limit);
  }

  /** Removes the entries of a bucket whose time has not come. */
  public void removeEarly(long bucket) {
    session.update("DELETE FROM early_entry WHERE bucket = ?", bucket);
  }

  /** What waits of a key's entries by an author. */
  public Optional<Manifest> early(long bucket, DocumentKey key, WriterId author) {
    return session.first(
        "SELECT manifest FROM early_entry WHERE bucket = ? AND tag = ? AND key = ? AND author = ?",
        row -> Manifest.of(row.bytes(1)),
        bucket,
        (int) key.tag(),
        key.text(),
        writers.number(author));
  }

  /** Lets an entry wait for its time, in the place of what waits of its key by its author. */
  public void putEarly(EarlyEntry entry, Instant due) {
    session.update(
        "INSERT OR REPLACE INTO early_entry (bucket, tag, key, author, due, manifest)"
            + " VALUES (?, ?, ?, ?, ?, ?)",
        entry.bucket(),
        (int) entry.key().tag(),
        entry.key().text(),
        writers.number(entry.author()),
        due.toEpochMilli(),
        entry.manifest().bytes());
  }

  /** Whether there is an entry whose time has come. */
  public boolean hasDue(Instant now) {
    return session.number(
            "SELECT EXISTS (SELECT 1 FROM early_entry WHERE due <= ?)", now.toEpochMilli())
        == 1;
  }

  /** The keys of a bucket of which an entry waits for its time. */
  public List<DocumentKey> earlyKeys(long bucket) {
    return session.all(
        "SELECT DISTINCT tag, key FROM early_entry WHERE bucket = ?",
        row -> row.documentKey(1, 2),
        bucket);
  }

  /** Takes entries whose time has come, at most so many; they no longer wait. */
  public List<EarlyEntry> takeDue(Instant now, int limit) {
    List<EarlyEntry> due =
        session.all(
            "SELECT bucket, tag, key, author, manifest FROM early_entry WHERE due <= ?"
                + " ORDER BY due LIMIT ?",
            row ->
                new EarlyEntry(
                    row.number(1),
                    row.documentKey(2, 3),
                    writers.writer(row.small(4)),
                    Manifest.of(row.bytes(5))),
            now.toEpochMilli(),
            limit);
    for (EarlyEntry entry : due) {
      session.update(
          "DELETE FROM early_entry WHERE bucket = ? AND tag = ? AND key = ? AND author = ?",
          entry.bucket(),
          (int) entry.key().tag(),
          entry.key().text(),
          writers.number(entry.author()));
    }
    return due;
  }

  /** The buckets of which entries were noted since this was asked last. */
  Set<Long> takeTouched() {
    if (touched.isEmpty()) {
      return Set.of();
    }
    Set<Long> taken = Set.copyOf(touched);
    touched.clear();
    return taken;
  }

  /** Forgets what was noted: the transaction was undone. */
  void undone() {
    touched.clear();
  }

  private NumberedEntry numbered(Row row) {
    return new NumberedEntry(
        row.number(1), row.documentKey(2, 3), writers.writer(row.small(4)), row.hash(5));
  }

  private EntryRow row(Row row) {
    return new EntryRow(
        row.number(1),
        row.documentKey(2, 3),
        writers.writer(row.small(4)),
        row.hash(5),
        row.optionalBytes(6).map(Manifest::of));
  }
}
