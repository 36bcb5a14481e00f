package io.horizonpush.iroh.store;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.HomeDutyTable.Duty;
import io.horizonpush.iroh.index.PositionTable.PeerPosition;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.share.Handover;
import io.horizonpush.iroh.share.HomeRecord;
import io.horizonpush.iroh.share.Membership;
import io.horizonpush.iroh.share.Standing;
import io.horizonpush.s3.model.MemberMode;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.util.Optional;

/**
 * Whether this node decides about the objects of a bucket, asked inside the transaction that would:
 * so it never does beside another home, whatever was known when a request came. Confined to the
 * writer's thread.
 */
final class HomeDuty {

  private final Sharing sharing;

  HomeDuty(Sharing sharing) {
    this.sharing = sharing;
  }

  /**
   * Why this node does not decide.
   *
   * @param elsewhere whether it is not for this node to; else it only cannot now
   */
  record Refusal(boolean elsewhere, String why) {

    S3Exception toException() {
      return new S3Exception(S3ErrorCode.SERVICE_UNAVAILABLE, why).withHeader("retry-after", "1");
    }
  }

  /**
   * Lets a client's change be decided here by returning.
   *
   * @throws S3Exception {@code ServiceUnavailable} if the home decides, and that is not this node
   */
  void require(Tables tables, BucketRow bucket) {
    boolean atHome = tables.settings().configurationToWrite(bucket.id()).deciding().writesAtHome();
    if (atHome && tables.sharing().founder(bucket.id()).isPresent()) {
      requireHome(tables, bucket);
    }
  }

  private void requireHome(Tables tables, BucketRow bucket) {
    Optional<Refusal> refusal = refusal(tables, bucket);
    if (refusal.isPresent()) {
      throw refusal.get().toException();
    }
  }

  /** Why this node does not decide for other members; nothing where it does. */
  Optional<Refusal> refusal(Tables tables, BucketRow bucket) {
    return membership(tables, bucket)
        .map(members -> refusal(tables, bucket, members))
        .orElseGet(() -> Optional.of(new Refusal(true, "The bucket has no other members.")));
  }

  private Optional<Membership> membership(Tables tables, BucketRow bucket) {
    return tables
        .sharing()
        .founder(bucket.id())
        .map(founder -> sharing.membership(tables, bucket, founder));
  }

  /** Whether this node has taken up being the home. Also for sessions that only read. */
  boolean isTakenUp(Tables tables, BucketRow bucket) {
    Optional<Membership> members = membership(tables, bucket);
    Optional<HomeRecord> home = members.flatMap(Membership::home);
    Optional<Duty> duty = tables.homeDuties().find(bucket.id());
    return home.isPresent()
        && isThisNode(members.get(), home.get())
        && tables.identity().get().history().equals(home.get().history())
        && duty.filter(each -> each.number() == home.get().number() && !each.given()).isPresent();
  }

  private Optional<Refusal> refusal(Tables tables, BucketRow bucket, Membership members) {
    Optional<HomeRecord> home = members.home();
    if (home.isEmpty() || !isThisNode(members, home.get())) {
      return Optional.of(
          new Refusal(
              true,
              home.map(
                      each ->
                          "The home of bucket %s, node %s, decides about its objects."
                              .formatted(bucket.name(), each.node()))
                  .orElse(
                      "Nobody is the home of bucket %s: an owner says who (bucket home)."
                          .formatted(bucket.name()))));
    }
    if (!tables.identity().get().history().equals(home.get().history())) {
      return Optional.of(
          new Refusal(
              true,
              "This node was restored from a backup and is the home of bucket %s no more: once it is in step with the other members, make it that again with bucket home --force."
                  .formatted(bucket.name())));
    }
    return unfit(tables, bucket, home.get());
  }

  /** This node knows of itself by whose name it writes. */
  private boolean isThisNode(Membership members, HomeRecord home) {
    return members
        .find(home.node())
        .filter(member -> member.mode().allows(MemberMode.WRITE))
        .filter(member -> member.authors().contains(sharing.self()))
        .isPresent();
  }

  /** Takes up a home that came to this node, as soon as it has all that the one before decided. */
  private static Optional<Refusal> unfit(Tables tables, BucketRow bucket, HomeRecord home) {
    Optional<Duty> duty = tables.homeDuties().find(bucket.id());
    if (duty.filter(each -> each.number() == home.number() && !each.given()).isPresent()) {
      return Optional.empty();
    }
    if (duty.filter(each -> each.number() >= home.number()).isPresent()) {
      return Optional.of(
          new Refusal(
              true,
              "This node gave up being the home of bucket %s: an owner says who is (bucket home)."
                  .formatted(bucket.name())));
    }
    if (home.handover().filter(each -> !hasAll(tables, bucket, each)).isPresent()) {
      return Optional.of(
          new Refusal(
              false,
              "This node becomes the home of bucket %s once it has all from node %s."
                  .formatted(bucket.name(), home.handover().get().from())));
    }
    long next = Math.max(home.number(), duty.map(Duty::next).orElse(0L));
    tables.homeDuties().put(bucket.id(), new Duty(home.number(), false, next));
    return Optional.empty();
  }

  private static boolean hasAll(Tables tables, BucketRow bucket, Handover handover) {
    Standing standing = handover.standing();
    boolean own = tables.identity().get().history().equals(standing.history());
    return own || isAt(tables, bucket, handover, standing);
  }

  private static boolean isAt(
      Tables tables, BucketRow bucket, Handover handover, Standing standing) {
    Optional<PeerPosition> here = tables.positions().find(bucket.id(), handover.from());
    return here.filter(each -> each.history().equals(standing.history()))
        .filter(each -> each.position() >= standing.position())
        .isPresent();
  }

  /**
   * Gives up being the home: from now on this node decides nothing.
   *
   * @return the number of the home that is to be
   * @throws S3Exception {@code ServiceUnavailable} if it is not the home
   */
  long giveUp(Tables tables, BucketRow bucket) {
    Optional<Duty> before = tables.homeDuties().find(bucket.id());
    if (before.filter(duty -> duty.given() && isLast(tables, bucket, duty)).isEmpty()) {
      requireHome(tables, bucket);
    }
    Duty up = tables.homeDuties().find(bucket.id()).map(Duty::giveUp).orElseThrow();
    tables.homeDuties().put(bucket.id(), up);
    return up.next();
  }

  /** Whether nobody has said who is the home after this node: it may be asked for that again. */
  private boolean isLast(Tables tables, BucketRow bucket, Duty given) {
    return membership(tables, bucket)
        .flatMap(Membership::home)
        .filter(home -> home.number() == given.number())
        .isPresent();
  }
}
