package io.horizonpush.iroh.share;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.share.MemberRecord.Named;
import io.horizonpush.iroh.share.MemberRecord.Self;
import io.horizonpush.iroh.share.Statement.OfEpoch;
import io.horizonpush.iroh.share.Statement.OfHome;
import io.horizonpush.iroh.share.Statement.OfJoining;
import io.horizonpush.iroh.share.Statement.OfMember;
import io.horizonpush.iroh.share.Statement.OfParting;
import io.horizonpush.iroh.share.Statement.OfShare;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.MemberMode;
import io.horizonpush.s3.model.WriterId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who is a member of a bucket, and what every member may do: a function of its founder and of the
 * statements in its document, whatever order they came in, and whoever else wrote something there.
 *
 * <p>Owners say who is an owner ({@link Owners}), name and remove members and make shares. A member
 * with write right may say that a node joined by a share, with the node's proof. Immutable.
 */
public final class Membership {

  private final Owners owners;
  private final Partings partings;
  private final SortedMap<NodeId, Member> members;
  private final Map<WriterId, MemberMode> authors = new HashMap<>();
  private final SortedMap<ShareId, OfShare> shares;
  private final Optional<OfEpoch> epoch;
  private final Optional<HomeRecord> home;

  private Membership(
      WriterId founder,
      Owners owners,
      Partings partings,
      SortedMap<NodeId, Member> members,
      SortedMap<ShareId, OfShare> shares,
      Optional<OfEpoch> epoch,
      Optional<HomeRecord> home) {
    this.home = home;
    this.owners = owners;
    this.epoch = epoch;
    this.partings = partings;
    this.shares = Collections.unmodifiableSortedMap(shares);
    authors.put(founder, MemberMode.OWNER);
    members
        .values()
        .forEach(
            member ->
                member
                    .authors()
                    .forEach(author -> authors.merge(author, member.mode(), MemberMode::or)));
    // What they wrote stays theirs, and still comes to members who have it not yet.
    members.keySet().removeIf(partings::isGone);
    this.members = Collections.unmodifiableSortedMap(members);
  }

  /**
   * The members that follow from what is said.
   *
   * @param founder the author who was the first owner
   * @param said of every author and setting one, in any order
   */
  public static Membership of(
      BucketId bucket,
      WriterId founder,
      Collection<? extends Statement> said,
      SignatureCheck check) {
    List<OfMember> ofMembers = new ArrayList<>();
    List<OfShare> ofShares = new ArrayList<>();
    List<OfJoining> joinings = new ArrayList<>();
    List<OfParting> left = new ArrayList<>();
    List<OfEpoch> epochs = new ArrayList<>();
    List<OfHome> homes = new ArrayList<>();
    for (Statement statement : said) {
      switch (statement) {
        case OfMember of -> ofMembers.add(of);
        case OfShare of -> ofShares.add(of);
        case OfJoining of -> joinings.add(of);
        case OfParting of -> left.add(of);
        case OfEpoch of -> epochs.add(of);
        case OfHome of -> homes.add(of);
      }
    }
    Owners owners = new Owners(founder, ofMembers);
    SortedMap<ShareId, OfShare> shares = new TreeMap<>();
    ofShares.stream()
        .filter(of -> owners.contains(of.author()))
        .forEach(of -> shares.merge(of.share(), of, Membership::later));
    Admissions admissions = new Admissions(owners, shares, check);
    Admissions.Admitted admitted = admissions.with(joinings);
    contacts(admitted.members(), ofMembers);
    Partings partings = new Partings(bucket, left, check);
    partings.hear(owners, admitted.held());
    return new Membership(
        founder,
        owners,
        partings,
        admitted.members(),
        shares,
        EpochChoice.of(owners, epochs),
        home(bucket, homes, owners, check));
  }

  /** The latest home that an owner names; of two with one number the more senior owner's. */
  private static Optional<HomeRecord> home(
      BucketId bucket, List<OfHome> homes, Owners owners, SignatureCheck check) {
    return homes.stream()
        .filter(of -> owners.contains(of.author()))
        .filter(of -> of.says().holds(bucket, check))
        .min(
            Comparator.comparingLong((OfHome of) -> -of.says().number())
                .thenComparing(of -> owners.place(of.author())))
        .map(OfHome::says);
  }

  private static <S extends Statement> S later(S one, S two) {
    return one.stamp().compareTo(two.stamp()) >= 0 ? one : two;
  }

  /** A member's own word of where it is stands before anybody else's. */
  private static void contacts(SortedMap<NodeId, Member> members, List<OfMember> all) {
    Map<NodeId, OfMember> own = new HashMap<>();
    for (OfMember of : all) {
      Member member = members.get(of.node());
      if (of.says() instanceof Self && member != null && member.authors().contains(of.author())) {
        own.merge(of.node(), of, Membership::later);
      }
    }
    own.forEach(
        (node, of) ->
            members.computeIfPresent(
                node,
                (_, member) ->
                    new Member(
                        node,
                        member.mode(),
                        member.authors(),
                        of.says().contact(),
                        member.share())));
  }

  /** Every member, by its id. */
  public Collection<Member> members() {
    return members.values();
  }

  /** A node as a member, if it is one. */
  public Optional<Member> find(NodeId node) {
    return Optional.ofNullable(members.get(node));
  }

  /**
   * Who decides about writes where that is not every member for itself; nothing before an owner has
   * said so.
   */
  public Optional<HomeRecord> home() {
    return home;
  }

  /** Whether a node may have what the bucket has. */
  public boolean mayRead(NodeId node) {
    return members.containsKey(node);
  }

  /** Whether a node may do what {@code needed} names. */
  public boolean allows(NodeId node, MemberMode needed) {
    return find(node).filter(member -> member.mode().allows(needed)).isPresent();
  }

  /** What an author may do; nothing for one who is no member's. */
  public Optional<MemberMode> modeOf(WriterId author) {
    return Optional.ofNullable(authors.get(author));
  }

  /** What the author of an entry has to be for it to be taken. */
  public static MemberMode neededFor(DocumentKey key) {
    return switch (key.tag()) {
      case DocumentKey.CONFIG ->
          isOpenToWriters(key.settingName()) ? MemberMode.WRITE : MemberMode.OWNER;
      default -> MemberMode.WRITE;
    };
  }

  /**
   * A member says where it is, whom it admitted, and who told it that it leaves; the rest of what
   * is set is the owners'.
   */
  private static boolean isOpenToWriters(String setting) {
    return List.of(Statement.MEMBER, Statement.JOINED, Statement.LEFT).stream()
        .anyMatch(setting::startsWith);
  }

  /** Whether an entry of an author is to be taken, as far as that depends on who wrote it. */
  public boolean takes(WriterId author, DocumentKey key) {
    if (Statement.isNamed(key) && !key.settingName().endsWith("/" + author.hex())) {
      return false; // Each author has statements of its own.
    }
    return mayWrite(author, key);
  }

  /** Whether an author may write what a key names, in whoever's entry it is passed on. */
  public boolean mayWrite(WriterId author, DocumentKey key) {
    return modeOf(author).filter(mode -> mode.allows(neededFor(key))).isPresent();
  }

  /**
   * Whether an author is or was a member's, or the founder: whose earlier writes others may pass
   * on.
   */
  public boolean knows(WriterId author) {
    return authors.containsKey(author)
        || owners.ofOthers().values().stream()
            .anyMatch(word -> ((Named) word.says()).authors().contains(author));
  }

  /** The epoch that the bucket is in by the word of owners; nothing while it is in its first. */
  public Optional<OfEpoch> epoch() {
    return epoch;
  }

  /** Whether an owner's word of a node would count: the author must be senior to an owner. */
  public boolean mayDecideAbout(WriterId author, NodeId node) {
    return owners.maySay(author, node);
  }

  /** The shares that owners made, those included that are over. */
  public Collection<OfShare> shares() {
    return shares.values();
  }

  /** A share that an owner made, if there is one of this id. */
  public Optional<OfShare> share(ShareId id) {
    return Optional.ofNullable(shares.get(id));
  }

  /** The clock of a node's latest word that it left; 0 for one that never said so. */
  public long leftAt(NodeId node) {
    return partings.leftAt(node);
  }

  /** The largest clock of all that is said of a node, or of shares made for it. */
  public long latestAbout(NodeId node) {
    long latest = partings.latest(node);
    for (OfShare share : shares.values()) {
      if (share.says().terms().node().equals(Optional.of(node))) {
        latest = greater(latest, share.stamp().clock());
      }
    }
    for (Map<NodeId, OfMember> words : List.of(owners.all(), owners.ofOthers())) {
      OfMember word = words.get(node);
      latest = word == null ? latest : greater(latest, word.stamp().clock());
    }
    return latest;
  }

  private static long greater(long one, long two) {
    return Long.compareUnsigned(one, two) >= 0 ? one : two;
  }

  /** The authors whose entries are taken. */
  public Set<WriterId> writers() {
    Set<WriterId> writers = new HashSet<>();
    authors.forEach(
        (author, mode) -> {
          if (mode.allows(MemberMode.WRITE)) {
            writers.add(author);
          }
        });
    return writers;
  }
}
