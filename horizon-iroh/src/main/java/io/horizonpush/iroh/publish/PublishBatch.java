package io.horizonpush.iroh.publish;

import io.horizonpush.iroh.codec.Manifest;
import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.EntryTable.EntryRow;
import io.horizonpush.iroh.index.EpochTable.Phase;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.LogTable.LogRow;
import io.horizonpush.iroh.index.LogTable.Reader;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.replica.BucketReplica;
import io.horizonpush.iroh.replica.BucketReplica.NewEntry;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.replica.ManifestHash;
import io.horizonpush.iroh.share.Statement;
import io.horizonpush.iroh.store.Manifests;
import io.horizonpush.iroh.store.Manifests.Said;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.Stamp;
import io.horizonpush.s3.model.WriterId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One step of the publisher: the oldest changes of a bucket become document entries.
 *
 * <p>Records are durable before their entries, and entries before the log is read on. A crash
 * between leaves the log as it was, and doing the same again writes the same entries. A key that
 * the document does not take yet, for the clock it carries, is set aside alone, and so is one whose
 * bytes have rotted: nobody else is to have them. Confined to the publisher's thread.
 */
final class PublishBatch {

  /** Changes of one batch: enough that its waits for the disk hardly count. */
  private static final int SIZE = 256;

  /** How long a key is set aside at least, when the document alone knows until when, or nobody. */
  private static final Duration SET_ASIDE = Duration.ofMinutes(1);

  private final Index index;
  private final BucketDocuments documents;
  private final ManifestHash hash;
  private final WriterId author;

  /**
   * @param author of this node's entries
   */
  PublishBatch(Index index, BucketDocuments documents, ManifestHash hash, WriterId author) {
    this.index = index;
    this.documents = documents;
    this.hash = hash;
    this.author = author;
  }

  /**
   * Publishes the oldest changes of a bucket.
   *
   * @return how many left the log
   */
  int publish(long bucketId) {
    return documents.bring(bucketId, () -> publishNow(bucketId));
  }

  private int publishNow(long bucketId) {
    Work work = index.snapshot(tables -> read(tables, bucketId));
    if (work.bucket().isEmpty() || work.rows().isEmpty()) {
      return 0; // Deleted a moment ago; its rows are swept.
    }
    Set<DocumentKey> waiting = Set.of();
    if (!work.items().isEmpty()) {
      index.harden(); // A power cut must not take a record whose entry stays.
      waiting = put(work.bucket().get(), work.items());
    }
    Set<DocumentKey> aside = waiting;
    return index.write(Durability.STRICT, tables -> readOn(tables, work, aside));
  }

  /** Puts entries into the bucket's documents, durably; the keys of those that have to wait. */
  private Set<DocumentKey> put(BucketRow bucket, List<Item> items) {
    BucketReplica current = documents.current(bucket);
    Map<Boolean, List<NewEntry>> statements =
        items.stream()
            .map(Item::entry)
            .collect(Collectors.partitioningBy(entry -> Statement.isNamed(entry.key())));
    Set<DocumentKey> waiting = new HashSet<>(put(current, statements.get(false)));
    documents.first(bucket).ifPresent(first -> waiting.addAll(put(first, statements.get(true))));
    return waiting;
  }

  private static Set<DocumentKey> put(BucketReplica document, @Nullable List<NewEntry> entries) {
    if (entries == null || entries.isEmpty()) {
      return Set.of();
    }
    Set<DocumentKey> waiting = document.put(entries);
    document.flush();
    return waiting;
  }

  private int readOn(Tables tables, Work work, Set<DocumentKey> waiting) {
    LogRow last = work.rows().getLast();
    if (tables.buckets().find(last.bucket()).isPresent()) {
      for (Item item : work.items()) {
        if (waiting.contains(item.key())) {
          tables.log().park(last.bucket(), item.key(), until(item));
        } else {
          tables.entries().put(row(tables, last.bucket(), item));
        }
      }
      work.damaged().forEach(key -> tables.log().park(last.bucket(), key, soonest()));
    }
    // A change made meanwhile has a row of its own, which stays.
    return tables.log().read(Reader.PUBLISHER, last.bucket(), last.sequence());
  }

  /** The entry's row; its manifest is kept if the key has changed since it was read. */
  private EntryRow row(Tables tables, long bucket, Item item) {
    boolean stands =
        !isBeside(item)
            && Manifests.current(tables, bucket, item.key(), author)
                .equals(Optional.of(item.said()));
    return new EntryRow(
        bucket,
        item.key(),
        author,
        item.entry().manifest(),
        stands ? Optional.empty() : Optional.of(item.manifest()));
  }

  /** A null version beside another, told by its id: nobody keeps its manifest when it changes. */
  private static boolean isBeside(Item item) {
    return item.key().tag() == DocumentKey.VERSION
        && item.said() instanceof Said.OfVersion(var version)
        && version.isNull();
  }

  private Instant until(Item item) {
    Instant due = item.said().newest().time().minus(Stamp.MOST_AHEAD);
    return due.isAfter(soonest()) ? due : soonest();
  }

  private Instant soonest() {
    return index.wall().instant().plus(SET_ASIDE);
  }

  private Work read(Tables tables, long bucketId) {
    Optional<BucketRow> bucket =
        tables.buckets().find(bucketId).filter(_ -> !isChanging(tables, bucketId));
    List<LogRow> rows = tables.log().unread(Reader.PUBLISHER, bucketId, SIZE);
    List<Item> items = new ArrayList<>();
    List<DocumentKey> damaged = new ArrayList<>();
    if (bucket.isPresent() && !isOnlyRead(tables, bucketId)) {
      Set<DocumentKey> keys = new LinkedHashSet<>();
      for (LogRow row : rows) {
        switch (row.cause()) {
          case LOCAL, FILL, AGAIN -> keys.add(row.key());
          case MERGE -> {} // Its author's entry says it.
        }
      }
      for (DocumentKey key : keys) {
        Optional<Said> said =
            Manifests.current(tables, bucketId, key, author).filter(each -> isToSay(key, each));
        said.filter(Said::isSound).ifPresent(sound -> items.add(item(key, sound)));
        said.filter(each -> !each.isSound()).ifPresent(_ -> damaged.add(key));
      }
    }
    return new Work(bucket, rows, items, damaged);
  }

  /** Whether this node has not the secrets that write to the bucket's documents. */
  private static boolean isOnlyRead(Tables tables, long bucket) {
    return tables.documents().of(bucket).stream().anyMatch(row -> row.secret().isEmpty());
  }

  /** Whether the bucket goes to another document at this moment: then all waits for that. */
  private static boolean isChanging(Tables tables, long bucket) {
    return tables.epochs().next(bucket).filter(next -> next.phase() == Phase.CHANGING).isPresent();
  }

  /** What others say of members they say themselves. */
  private boolean isToSay(DocumentKey key, Said said) {
    return !Statement.isNamed(key) || said.newest().writer().equals(author);
  }

  private Item item(DocumentKey key, Said said) {
    Manifest manifest = said.manifest();
    BlobHash name = hash.of(manifest.bytes());
    return new Item(key, said, manifest, new NewEntry(key, name, manifest.length()));
  }

  /**
   * The changes of a batch, and the keys that they touched with what is to be said of each.
   *
   * @param damaged of which nothing is to be said now
   */
  private record Work(
      Optional<BucketRow> bucket, List<LogRow> rows, List<Item> items, List<DocumentKey> damaged) {}

  /** A key, what is said of it, and the entry that says it. */
  private record Item(DocumentKey key, Said said, Manifest manifest, NewEntry entry) {}
}
