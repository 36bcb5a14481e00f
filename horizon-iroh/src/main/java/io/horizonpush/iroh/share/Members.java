package io.horizonpush.iroh.share;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.share.MemberRecord.Named;
import io.horizonpush.iroh.share.ShareException.Reason;
import io.horizonpush.iroh.share.ShareStore.Draft;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.MemberMode;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The members of this node's buckets, as owners decide about them. Thread-safe; blocks its
 * (virtual) thread.
 */
public final class Members {

  private final ShareStore store;
  private final LocalNode self;

  Members(ShareStore store, LocalNode self) {
    this.store = store;
    this.self = self;
  }

  /** A shared bucket with its members. */
  public SharedBucket of(BucketName name) {
    return store.find(store.require(name)).orElseThrow(() -> notShared(name));
  }

  private static ShareException notShared(BucketName name) {
    return new ShareException(
        Reason.ABSENT, "Bucket " + name + " is not shared: ticket export begins that.");
  }

  /** Removes a member. */
  public void remove(BucketName name, NodeId node) {
    decide(name, node, Optional.empty());
  }

  /** Says what a member may do. */
  public void setMode(BucketName name, NodeId node, MemberMode mode) {
    decide(name, node, Optional.of(mode));
  }

  private void decide(BucketName name, NodeId node, Optional<MemberMode> mode) {
    BucketId bucket = of(name).id();
    store.change(
        bucket,
        draft -> {
          decide(draft, node, mode);
          return node;
        });
  }

  private void decide(Draft draft, NodeId node, Optional<MemberMode> mode) {
    Membership before = draft.membership();
    requireOwner(before, self);
    Member member =
        before
            .find(node)
            .orElseThrow(
                () -> new ShareException(Reason.ABSENT, "The bucket has no member " + node + "."));
    if (node.equals(self.id())) {
      throw new ShareException(
          Reason.CONFLICT, "That is this node: another owner decides about it, or bucket leave.");
    }
    boolean stays = mode.filter(each -> each.allows(MemberMode.WRITE)).isPresent();
    if (!stays && before.home().filter(home -> home.node().equals(node)).isPresent()) {
      throw new ShareException(
          Reason.CONFLICT,
          "That member is the home of the bucket: move that first, with bucket home.");
    }
    if (!before.mayDecideAbout(self.author(), node)) {
      throw new ShareException(
          Reason.NOT_OWNER,
          "That member has been an owner for longer than this node: one who has been for longer than it decides about it.");
    }
    Named word = mode.map(each -> Named.of(member, each)).orElseGet(() -> Named.removal(member));
    draft.say(node, word, before.latestAbout(node));
    keep(draft, before, List.of(node));
    if (member.mode().allows(MemberMode.WRITE) && mode.filter(Members::mayWrite).isEmpty()) {
      draft.openEpoch(); // It has the key of this one.
    }
  }

  private static boolean mayWrite(MemberMode mode) {
    return mode.allows(MemberMode.WRITE);
  }

  /**
   * Gives this node's word for those who would be members no longer, or less, because the one is
   * silenced on whose word they were: only {@code gone} are to go.
   */
  static void keep(Draft draft, Membership before, Collection<NodeId> gone) {
    Membership after = draft.membership();
    for (Member member : before.members()) {
      boolean stays =
          after
              .find(member.node())
              .filter(each -> each.mode().allows(member.mode()))
              .filter(each -> each.authors().containsAll(member.authors()))
              .isPresent();
      if (!stays && !gone.contains(member.node())) {
        draft.say(
            member.node(), Named.of(member, member.mode()), before.latestAbout(member.node()));
      }
    }
  }

  /** Refuses what owners alone decide. */
  static void requireOwner(Membership membership, LocalNode self) {
    if (membership.modeOf(self.author()).filter(MemberMode.OWNER::equals).isEmpty()) {
      throw new ShareException(
          Reason.NOT_OWNER,
          "Owners of the bucket decide about tickets and members, and this node is none.");
    }
  }

  /**
   * Tells the other members of every bucket where this node is now, if they know otherwise. Who may
   * only read writes nothing: it is found when it joins, and says where it is when it connects.
   */
  public void announce(List<InetSocketAddress> addresses) {
    Contact contact = new Contact(self.name(), Addresses.worthTelling(addresses, Addresses.MOST));
    for (SharedBucket bucket : store.all()) {
      Optional<Member> here =
          bucket
              .membership()
              .find(self.id())
              .filter(member -> member.mode().allows(MemberMode.WRITE))
              .filter(member -> !member.contact().equals(contact));
      if (here.isPresent()) {
        store.change(
            bucket.id(),
            draft -> {
              draft.say(self.id(), at(draft.own(self.id()), contact), 0);
              return contact;
            });
      }
    }
  }

  /** What this node says of itself, with another contact. */
  private static MemberRecord at(Optional<MemberRecord> said, Contact contact) {
    return said.isPresent()
            && said.get() instanceof Named(var mode, var authors, var gone, _, var others)
        ? new Named(mode, authors, gone, contact, others)
        : new MemberRecord.Self(contact, Fields.none());
  }
}
