package io.horizonpush.iroh.epoch;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.DocumentTable.DocumentRow;
import io.horizonpush.iroh.index.EpochTable.NextEpoch;
import io.horizonpush.iroh.index.EpochTable.Phase;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.publish.BucketDocuments;
import io.horizonpush.iroh.replica.ReplicaId;
import io.horizonpush.iroh.share.DocumentSource.Capabilities;
import io.horizonpush.iroh.share.Member;
import io.horizonpush.iroh.share.Membership;
import io.horizonpush.iroh.share.ShareStore;
import io.horizonpush.iroh.share.SharedBucket;
import io.horizonpush.iroh.share.Statement.OfEpoch;
import io.horizonpush.iroh.store.EpochSteps;
import io.horizonpush.s3.model.MemberMode;
import io.horizonpush.s3.model.WriterId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings buckets on that are on their way from one document to the next, and opens epochs that this
 * node is to open. What it does is in the index, so that the next start goes on with it. To be
 * called from time to time, one call at a time; blocks its (virtual) thread.
 */
public final class EpochKeeper {

  private static final Logger LOG = LoggerFactory.getLogger(EpochKeeper.class);

  /** How often buckets are looked at in which something may be forgotten. */
  private static final Duration LOOKED_AGAIN = Duration.ofHours(1);

  private final Index index;
  private final BucketDocuments documents;
  private final EpochSteps steps;
  private final ShareStore shares;
  private final WriterId self;
  private final Forgetting forgetting;
  private final AtomicInteger hurried = new AtomicInteger();
  private long looked = System.nanoTime();

  EpochKeeper(
      Index index, BucketDocuments documents, EpochSteps steps, ShareStore shares, WriterId self) {
    this.index = index;
    this.documents = documents;
    this.steps = steps;
    this.shares = shares;
    this.self = self;
    this.forgetting = new Forgetting(index, self);
  }

  /**
   * Opens epochs that leave out what is gone, of buckets in which that is worth it. To be called
   * from time to time; {@link #run} does what follows from it.
   *
   * @param rule what is worth it
   */
  public void forget(Forgetting.Rule rule) {
    for (SharedBucket shared : shares.all()) {
      Optional<BucketRow> bucket = index.read(tables -> tables.buckets().find(shared.id()));
      boolean owner = shared.membership().modeOf(self).filter(MemberMode.OWNER::equals).isPresent();
      if (bucket.isPresent() && owner) {
        forgetting
            .bound(bucket.get(), shared.membership(), rule)
            .ifPresent(bound -> begin(bucket.get(), shared.membership(), bound));
      }
    }
  }

  /**
   * Does what can be done now, and now and then looks for what may be forgotten.
   *
   * @param rule what of that is worth an epoch
   */
  public void run(Forgetting.Rule rule) {
    boolean hurry = hurried.getAndUpdate(looks -> Math.max(0, looks - 1)) > 0;
    if (hurry || System.nanoTime() - looked >= LOOKED_AGAIN.toNanos()) {
      looked = System.nanoTime();
      forget(rule);
    }
    run();
  }

  /**
   * Has what may be forgotten looked for with the next calls, and not in an hour: twice, for it is
   * forgotten only what was there before. May be called by any thread.
   */
  public void hurry() {
    hurried.set(2);
  }

  /** Does what can be done now. */
  public void run() {
    List<Long> behind = steps.documents().behind();
    behind.forEach(this::goOnAlone);
    index.read(tables -> tables.epochs().wanted()).stream()
        .filter(bucket -> !behind.contains(bucket))
        .forEach(this::open);
    for (NextEpoch next : index.read(EpochKeeper::onTheirWay)) {
      switch (next.phase()) {
        case FOLLOWING -> {} // Who follows it says when it is here as a whole.
        case CHANGING -> change(next);
        case PUBLISHING -> state(next);
      }
    }
    index.read(tables -> tables.epochs().left()).forEach(this::leave);
  }

  /** One that cannot be removed now keeps no other waiting. */
  private void leave(ReplicaId left) {
    try {
      documents.leave(left);
      steps.removed(left);
    } catch (RuntimeException e) {
      LOG.warn("Document {}, which its bucket has left, is removed later", left, e);
    }
  }

  /** Has a bucket published that was to hear others first, and has no other member now. */
  private void goOnAlone(long id) {
    Optional<BucketRow> bucket = index.read(tables -> tables.buckets().find(id));
    boolean alone =
        bucket
            .flatMap(row -> shares.find(row.uid()))
            .map(SharedBucket::membership)
            .filter(each -> !each.members().isEmpty()) // Else nobody was heard yet.
            .filter(each -> each.members().stream().allMatch(this::isThisNode))
            .isPresent();
    if (alone) {
      index.read(tables -> tables.documents().current(id)).ifPresent(steps.documents()::complete);
      steps.documents().caughtUp(id);
    }
  }

  private boolean isThisNode(Member member) {
    return member.authors().contains(self);
  }

  private static List<NextEpoch> onTheirWay(Tables tables) {
    return tables.epochs().all().stream()
        .filter(next -> tables.buckets().find(next.document().bucket()).isPresent())
        .toList();
  }

  private void change(NextEpoch next) {
    boolean more = true;
    while (more) {
      more = steps.change(next.document().bucket());
    }
    if (!next.opens()) {
      LOG.atInfo()
          .addKeyValue("bucket", next.document().bucket())
          .addKeyValue("epoch", next.document().epoch())
          .log("bucket is in its next epoch");
    }
  }

  private void state(NextEpoch next) {
    if (steps.state(next)) {
      LOG.atInfo()
          .addKeyValue("bucket", next.document().bucket())
          .addKeyValue("epoch", next.document().epoch())
          .log("epoch opened");
    }
  }

  private void open(long id) {
    Optional<BucketRow> bucket = index.read(tables -> tables.buckets().find(id));
    Optional<Membership> members =
        bucket.flatMap(row -> shares.find(row.uid())).map(SharedBucket::membership);
    if (members.flatMap(each -> each.modeOf(self)).filter(MemberMode.OWNER::equals).isEmpty()) {
      steps.refuse(id); // Whoever is an owner instead opens one.
      return;
    }
    Optional<NextEpoch> next = index.read(tables -> tables.epochs().next(id));
    next.filter(each -> each.phase() == Phase.FOLLOWING).ifPresent(steps::giveUp);
    if (next.filter(each -> each.phase() != Phase.FOLLOWING).isEmpty()) {
      begin(bucket.orElseThrow(), members.orElseThrow(), 0);
    }
  }

  private void begin(BucketRow bucket, Membership members, long bound) {
    Capabilities now = documents.capabilities(bucket.uid());
    boolean canWrite =
        List.of(now.first(), now.current()).stream().allMatch(each -> each.secret().isPresent());
    if (!canWrite) {
      return; // An owner is asked for the secrets with the next connection.
    }
    long last = Math.max(now.current().epoch(), members.epoch().map(OfEpoch::number).orElse(0L));
    DocumentRow made = documents.makeNext(bucket.id(), last + 1);
    boolean begun =
        documents.exchange(bucket.id(), () -> steps.begin(NextEpoch.opened(made, bound)));
    if (!begun) {
      documents.remove(made.replica());
    }
  }
}
