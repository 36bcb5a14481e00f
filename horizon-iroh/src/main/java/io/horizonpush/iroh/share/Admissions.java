package io.horizonpush.iroh.share;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.share.MemberRecord.Named;
import io.horizonpush.iroh.share.Statement.OfJoining;
import io.horizonpush.iroh.share.Statement.OfMember;
import io.horizonpush.iroh.share.Statement.OfShare;
import io.horizonpush.s3.model.MemberMode;
import io.horizonpush.s3.model.WriterId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Who is a member by the word of owners and by shares. Whoever joined with write right may let
 * others in: so members are added until nothing adds one, and what is added never takes one away.
 *
 * @param shares that owners made
 */
record Admissions(Owners owners, Map<ShareId, OfShare> shares, SignatureCheck check) {

  /** The order in which several admissions of a node are looked at: it decides what is shown. */
  private static final Comparator<OfJoining> LATEST_FIRST =
      Comparator.comparing(OfJoining::stamp)
          .thenComparing(OfJoining::name)
          .thenComparing(OfJoining::text)
          .reversed();

  /**
   * As many admissions of one member as count, its earliest: nobody fills the bucket with nodes
   * that it makes up.
   */
  private static final int MOST_BY_ONE = 1000;

  /**
   * Who is or was a member.
   *
   * @param held the admissions that hold
   */
  record Admitted(SortedMap<NodeId, Member> members, List<OfJoining> held) {}

  /** The members, with those among {@code joined} whose admission holds. */
  Admitted with(List<OfJoining> joined) {
    List<OfJoining> open =
        earliest(joined).filter(this::isWithinShare).sorted(LATEST_FIRST).toList();
    List<OfJoining> held = new ArrayList<>();
    SortedMap<NodeId, Member> members = members(held);
    boolean more = true;
    while (more) {
      SortedMap<NodeId, Member> known = members;
      List<OfJoining> now = open.stream().filter(of -> isByMember(of, known)).toList();
      open = open.stream().filter(of -> !isByMember(of, known)).toList();
      held.addAll(now);
      held.sort(LATEST_FIRST);
      members = members(held);
      more = !now.isEmpty();
    }
    return new Admitted(members, held);
  }

  private static Stream<OfJoining> earliest(List<OfJoining> joined) {
    Map<WriterId, List<OfJoining>> byAuthor = new HashMap<>();
    joined.stream()
        .sorted(LATEST_FIRST.reversed())
        .forEach(of -> byAuthor.computeIfAbsent(of.author(), _ -> new ArrayList<>()).add(of));
    return byAuthor.values().stream().flatMap(all -> all.stream().limit(MOST_BY_ONE));
  }

  /** Whether a share is there that lets a node in so, and the node proves that it joined by it. */
  private boolean isWithinShare(OfJoining of) {
    JoinTerms terms = of.terms();
    Optional<ShareRecord> found = Optional.ofNullable(shares.get(terms.share())).map(OfShare::says);
    return found
        .filter(share -> share.mode().allows(of.says().mode()))
        .filter(share -> !share.terms().revoked())
        .filter(share -> share.terms().node().map(terms.joiner()::equals).orElse(true))
        .filter(share -> share.terms().uses().isEmpty() || isByIssuer(terms, share))
        .filter(share -> of.stamp().time().isBefore(share.expires()))
        .filter(share -> of.says().proof().holds(share.keyBytes(), check))
        .isPresent();
  }

  private static boolean isByIssuer(JoinTerms terms, ShareRecord share) {
    return terms.admitter().equals(share.issuer());
  }

  /** Whether the node that let another in is a member that may, and says so itself. */
  private static boolean isByMember(OfJoining of, Map<NodeId, Member> members) {
    Member admitter = members.get(of.terms().admitter());
    return admitter != null
        && admitter.mode().allows(MemberMode.WRITE)
        && admitter.authors().contains(of.author());
  }

  private SortedMap<NodeId, Member> members(List<OfJoining> held) {
    SortedMap<NodeId, Member> members = new TreeMap<>();
    owners.all().forEach((node, word) -> members.put(node, member(node, (Named) word.says())));
    Map<NodeId, List<OfJoining>> byNode = new HashMap<>();
    held.forEach(of -> byNode.computeIfAbsent(of.terms().joiner(), _ -> new ArrayList<>()).add(of));
    Set<NodeId> nodes = new HashSet<>(owners.ofOthers().keySet());
    nodes.addAll(byNode.keySet());
    for (NodeId node : nodes) {
      if (!members.containsKey(node)) {
        member(node, byNode.getOrDefault(node, List.of()))
            .ifPresent(member -> members.put(node, member));
      }
    }
    return members;
  }

  private static Member member(NodeId node, Named word) {
    return new Member(
        node, word.mode(), Set.copyOf(word.authors()), word.contact(), Optional.empty());
  }

  /**
   * The member that a node is by the owners' word and its admissions. The word stands against every
   * ticket but one that was made for this node later.
   */
  private Optional<Member> member(NodeId node, List<OfJoining> admissions) {
    Optional<OfMember> word = Optional.ofNullable(owners.ofOthers().get(node));
    if (word.isEmpty()) {
      return joined(node, admissions);
    }
    Named named = (Named) word.get().says();
    List<OfJoining> later =
        admissions.stream().filter(of -> isForLater(of, word.get().stamp().clock())).toList();
    Optional<Member> again = joined(node, later);
    if (named.removed()) {
      return again;
    }
    Member member = member(node, named);
    Set<WriterId> authors = new HashSet<>(member.authors());
    admissions.forEach(of -> authors.add(of.terms().author()));
    return Optional.of(
        new Member(
            node,
            again.map(each -> each.mode().or(member.mode())).orElse(member.mode()),
            authors,
            again.map(Member::contact).orElse(member.contact()),
            again.flatMap(Member::share)));
  }

  /** Whether a node was let in by a share that was made for it after the owners' word of it. */
  private boolean isForLater(OfJoining of, long word) {
    return Optional.ofNullable(shares.get(of.terms().share()))
        .filter(share -> share.says().terms().node().equals(Optional.of(of.terms().joiner())))
        .filter(share -> Long.compareUnsigned(share.stamp().clock(), word) > 0)
        .isPresent();
  }

  private static Optional<Member> joined(NodeId node, List<OfJoining> admissions) {
    if (admissions.isEmpty()) {
      return Optional.empty();
    }
    MemberMode mode = MemberMode.READ;
    Set<WriterId> authors = new HashSet<>();
    for (OfJoining of : admissions) {
      mode = mode.or(of.says().mode());
      authors.add(of.terms().author());
    }
    OfJoining latest = admissions.getFirst();
    return Optional.of(
        new Member(
            node, mode, authors, latest.says().contact(), Optional.of(latest.terms().share())));
  }
}
