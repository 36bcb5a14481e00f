package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.epoch.Epochs.Taken;
import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.EntryTable.EntryRow;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.net.PeerException.Reason;
import io.horizonpush.iroh.replica.BucketReplica;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.replica.ReplicaId;
import io.horizonpush.iroh.replica.SignedEntries;
import io.horizonpush.iroh.replica.SignedEntries.Name;
import io.horizonpush.iroh.replica.SignedEntry;
import io.horizonpush.iroh.share.Statement;
import io.horizonpush.iroh.sync.EntryCheck.Incoming;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.Arrival;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the entries of one feed go. What is said of members and epochs goes into the bucket's first
 * document and its records; all else into the document that the feed is of, and then either into
 * the records or, where the bucket only goes to that document yet, beside them. Thread-safe.
 */
final class Destination {

  private static final Logger LOG = LoggerFactory.getLogger(Destination.class);

  private final BucketRow bucket;
  private final SyncStores stores;
  private final Optional<ReplicaId> document;

  /**
   * @param document that the feed is of; nothing where it has statements alone
   */
  Destination(BucketRow bucket, SyncStores stores, Optional<ReplicaId> document) {
    this.bucket = bucket;
    this.stores = stores;
    this.document = document;
  }

  /** An entry that may be taken, and what it says. */
  record Admitted(Incoming incoming, Arrival arrival) {

    SignedEntry entry() {
      return incoming.entry();
    }
  }

  /**
   * What became of entries.
   *
   * @param said of members and epochs, as the first document shows it now
   * @param others that the document of the feed shows now
   * @param next whether that document is the one that the bucket only goes to yet
   * @param early those whose time has not come
   * @param forged how many had a signature that was none
   */
  record Brought(
      List<Admitted> said, List<Admitted> others, boolean next, List<Admitted> early, int forged) {

    static final Brought NOTHING = new Brought(List.of(), List.of(), false, List.of(), 0);

    /** All that the documents show. */
    List<Admitted> here() {
      return said.isEmpty() ? others : Stream.concat(said.stream(), others.stream()).toList();
    }
  }

  private static boolean isStatement(Admitted admitted) {
    return Statement.isNamed(admitted.entry().key());
  }

  /** Brings entries into the documents, durably. */
  Brought bring(List<Admitted> admitted) {
    return stores.documents().bring(bucket.id(), () -> bringNow(admitted));
  }

  private Brought bringNow(List<Admitted> admitted) {
    Map<Boolean, List<Admitted>> statements =
        admitted.stream().collect(Collectors.partitioningBy(Destination::isStatement));
    List<Admitted> said = statements.getOrDefault(true, List.of());
    List<Admitted> others = statements.getOrDefault(false, List.of());
    InDocument first = InDocument.NOTHING;
    InDocument second = InDocument.NOTHING;
    boolean next = false;
    if (!said.isEmpty()) {
      first = take(first(), said);
    }
    if (!others.isEmpty()) {
      Taken taken = taken();
      next = taken.next();
      second = take(stores.documents().open(taken.row()), others);
    }
    List<Admitted> early = Stream.concat(first.early().stream(), second.early().stream()).toList();
    return new Brought(first.here(), second.here(), next, early, first.forged() + second.forged());
  }

  /**
   * Takes what is in the documents into the index, after that is durable, because an entry of the
   * index is what says that it need not come again; those that could be.
   *
   * @throws PeerException if the bucket has gone to another document meanwhile
   */
  List<Admitted> merge(Brought brought) {
    return stores.documents().bring(bucket.id(), () -> mergeNow(brought));
  }

  private List<Admitted> mergeNow(Brought brought) {
    List<Admitted> merged = new ArrayList<>();
    if (!brought.said().isEmpty()) {
      merged.addAll(intoRecords(brought.said(), first()));
    }
    if (!brought.others().isEmpty()) {
      Taken taken = taken();
      if (taken.next() != brought.next()) {
        throw goneElsewhere();
      }
      merged.addAll(
          taken.next()
              ? beside(taken, brought.others())
              : intoRecords(brought.others(), stores.documents().open(taken.row())));
    }
    return merged;
  }

  private BucketReplica first() {
    return stores.documents().first(bucket).orElseThrow(this::noDocument);
  }

  private Taken taken() {
    return document
        .flatMap(each -> stores.epochs().taken(bucket, each))
        .orElseThrow(Destination::goneElsewhere);
  }

  private StoppedException noDocument() {
    return new StoppedException("Bucket " + bucket.name() + " has no document here");
  }

  private static PeerException goneElsewhere() {
    return new PeerException(Reason.CLOSED, "The bucket has gone to another document meanwhile");
  }

  private List<Admitted> intoRecords(List<Admitted> entries, SignedEntries document) {
    List<Admitted> merged = new ArrayList<>();
    List<Admitted> passedOver = merge(entries, merged);
    if (!passedOver.isEmpty()) {
      settle(passedOver, document);
    }
    return merged;
  }

  /**
   * Merges entries. One that a defect keeps out keeps no other out.
   *
   * @param merged gets those that could be
   * @return those of them that the index passed over
   */
  private List<Admitted> merge(List<Admitted> admitted, List<Admitted> merged) {
    try {
      Set<Arrival> passedOver =
          Set.copyOf(
              stores
                  .records()
                  .merge(bucket.uid(), admitted.stream().map(Admitted::arrival).toList()));
      merged.addAll(admitted);
      return passedOver.isEmpty()
          ? List.of()
          : admitted.stream().filter(each -> passedOver.contains(each.arrival())).toList();
    } catch (S3Exception e) {
      throw e; // Nothing goes in: what is tried again later may be taken then.
    } catch (RuntimeException e) {
      if (admitted.size() > 1) {
        return admitted.stream().flatMap(each -> merge(List.of(each), merged).stream()).toList();
      }
      LOG.atError()
          .setCause(e)
          .addKeyValue("bucket", bucket.name())
          .addKeyValue("manifest", admitted.getFirst().entry().manifest())
          .addKeyValue("author", admitted.getFirst().entry().author())
          .log("an entry could not be brought into the records, and is passed over");
      return List.of();
    }
  }

  private List<Admitted> beside(Taken taken, List<Admitted> entries) {
    List<EntryRow> rows = entries.stream().map(this::row).toList();
    if (!stores.epochs().gather(bucket, taken.row().replica(), rows)) {
      throw goneElsewhere();
    }
    return entries;
  }

  /** What became of the entries of one document. */
  private record InDocument(List<Admitted> here, List<Admitted> early, int forged) {

    static final InDocument NOTHING = new InDocument(List.of(), List.of(), 0);
  }

  private static InDocument take(BucketReplica replica, List<Admitted> admitted) {
    List<SignedEntries.Taken> outcome =
        replica.take(admitted.stream().map(Admitted::entry).toList());
    List<Admitted> here = new ArrayList<>();
    List<Admitted> known = new ArrayList<>();
    List<Admitted> early = new ArrayList<>();
    int forged = 0;
    for (int i = 0; i < outcome.size(); i++) {
      switch (outcome.get(i)) {
        case TAKEN -> here.add(admitted.get(i));
        case KNOWN -> known.add(admitted.get(i));
        case EARLY -> early.add(admitted.get(i));
        case FORGED -> forged++;
      }
    }
    here.addAll(shown(replica, known));
    if (!here.isEmpty()) {
      replica.flush();
    }
    return new InDocument(here, early, forged);
  }

  /** Those that a crash kept from the index, and not those that their author replaced since. */
  private static List<Admitted> shown(SignedEntries replica, List<Admitted> known) {
    if (known.isEmpty()) {
      return known;
    }
    List<Optional<SignedEntry>> now =
        replica.signed(
            known.stream()
                .map(Admitted::entry)
                .map(entry -> new Name(entry.key(), entry.author()))
                .toList());
    List<Admitted> shown = new ArrayList<>();
    for (int i = 0; i < now.size(); i++) {
      Admitted each = known.get(i);
      now.get(i)
          .filter(entry -> entry.manifest().equals(each.entry().manifest()))
          .ifPresent(_ -> shown.add(each));
    }
    return shown;
  }

  /**
   * Notes entries that the index passed over, because it knew something later of their author: the
   * document goes by when they were signed, and so do those who follow.
   */
  private void settle(List<Admitted> passedOver, SignedEntries document) {
    List<Instead> known =
        stores
            .index()
            .read(
                tables ->
                    passedOver.stream().flatMap(each -> instead(tables, each).stream()).toList());
    // Another member may have brought what the index knows, which then is in the document, too.
    Set<Admitted> shown =
        Set.copyOf(shown(document, known.stream().map(Instead::passedOver).toList()));
    if (!shown.isEmpty()) {
      stores
          .index()
          .write(
              bucket.durability(),
              tables -> {
                known.stream()
                    .filter(each -> shown.contains(each.passedOver()))
                    .filter(each -> instead(tables, each.passedOver()).equals(Optional.of(each)))
                    .forEach(each -> tables.entries().put(row(each.passedOver())));
                return shown.size();
              });
    }
  }

  /** What the index knows of an author instead of what it passed over. */
  private record Instead(Admitted passedOver, BlobHash known) {}

  private Optional<Instead> instead(Tables tables, Admitted each) {
    SignedEntry entry = each.entry();
    return tables
        .entries()
        .find(bucket.id(), entry.key(), entry.author())
        .filter(row -> !row.hash().equals(entry.manifest()))
        .map(row -> new Instead(each, row.hash()));
  }

  private EntryRow row(Admitted each) {
    DocumentKey key = each.entry().key();
    return new EntryRow(
        bucket.id(),
        key,
        each.entry().author(),
        each.entry().manifest(),
        Optional.of(each.incoming().manifest()));
  }
}
