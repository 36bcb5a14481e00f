package io.horizonpush.iroh.share;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.share.MemberRecord.Named;
import io.horizonpush.iroh.share.Statement.OfMember;
import io.horizonpush.s3.model.MemberMode;
import io.horizonpush.s3.model.WriterId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Who owns a bucket, in order of seniority: the founder, then whom the founder named, in the order
 * in which it did, then whom the next one named, and so on.
 *
 * <p>What an owner says of one who is senior to it counts for nothing; of what those say who are
 * senior to a node, the latest counts. So of two owners who remove each other the senior stays, and
 * no time that the other claims changes that. Built of all statements together, so their order of
 * arrival means nothing. Confined to one thread.
 */
final class Owners {

  /** Where an owner stands among the others: the smaller, the more senior. */
  private final Map<WriterId, Integer> seniority = new HashMap<>();

  private final Map<NodeId, OfMember> settled = new LinkedHashMap<>();

  /** What those who are owners so far say of the nodes that are none so far: the latest. */
  private final Map<NodeId, OfMember> words = new HashMap<>();

  /** Where each node stands that an owner wants to be one. */
  private final Map<NodeId, Place> places = new HashMap<>();

  private final Map<WriterId, List<OfMember>> byAuthor = new HashMap<>();
  private final WriterId founder;

  private record Place(int namedBy, long clock, NodeId node) implements Comparable<Place> {

    private static final Comparator<Place> ORDER =
        Comparator.comparingInt(Place::namedBy)
            .thenComparing(Place::clock, Long::compareUnsigned)
            .thenComparing(Place::node);

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }

  Owners(WriterId founder, Collection<OfMember> statements) {
    this.founder = founder;
    for (OfMember each : statements) {
      if (each.says() instanceof Named) {
        byAuthor.computeIfAbsent(each.author(), _ -> new ArrayList<>()).add(each);
      }
    }
    hear(founder);
    settleFounder();
    Optional<OfMember> next = next();
    while (next.isPresent()) {
      settle(next.get());
      next = next();
    }
  }

  /** Nobody but the founder says which node is the founder's: there need be no word of it. */
  private void settleFounder() {
    words.values().stream()
        .filter(word -> isOwner(word) && named(word).authors().contains(founder))
        .sorted(Comparator.comparing(OfMember::node))
        .toList()
        .forEach(this::settle);
  }

  private static Named named(OfMember word) {
    return (Named) word.says();
  }

  private static boolean isOwner(OfMember word) {
    return named(word).mode() == MemberMode.OWNER && !named(word).removed();
  }

  /** The most senior of the nodes that those who are heard want to be an owner. */
  private Optional<OfMember> next() {
    return words.values().stream().filter(Owners::isOwner).min(Comparator.comparing(this::place));
  }

  private Place place(OfMember word) {
    return Objects.requireNonNull(places.get(word.node()));
  }

  private void settle(OfMember word) {
    words.remove(word.node());
    settled.put(word.node(), word);
    named(word).authors().stream().sorted().forEach(this::hear);
  }

  /** Takes the word of an owner, of all nodes that are not settled: it is senior to those. */
  private void hear(WriterId author) {
    if (seniority.containsKey(author)) {
      return;
    }
    int place = seniority.size();
    seniority.put(author, place);
    for (OfMember each : byAuthor.getOrDefault(author, List.of())) {
      if (!settled.containsKey(each.node())) {
        words.merge(each.node(), each, Owners::later);
        if (isOwner(each)) {
          places.merge(
              each.node(),
              new Place(place, each.stamp().clock(), each.node()),
              (one, two) -> one.compareTo(two) <= 0 ? one : two);
        }
      }
    }
  }

  private static OfMember later(OfMember one, OfMember two) {
    return one.stamp().compareTo(two.stamp()) >= 0 ? one : two;
  }

  /** Whether an author is an owner. */
  boolean contains(WriterId author) {
    return seniority.containsKey(author);
  }

  /** Where an owner stands among the owners: the smaller, the more senior. */
  int place(WriterId author) {
    return seniority.getOrDefault(author, Integer.MAX_VALUE);
  }

  /**
   * Whether what one author says of a node would count, if it were the latest: it is an owner, and
   * senior to the node where that is one.
   */
  boolean maySay(WriterId author, NodeId node) {
    Optional<Integer> speaker = Optional.ofNullable(seniority.get(author));
    Optional<Integer> subject =
        Optional.ofNullable(settled.get(node)).stream()
            .flatMap(word -> named(word).authors().stream())
            .map(each -> seniority.getOrDefault(each, Integer.MAX_VALUE))
            .min(Comparator.naturalOrder());
    return speaker.isPresent() && (subject.isEmpty() || speaker.get() < subject.get());
  }

  /** The nodes that are owners, with the word that makes them so. */
  Map<NodeId, OfMember> all() {
    return settled;
  }

  /** The owners' latest word of every other node, those included that they removed. */
  Map<NodeId, OfMember> ofOthers() {
    return words;
  }
}
