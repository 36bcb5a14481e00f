package io.horizonpush.iroh.epoch;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.DocumentTable.DocumentRow;
import io.horizonpush.iroh.index.EntryTable.EntryRow;
import io.horizonpush.iroh.index.EpochTable.NextEpoch;
import io.horizonpush.iroh.index.EpochTable.Phase;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.publish.BucketDocuments;
import io.horizonpush.iroh.replica.DocumentSecret;
import io.horizonpush.iroh.replica.ReplicaId;
import io.horizonpush.iroh.share.Membership;
import io.horizonpush.iroh.share.ShareStore;
import io.horizonpush.iroh.share.SharedBucket;
import io.horizonpush.iroh.share.Statement.OfEpoch;
import io.horizonpush.iroh.store.DocumentSteps;
import io.horizonpush.iroh.store.EpochSteps;
import io.horizonpush.s3.model.MemberMode;
import io.horizonpush.s3.model.WriterId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The epochs of this node's buckets, as those see them who give entries to other nodes and take
 * theirs: which documents a bucket has, and which one it goes to.
 *
 * <p>An owner says that a bucket is in another epoch once all is in its document. Every other node
 * follows that document beside the one that it has, until all is here that the epoch began with,
 * and then goes there ({@link EpochKeeper}). Thread-safe; blocks its (virtual) thread.
 */
public final class Epochs {

  private final Index index;
  private final BucketDocuments documents;
  private final EpochSteps steps;
  private final DocumentSteps known;
  private final ShareStore shares;
  private final WriterId self;

  /**
   * @param self this node's author
   */
  public Epochs(
      Index index, BucketDocuments documents, EpochSteps steps, ShareStore shares, WriterId self) {
    this.index = index;
    this.documents = documents;
    this.steps = steps;
    this.known = steps.documents();
    this.shares = shares;
    this.self = self;
  }

  /** The documents of buckets. */
  public BucketDocuments documents() {
    return documents;
  }

  /** What brings buckets on that are on their way. */
  public EpochKeeper keeper() {
    return new EpochKeeper(index, documents, steps, shares, self);
  }

  /**
   * The document that others get from this node; nothing while the bucket goes to another, or is
   * not whole there yet.
   */
  public static Optional<DocumentRow> given(Tables tables, long bucket) {
    boolean settled =
        tables.epochs().next(bucket).filter(next -> next.phase() != Phase.FOLLOWING).isEmpty();
    return settled ? tables.documents().current(bucket) : Optional.empty();
  }

  /** Where a bucket is, and where it goes. */
  public Course course(BucketRow bucket) {
    Optional<Membership> members = shares.find(bucket.uid()).map(SharedBucket::membership);
    return index.read(tables -> course(tables, bucket.id(), members));
  }

  private Course course(Tables tables, long bucket, Optional<Membership> members) {
    boolean lacks =
        members.filter(this::mayWrite).isPresent()
            && tables.documents().of(bucket).stream().anyMatch(row -> row.secret().isEmpty());
    return new Course(
        followed(tables, bucket).stream().map(DocumentRow::replica).toList(),
        members.flatMap(Membership::epoch),
        lacks);
  }

  /** The documents whose entries are taken now. */
  private static List<DocumentRow> followed(Tables tables, long bucket) {
    List<DocumentRow> followed = new ArrayList<>();
    Optional<NextEpoch> next = tables.epochs().next(bucket);
    next.filter(each -> each.phase() == Phase.FOLLOWING)
        .ifPresent(each -> followed.add(each.document()));
    if (next.filter(each -> each.phase() == Phase.CHANGING).isEmpty()) {
      tables.documents().current(bucket).ifPresent(followed::add);
    }
    return followed;
  }

  private boolean mayWrite(Membership members) {
    return members.modeOf(self).filter(mode -> mode.allows(MemberMode.WRITE)).isPresent();
  }

  /** Whether this node may read a bucket that others have, too, and not write it. */
  public boolean isOnlyRead(BucketRow bucket) {
    return shares.find(bucket.uid()).filter(each -> !mayWrite(each.membership())).isPresent();
  }

  /**
   * A document whose entries are taken now.
   *
   * @param next whether the bucket goes there, and has another one yet
   */
  public record Taken(DocumentRow row, boolean next) {}

  /** The document of an id, if its entries are taken now. */
  public Optional<Taken> taken(BucketRow bucket, ReplicaId document) {
    return index.read(
        tables -> {
          Optional<ReplicaId> current =
              tables.documents().current(bucket.id()).map(DocumentRow::replica);
          return followed(tables, bucket.id()).stream()
              .filter(row -> row.replica().equals(document))
              .map(row -> new Taken(row, !current.equals(Optional.of(document))))
              .findFirst();
        });
  }

  /** Notes what the document shows that a bucket goes to; tells whether it still goes there. */
  public boolean gather(BucketRow bucket, ReplicaId document, List<EntryRow> entries) {
    return steps.gather(bucket, document, entries);
  }

  /**
   * Begins to go where owners say that a bucket is, and gets secrets that this node lacks.
   *
   * @param member is asked for the secret of a document
   */
  public void prepare(BucketRow bucket, Function<ReplicaId, Optional<DocumentSecret>> member) {
    Optional<SharedBucket> shared = shares.find(bucket.uid());
    if (shared.isPresent()) {
      boolean writes = mayWrite(shared.get().membership());
      if (writes) {
        unlock(bucket, member);
      }
      Optional<OfEpoch> said = shared.get().membership().epoch();
      said.ifPresent(each -> go(bucket, each, writes ? Optional.of(member) : Optional.empty()));
    }
  }

  private void unlock(BucketRow bucket, Function<ReplicaId, Optional<DocumentSecret>> member) {
    for (DocumentRow row : index.read(tables -> tables.documents().of(bucket.id()))) {
      if (row.secret().isEmpty()) {
        secret(row.replica(), member).ifPresent(secret -> known.unlock(row, secret));
      }
    }
  }

  /** The secret of a document, to be kept, if a member gives the right one. */
  private Optional<String> secret(
      ReplicaId document, Function<ReplicaId, Optional<DocumentSecret>> member) {
    return member
        .apply(document)
        .filter(secret -> documents.opens(secret, document))
        .map(secret -> documents.seal(document, secret));
  }

  /**
   * @param member for a node that writes, and so needs the secret first
   */
  private void go(
      BucketRow bucket,
      OfEpoch said,
      Optional<Function<ReplicaId, Optional<DocumentSecret>>> member) {
    ReplicaId document = said.says().document();
    Optional<NextEpoch> next = index.read(tables -> tables.epochs().next(bucket.id()));
    boolean there =
        index
            .read(tables -> tables.documents().current(bucket.id()))
            .filter(row -> row.replica().equals(document))
            .isPresent();
    Optional<NextEpoch> elsewhere =
        next.filter(each -> there || !each.document().replica().equals(document));
    elsewhere.filter(each -> each.phase() == Phase.FOLLOWING).ifPresent(steps::giveUp);
    if (there || (next.isPresent() && elsewhere.isEmpty())) {
      return;
    }
    Optional<String> secret = member.flatMap(each -> secret(document, each));
    if (member.isEmpty() || secret.isPresent()) {
      DocumentRow row = new DocumentRow(bucket.id(), said.number(), document, secret);
      boolean _ = steps.begin(NextEpoch.followed(row));
    }
  }

  /**
   * Hears that all is here that another node has in a document.
   *
   * @param whole whether that node has all that the document's epoch began with
   */
  public void heardAll(BucketRow bucket, ReplicaId document, boolean whole) {
    Optional<DocumentRow> here =
        index
            .read(tables -> tables.documents().current(bucket.id()))
            .filter(row -> row.replica().equals(document));
    if (whole) {
      heardWhole(bucket, document);
      here.filter(row -> !row.whole()).ifPresent(known::complete);
    }
    if (here.isPresent() && known.isBehind(bucket.id())) {
      known.caughtUp(bucket.id());
    }
  }

  private void heardWhole(BucketRow bucket, ReplicaId document) {
    Optional<NextEpoch> next =
        index
            .read(tables -> tables.epochs().next(bucket.id()))
            .filter(each -> each.phase() == Phase.FOLLOWING)
            .filter(each -> each.document().replica().equals(document));
    next.ifPresent(
        each -> {
          boolean _ = documents.exchange(bucket.id(), () -> steps.beginChange(each));
        });
  }
}
