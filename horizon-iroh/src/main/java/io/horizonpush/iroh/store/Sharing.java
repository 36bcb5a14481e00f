package io.horizonpush.iroh.store;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.SettingTable.SettingRow;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.share.Membership;
import io.horizonpush.iroh.share.SignatureCheck;
import io.horizonpush.iroh.share.Statement;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.MemberMode;
import io.horizonpush.s3.model.WriterId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Who is a member of the buckets of this node, computed of what the index has when somebody asks,
 * and once for what has not changed since. Thread-safe.
 */
final class Sharing {

  private static final int SIGNATURES_REMEMBERED = 20_000;

  private final WriterId self;
  private final SignatureCheck check =
      SignatureCheck.remembering(SignatureCheck.PLAIN, SIGNATURES_REMEMBERED);
  private final ConcurrentMap<BucketId, Computed> known = new ConcurrentHashMap<>();
  private final AtomicLong changes = new AtomicLong();

  private record Computed(WriterId founder, List<SettingRow> of, Membership membership) {}

  /**
   * @param self this node's author
   */
  Sharing(WriterId self) {
    this.self = self;
  }

  /** This node's author. */
  WriterId self() {
    return self;
  }

  /** The members of a shared bucket. */
  Membership membership(Tables tables, BucketRow bucket, WriterId founder) {
    List<SettingRow> rows = new ArrayList<>();
    for (String prefix : Statement.PREFIXES) {
      rows.addAll(tables.settings().startingWith(bucket.id(), prefix));
    }
    Computed before = known.get(bucket.uid());
    if (before != null && before.founder().equals(founder) && before.of().equals(rows)) {
      return before.membership();
    }
    List<Statement> said = new ArrayList<>();
    for (SettingRow row : rows) {
      Statement.find(bucket.uid(), row.name(), row.document()).ifPresent(said::add);
    }
    Membership membership = Membership.of(bucket.uid(), founder, said, check);
    known.put(bucket.uid(), new Computed(founder, rows, membership));
    return membership;
  }

  /**
   * What this node may do in a bucket; nothing for one that it has alone. Without the document's
   * secret it can write nothing, whatever it may.
   */
  Optional<MemberMode> here(Tables tables, BucketRow bucket) {
    Optional<WriterId> founder = tables.sharing().founder(bucket.id());
    if (founder.isEmpty()) {
      return Optional.empty();
    }
    boolean canWrite =
        tables.documents().of(bucket.id()).stream().allMatch(row -> row.secret().isPresent());
    return Optional.of(canWrite ? mode(tables, bucket, founder.get()) : MemberMode.READ);
  }

  /** Before anybody's word has come, what who admitted this node said. */
  private MemberMode mode(Tables tables, BucketRow bucket, WriterId founder) {
    Optional<MemberMode> admitted =
        tables.settings().startingWith(bucket.id(), Statement.MEMBER).isEmpty()
            ? tables.sharing().admitted(bucket.id()).flatMap(MemberMode::parse)
            : Optional.empty();
    return admitted.orElseGet(
        () -> membership(tables, bucket, founder).modeOf(self).orElse(MemberMode.READ));
  }

  /** Hears that something of some bucket has changed, after that can be read. */
  void changed() {
    changes.incrementAndGet();
  }

  /** Another number after each change: what was read while it was the same is still so. */
  long changes() {
    return changes.get();
  }

  /** Forgets a bucket that is gone. */
  void forget(BucketId bucket) {
    known.remove(bucket);
  }
}
