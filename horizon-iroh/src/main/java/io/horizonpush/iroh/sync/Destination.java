package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.epoch.Epochs.Taken;
import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.EntryTable.EntryRow;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.net.PeerException.Reason;
import io.horizonpush.iroh.publish.BucketDocuments;
import io.horizonpush.iroh.replica.BucketReplica;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.replica.ReplicaId;
import io.horizonpush.iroh.replica.SignedEntries;
import io.horizonpush.iroh.replica.SignedEntries.Name;
import io.horizonpush.iroh.replica.SignedEntry;
import io.horizonpush.iroh.share.Statement;
import io.horizonpush.iroh.sync.EntryCheck.Incoming;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.Arrival;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the entries of one feed go. What is said of members and epochs goes into the bucket's first
 * document and its records; all else into the document that the feed is of, and then either into
 * the records or, where the bucket only goes to that document yet, beside them. One call at a time.
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
   * @param here those that the documents show now
   * @param early those whose time has not come
   * @param forged how many had a signature that was none
   * @param failed how many could not be brought into the records
   */
  record Brought(List<Admitted> here, List<Admitted> early, int forged, int failed) {}

  private static boolean isStatement(Admitted admitted) {
    return Statement.isNamed(admitted.entry().key());
  }

  /** Brings entries in, durably. */
  Brought bring(List<Admitted> admitted) {
    BucketDocuments documents = stores.documents();
    return documents.bring(bucket.id(), () -> bringNow(documents, admitted));
  }

  private Brought bringNow(BucketDocuments documents, List<Admitted> admitted) {
    Brought brought = new Brought(new ArrayList<>(), new ArrayList<>(), 0, 0);
    Map<Boolean, List<Admitted>> statements =
        admitted.stream().collect(Collectors.partitioningBy(Destination::isStatement));
    List<Admitted> said = statements.getOrDefault(true, List.of());
    List<Admitted> others = statements.getOrDefault(false, List.of());
    if (!said.isEmpty()) {
      BucketReplica first = documents.first(bucket).orElseThrow(this::noDocument);
      brought = plus(brought, intoRecords(first, said));
    }
    if (!others.isEmpty()) {
      Taken taken =
          document
              .flatMap(each -> stores.epochs().taken(bucket, each))
              .orElseThrow(Destination::goneElsewhere);
      BucketReplica replica = documents.open(taken.row());
      brought =
          plus(brought, taken.next() ? beside(replica, others) : intoRecords(replica, others));
    }
    return brought;
  }

  private StoppedException noDocument() {
    return new StoppedException("Bucket " + bucket.name() + " has no document here");
  }

  private static PeerException goneElsewhere() {
    return new PeerException(Reason.CLOSED, "The bucket has gone to another document meanwhile");
  }

  private static Brought plus(Brought one, Brought two) {
    one.here().addAll(two.here());
    one.early().addAll(two.early());
    return new Brought(
        one.here(), one.early(), one.forged() + two.forged(), one.failed() + two.failed());
  }

  private Brought intoRecords(BucketReplica replica, List<Admitted> admitted) {
    Brought brought = intoDocument(replica, admitted);
    if (brought.here().isEmpty()) {
      return brought;
    }
    // First, because an entry of the index is what says that it need not come again.
    replica.flush();
    List<Admitted> merged = merge(brought.here());
    settle(merged);
    return new Brought(
        merged, brought.early(), brought.forged(), brought.here().size() - merged.size());
  }

  /** Merges entries; those that could be. One that a defect keeps out keeps no other out. */
  private List<Admitted> merge(List<Admitted> admitted) {
    try {
      stores.records().merge(bucket.uid(), admitted.stream().map(Admitted::arrival).toList());
      return admitted;
    } catch (S3Exception e) {
      throw e; // Nothing goes in: what is tried again later may be taken then.
    } catch (RuntimeException e) {
      if (admitted.size() > 1) {
        return admitted.stream().flatMap(each -> merge(List.of(each)).stream()).toList();
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

  private Brought beside(BucketReplica replica, List<Admitted> admitted) {
    Brought brought = intoDocument(replica, admitted);
    if (!brought.here().isEmpty()) {
      replica.flush();
      List<EntryRow> rows = brought.here().stream().map(this::row).toList();
      if (!stores.epochs().gather(bucket, replica.id(), rows)) {
        throw goneElsewhere();
      }
    }
    return brought;
  }

  private static Brought intoDocument(SignedEntries replica, List<Admitted> admitted) {
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
    return new Brought(here, early, forged, 0);
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
  private void settle(List<Admitted> here) {
    List<Admitted> passedOver =
        stores.index().read(tables -> here.stream().filter(each -> differs(tables, each)).toList());
    if (!passedOver.isEmpty()) {
      stores
          .index()
          .write(
              bucket.durability(),
              tables -> {
                passedOver.stream()
                    .filter(each -> differs(tables, each))
                    .forEach(each -> tables.entries().put(row(each)));
                return passedOver.size();
              });
    }
  }

  private boolean differs(Tables tables, Admitted each) {
    SignedEntry entry = each.entry();
    return tables
        .entries()
        .find(bucket.id(), entry.key(), entry.author())
        .filter(row -> !row.hash().equals(entry.manifest()))
        .isPresent();
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
