package io.horizonpush.iroh.index;

import io.horizonpush.iroh.codec.Manifest;
import io.horizonpush.iroh.index.EntryTable.EntryRow;
import io.horizonpush.iroh.index.PluginEntryTable.Held;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.WriterId;
import java.util.List;
import java.util.Optional;

/** The entries of documents that buckets go to. Confined to its session's thread. */
public final class NextEntryTable {

  private final Session session;
  private final WriterTable writers;

  NextEntryTable(Session session, WriterTable writers) {
    this.session = session;
    this.writers = writers;
  }

  /** The next keys of which the bucket's document or the next one has an entry, by key. */
  public List<DocumentKey> keys(long bucket, Optional<DocumentKey> after, int limit) {
    int tag = after.map(DocumentKey::tag).orElse((byte) 0);
    byte[] text = after.map(DocumentKey::text).orElse(new byte[0]);
    return session.all(
        "SELECT tag, key FROM entry WHERE bucket = ? AND (tag, key) > (?, ?)"
            + " UNION SELECT tag, key FROM next_entry WHERE bucket = ? AND (tag, key) > (?, ?)"
            + " ORDER BY tag, key LIMIT ?",
        row -> row.documentKey(1, 2),
        bucket,
        tag,
        text,
        bucket,
        tag,
        text,
        limit);
  }

  /** Whether exactly this is an author's entry of a key in the next document. */
  public boolean contains(long bucket, DocumentKey key, WriterId author, BlobHash hash) {
    return session.number(
            "SELECT EXISTS (SELECT 1 FROM next_entry JOIN writer ON writer.id = next_entry.author"
                + " WHERE bucket = ? AND tag = ? AND key = ? AND name = ? AND hash = ?)",
            bucket,
            (int) key.tag(),
            key.text(),
            author.bytes(),
            hash)
        == 1;
  }

  /** The entries of a key in the next document, one of each author. */
  public List<EntryRow> of(long bucket, DocumentKey key) {
    return session.all(
        "SELECT author, hash, manifest FROM next_entry WHERE bucket = ? AND tag = ? AND key = ?",
        row ->
            new EntryRow(
                bucket,
                key,
                writers.writer(row.small(1)),
                row.hash(2),
                Optional.of(Manifest.of(row.bytes(3)))),
        bucket,
        (int) key.tag(),
        key.text());
  }

  /** How much the plugins of an author have in the next document, as if nothing were deleted. */
  public Held plugins(long bucket, WriterId author) {
    return session
        .first(
            "SELECT count(*), coalesce(sum(length(manifest)), 0) FROM next_entry"
                + " WHERE bucket = ? AND tag = ? AND author = ?",
            row -> new Held(row.number(1), 0, row.number(2)),
            bucket,
            (int) DocumentKey.PLUGIN,
            writers.find(author).orElse(-1))
        .orElse(Held.NOTHING);
  }

  /** Notes what the next document shows, in place of its author's earlier entry of the key. */
  public void put(EntryRow entry) {
    session.update(
        "INSERT OR REPLACE INTO next_entry (bucket, tag, key, author, hash, manifest)"
            + " VALUES (?, ?, ?, ?, ?, ?)",
        entry.bucket(),
        (int) entry.key().tag(),
        entry.key().text(),
        writers.number(entry.author()),
        entry.hash(),
        entry.manifest().orElseThrow().bytes());
  }

  /** Removes what the next document shows of a key. */
  public void remove(long bucket, DocumentKey key) {
    session.update(
        "DELETE FROM next_entry WHERE bucket = ? AND tag = ? AND key = ?",
        bucket,
        (int) key.tag(),
        key.text());
  }

  /** Removes some of what the next document shows; tells how many. */
  public int removeSome(long bucket, int limit) {
    return session.update(
        "DELETE FROM next_entry WHERE (bucket, tag, key, author) IN"
            + " (SELECT bucket, tag, key, author FROM next_entry WHERE bucket = ? LIMIT ?)",
        bucket,
        limit);
  }
}
