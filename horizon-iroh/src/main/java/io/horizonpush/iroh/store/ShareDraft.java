package io.horizonpush.iroh.store;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.share.HomeRecord;
import io.horizonpush.iroh.share.JoinRecord;
import io.horizonpush.iroh.share.MemberRecord;
import io.horizonpush.iroh.share.Membership;
import io.horizonpush.iroh.share.Parting;
import io.horizonpush.iroh.share.ShareId;
import io.horizonpush.iroh.share.ShareRecord;
import io.horizonpush.iroh.share.ShareStore.Draft;
import io.horizonpush.iroh.share.Statement;
import io.horizonpush.iroh.share.Statement.OfHome;
import io.horizonpush.iroh.share.Statement.OfJoining;
import io.horizonpush.iroh.share.Statement.OfMember;
import io.horizonpush.iroh.share.Statement.OfParting;
import io.horizonpush.iroh.share.Statement.OfShare;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.Stamp;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a change says about a shared bucket, inside the transaction that makes it. Confined to the
 * writer's thread.
 */
final class ShareDraft implements Draft {

  private final Tables tables;
  private final BucketRow bucket;
  private final Sharing sharing;
  private final Instant now;
  private final SettingDecision settings;
  private int logged;

  /**
   * @param now to the millisecond or finer
   */
  ShareDraft(Tables tables, BucketRow bucket, Sharing sharing, Instant now) {
    this.tables = tables;
    this.bucket = bucket;
    this.sharing = sharing;
    this.now = now;
    this.settings = new SettingDecision(tables, bucket, sharing.self(), now);
  }

  /** The number of changes that wait for who follows the bucket. */
  int logged() {
    return logged;
  }

  @Override
  public boolean isShared() {
    return tables.sharing().founder(bucket.id()).isPresent();
  }

  @Override
  public void found() {
    tables.sharing().share(bucket.id(), sharing.self());
  }

  @Override
  public Membership membership() {
    return sharing.membership(
        tables,
        bucket,
        tables.sharing().founder(bucket.id()).orElseThrow(S3Exception::noSuchBucket));
  }

  @Override
  public void say(NodeId node, MemberRecord record, long behind) {
    say(new OfMember(node, stamp(behind), record));
  }

  @Override
  public void say(ShareRecord record, long behind) {
    say(new OfShare(record.id(), stamp(behind), record));
  }

  @Override
  public void say(JoinRecord record, long behind) {
    say(new OfJoining(stamp(behind), record));
  }

  @Override
  public void say(NodeId node, Parting parting) {
    say(new OfParting(node, stamp(parting.clock()), parting));
  }

  @Override
  public void openEpoch() {
    tables.epochs().want(bucket.id());
  }

  @Override
  public void say(HomeRecord record) {
    say(new OfHome(stamp(0), record));
  }

  private Stamp stamp(long behind) {
    return new Stamp(Stamp.clockBehind(behind, now), sharing.self());
  }

  private void say(Statement statement) {
    logged += settings.say(statement.name(), statement.text(), statement.stamp().clock());
  }

  @Override
  public Optional<MemberRecord> own(NodeId node) {
    return tables
        .settings()
        .find(bucket.id(), Statement.nameOf(node, sharing.self()))
        .flatMap(row -> Statement.find(bucket.uid(), row.name(), row.document()))
        .map(statement -> ((OfMember) statement).says());
  }

  @Override
  public Set<NodeId> admitted(ShareId share) {
    return admitted(tables, bucket, share);
  }

  /** Whom a share that this node made has admitted. */
  static Set<NodeId> admitted(Tables tables, BucketRow bucket, ShareId share) {
    return tables.sharing().uses(bucket.id(), share.hex()).stream()
        .map(NodeId::new)
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public void admit(ShareId share, NodeId node) {
    tables.sharing().use(bucket.id(), share.hex(), node.hex());
  }
}
