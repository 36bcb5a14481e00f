package io.horizonpush.iroh.index;

import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.Register;
import io.horizonpush.s3.model.Stamp;
import io.horizonpush.s3.model.WriterId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What plugins keep in buckets: a register for each key and author. A deleted one leaves its stamp
 * behind. Confined to its session's thread.
 */
public final class PluginEntryTable {

  private static final String WHERE = " WHERE bucket = ? AND plugin = ? AND key = ?";

  private final Session session;
  private final WriterTable writers;
  private final Sequence sequence;

  PluginEntryTable(Session session, WriterTable writers, Sequence sequence) {
    this.session = session;
    this.writers = writers;
    this.sequence = sequence;
  }

  /**
   * An entry that was not deleted, without its value.
   *
   * @param length of the value in bytes
   */
  public record PluginRow(String key, Stamp stamp, int length) {}

  /**
   * That an entry changed.
   *
   * @param sequence of its last change
   * @param deleted whether that was its end
   */
  public record ChangedRow(
      long sequence,
      BucketId bucket,
      BucketName name,
      String plugin,
      String key,
      WriterId author,
      boolean deleted) {}

  /**
   * How much an author has in a bucket.
   *
   * @param entries that were not deleted
   * @param gone that were
   * @param size of keys and values of the former, in bytes
   */
  public record Held(long entries, long gone, long size) {

    public static final Held NOTHING = new Held(0, 0, 0);

    public Held plus(Held more) {
      return new Held(entries + more.entries, gone + more.gone, size + more.size);
    }
  }

  /** An author's entry of a key, also one that was deleted. */
  public Optional<Register<Optional<ByteBuffer>>> find(
      long bucket, DocumentKey key, WriterId author) {
    return writers
        .find(author)
        .flatMap(
            number ->
                session.first(
                    "SELECT clock, author, value FROM plugin_entry" + WHERE + " AND author = ?",
                    this::register,
                    bucket,
                    key.plugin(),
                    bytes(key.pluginKey()),
                    number));
  }

  /** All authors' entries of a key, the deleted ones too. */
  public List<Register<Optional<ByteBuffer>>> of(long bucket, DocumentKey key) {
    return session.all(
        "SELECT clock, author, value FROM plugin_entry" + WHERE,
        this::register,
        bucket,
        key.plugin(),
        bytes(key.pluginKey()));
  }

  private Register<Optional<ByteBuffer>> register(Row row) {
    return new Register<>(
        stamp(row, 1, 2),
        row.optionalBytes(3).map(ByteBuffer::wrap).map(ByteBuffer::asReadOnlyBuffer));
  }

  private Stamp stamp(Row row, int clock, int author) {
    return new Stamp(row.number(clock), writers.writer(row.small(author)));
  }

  /**
   * The entries of some keys of a plugin, by key and author.
   *
   * @param prefix with which keys begin
   * @param after the key behind which they begin; empty for the first
   * @param most keys
   * @param author whose they are; nothing for all
   */
  public List<PluginRow> list(
      long bucket,
      String plugin,
      String prefix,
      String after,
      int most,
      Optional<WriterId> author) {
    List<PluginRow> rows = new ArrayList<>();
    Pages pages = new Pages(prefix, most);
    boolean behind = !after.isEmpty() && compare(after, prefix) >= 0;
    session.scan(
        "SELECT key, clock, author, length FROM plugin_entry WHERE bucket = ? AND plugin = ?"
            + (behind ? " AND key > ?" : " AND key >= ?")
            + " AND length IS NOT NULL ORDER BY key",
        row -> {
          String key = text(row.bytes(1));
          WriterId writer = writers.writer(row.small(3));
          boolean wanted = author.filter(each -> !each.equals(writer)).isEmpty();
          boolean more = pages.take(key, wanted);
          if (more && wanted) {
            rows.add(new PluginRow(key, new Stamp(row.number(2), writer), row.small(4)));
          }
          return more;
        },
        bucket,
        plugin,
        bytes(behind ? after : prefix));
    rows.sort(PluginEntryTable::byKeyAndAuthor);
    return rows;
  }

  /** Rows of one key come by the numbers of their authors, which say nothing. */
  private static int byKeyAndAuthor(PluginRow one, PluginRow other) {
    int byKey = compare(one.key(), other.key());
    return byKey != 0 ? byKey : one.stamp().writer().compareTo(other.stamp().writer());
  }

  /** Where a page ends. */
  private static final class Pages {

    private final String prefix;
    private final int most;
    private String last = "";
    private int keys;

    Pages(String prefix, int most) {
      this.prefix = prefix;
      this.most = most;
    }

    boolean take(String key, boolean wanted) {
      if (!key.startsWith(prefix)) {
        return false;
      }
      if (wanted && !key.equals(last)) {
        last = key;
        keys++;
      }
      return keys <= most;
    }
  }

  /** Makes or deletes an entry, as the last change of all. */
  public void put(long bucket, DocumentKey key, Register<Optional<ByteBuffer>> value) {
    Optional<byte[]> bytes = value.value().map(PluginEntryTable::copy);
    session.update(
        "INSERT INTO plugin_entry (bucket, plugin, key, author, clock, sequence, length, value)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET clock = excluded.clock,"
            + " sequence = excluded.sequence, length = excluded.length, value = excluded.value",
        bucket,
        key.plugin(),
        bytes(key.pluginKey()),
        writers.number(value.stamp().writer()),
        value.stamp().clock(),
        sequence.next(),
        bytes.map(each -> each.length).orElse(null),
        bytes.orElse(null));
  }

  /** Forgets an entry as if it had never been. */
  public void remove(long bucket, DocumentKey key, WriterId author) {
    session.update(
        "DELETE FROM plugin_entry" + WHERE + " AND author = ?",
        bucket,
        key.plugin(),
        bytes(key.pluginKey()),
        writers.number(author));
  }

  /** When an entry changed last; nothing where there is none. */
  public Optional<Long> changed(long bucket, DocumentKey key, WriterId author) {
    return writers
        .find(author)
        .flatMap(
            number ->
                session.first(
                    "SELECT sequence FROM plugin_entry" + WHERE + " AND author = ?",
                    row -> row.number(1),
                    bucket,
                    key.plugin(),
                    bytes(key.pluginKey()),
                    number));
  }

  /** The entries of buckets that are here which changed behind a sequence, by that. */
  public List<ChangedRow> changes(long after, int limit) {
    return session.all(
        "SELECT e.sequence, b.uid, b.name, e.plugin, e.key, e.author, e.length IS NULL"
            + " FROM plugin_entry e INDEXED BY plugin_entry_sequence"
            + " JOIN bucket b ON b.id = e.bucket"
            + " WHERE e.sequence > ? ORDER BY e.sequence LIMIT ?",
        row ->
            new ChangedRow(
                row.number(1),
                BucketId.of(row.bytes(2)),
                new BucketName(row.text(3)),
                row.text(4),
                text(row.bytes(5)),
                writers.writer(row.small(6)),
                row.number(7) == 1),
        after,
        limit);
  }

  /** How much an author has in a bucket. */
  public Held held(long bucket, WriterId author) {
    return writers
        .find(author)
        .flatMap(
            number ->
                session.first(
                    "SELECT entries, gone, size FROM plugin_author WHERE bucket = ? AND author = ?",
                    PluginEntryTable::held,
                    bucket,
                    number))
        .orElse(Held.NOTHING);
  }

  /** How much all authors have in a bucket. */
  public Held held(long bucket) {
    return session
        .first(
            "SELECT coalesce(sum(entries), 0), coalesce(sum(gone), 0), coalesce(sum(size), 0)"
                + " FROM plugin_author WHERE bucket = ?",
            PluginEntryTable::held,
            bucket)
        .orElse(Held.NOTHING);
  }

  /** The same, counted entry by entry. */
  public Held counted(long bucket) {
    return session
        .first(
            "SELECT count(length), count(*) - count(length),"
                + " coalesce(sum(iif(length IS NULL, 0, length(key) + length)), 0)"
                + " FROM plugin_entry WHERE bucket = ?",
            PluginEntryTable::held,
            bucket)
        .orElse(Held.NOTHING);
  }

  private static Held held(Row row) {
    return new Held(row.number(1), row.number(2), row.number(3));
  }

  /** Whether the lengths of all entries of a bucket are those of their values. */
  public boolean isSound(long bucket) {
    return session.number(
            "SELECT EXISTS (SELECT 1 FROM plugin_entry"
                + " WHERE bucket = ? AND length IS NOT length(value))",
            bucket)
        == 0;
  }

  /** Some keys of which an author has an entry, behind one, in order. */
  public List<DocumentKey> keys(
      long bucket, WriterId author, Optional<DocumentKey> after, int limit) {
    return session.all(
        "SELECT plugin, key FROM plugin_entry WHERE bucket = ? AND (plugin, key) > (?, ?)"
            + " AND author = ? ORDER BY plugin, key LIMIT ?",
        row -> DocumentKey.ofPlugin(row.text(1), text(row.bytes(2))),
        bucket,
        after.map(DocumentKey::plugin).orElse(""),
        after.map(DocumentKey::pluginKey).map(PluginEntryTable::bytes).orElse(new byte[0]),
        writers.find(author).orElse(-1),
        limit);
  }

  /** Removes some entries of authors who are not among these; tells how many. */
  public int removeOfOthers(long bucket, Set<WriterId> authors, int limit) {
    List<Integer> others =
        session
            .all("SELECT author FROM plugin_author WHERE bucket = ?", row -> row.small(1), bucket)
            .stream()
            .filter(each -> !authors.contains(writers.writer(each)))
            .toList();
    int removed = 0;
    for (int author : others) {
      removed +=
          session.update(
              "DELETE FROM plugin_entry WHERE (bucket, plugin, key, author) IN (SELECT bucket,"
                  + " plugin, key, author FROM plugin_entry WHERE bucket = ? AND author = ?"
                  + " LIMIT ?)",
              bucket,
              author,
              limit - removed);
      if (removed >= limit) {
        break;
      }
    }
    return removed;
  }

  /** Removes some entries of a bucket that was deleted; tells how many. */
  public int removeSome(long bucket, int limit) {
    return session.update(
        "DELETE FROM plugin_entry WHERE (bucket, plugin, key, author) IN"
            + " (SELECT bucket, plugin, key, author FROM plugin_entry WHERE bucket = ? LIMIT ?)",
        bucket,
        limit);
  }

  private static int compare(String one, String other) {
    return Arrays.compareUnsigned(bytes(one), bytes(other));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static byte[] copy(ByteBuffer value) {
    byte[] bytes = new byte[value.remaining()];
    value.duplicate().get(bytes);
    return bytes;
  }
}
