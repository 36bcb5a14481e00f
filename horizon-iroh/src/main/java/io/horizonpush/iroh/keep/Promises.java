package io.horizonpush.iroh.keep;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.RelianceTable.Promise;
import io.horizonpush.iroh.keep.PromiseBook.Noted;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.s3.model.BlobHash;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets promises of other members: of those that promised before, then of the others in the order in
 * which they keep a blob, until there are enough. Thread-safe; blocks its (virtual) thread.
 */
final class Promises {

  private static final Logger LOG = LoggerFactory.getLogger(Promises.class);

  private final Index index;
  private final PromiseBook book;
  private final PromiseTerms terms;
  private final PromiseClocks clocks;
  private final Fellows fellows;
  private final KeepClient client;

  Promises(
      Index index, PromiseBook book, PromiseTerms terms, PromiseClocks clocks, Fellows fellows) {
    this.index = index;
    this.book = book;
    this.terms = terms;
    this.clocks = clocks;
    this.fellows = fellows;
    this.client = new KeepClient(fellows);
  }

  /** Whom to ask for a blob, and how many more have to promise. */
  private static final class Need {
    private final List<NodeId> order;
    private int lacking;
    private int next;

    private Need(List<NodeId> order, int lacking) {
      this.order = order;
      this.lacking = lacking;
    }

    private Optional<NodeId> member() {
      return lacking > 0 && next < order.size() ? Optional.of(order.get(next)) : Optional.empty();
    }
  }

  /** Asks until enough members promise for long; tells of which blobs they do. */
  Set<BlobHash> seek(BucketRow bucket, Collection<BlobHash> blobs) {
    List<NodeId> connected = fellows.connected(bucket.uid());
    Set<NodeId> members = Set.copyOf(fellows.members(bucket.uid()));
    Map<BlobHash, Need> needs = new LinkedHashMap<>();
    Set<BlobHash> distinct = new LinkedHashSet<>(blobs);
    index.read(
        tables -> {
          int copies = PromiseRule.copies(tables, bucket.id());
          Instant now = clocks.ofGot();
          for (BlobHash blob : distinct) {
            List<Promise> had =
                tables.reliances().promises(blob, bucket.id(), now).stream()
                    .filter(promise -> members.contains(promise.node()))
                    .toList();
            needs.put(blob, need(blob, had, copies, connected, terms.longFrom(now)));
          }
          return needs;
        });
    Map<NodeId, List<BlobHash>> round = round(needs);
    while (!round.isEmpty()) {
      round.forEach((member, some) -> ask(bucket, member, some, needs));
      round = round(needs);
    }
    needs.values().removeIf(need -> need.lacking > 0);
    return needs.keySet();
  }

  private static Need need(
      BlobHash blob, List<Promise> had, int copies, List<NodeId> connected, Instant far) {
    Set<NodeId> order = new LinkedHashSet<>();
    Set<NodeId> settled = new HashSet<>();
    for (Promise promise : had) {
      NodeId node = promise.node();
      if (promise.ends().isAfter(far)) {
        settled.add(node);
      } else if (connected.contains(node)) {
        order.add(node);
      }
    }
    order.addAll(Rendezvous.order(blob, connected));
    order.removeAll(settled);
    return new Need(List.copyOf(order), copies - settled.size());
  }

  private static Map<NodeId, List<BlobHash>> round(Map<BlobHash, Need> needs) {
    Map<NodeId, List<BlobHash>> round = new HashMap<>();
    needs.forEach(
        (blob, need) ->
            need.member()
                .ifPresent(
                    member -> {
                      need.next++;
                      round.computeIfAbsent(member, _ -> new ArrayList<>()).add(blob);
                    }));
    return round;
  }

  private void ask(
      BucketRow bucket, NodeId member, List<BlobHash> blobs, Map<BlobHash, Need> needs) {
    for (List<BlobHash> some : KeepQuestion.cut(blobs)) {
      for (BlobHash promised : ask(book.note(bucket, member, some))) {
        Optional.ofNullable(needs.get(promised)).ifPresent(need -> need.lacking--);
      }
    }
  }

  private Set<BlobHash> ask(Noted noted) {
    Optional<KeepAnswer> answer = client.ask(noted.member(), noted.question());
    if (answer.isEmpty()) {
      book.unanswered(noted);
      return Set.of();
    }
    return book.take(noted, answer.get());
  }

  /** Counts on nobody for blobs any more, and tells those who keep them. */
  void release(BucketRow bucket, Collection<BlobHash> blobs) {
    Map<NodeId, List<BlobHash>> byMember = new HashMap<>();
    index.read(
        tables -> {
          for (BlobHash blob : blobs) {
            tables
                .reliances()
                .promises(blob, bucket.id(), clocks.ofGot())
                .forEach(
                    promise ->
                        byMember.computeIfAbsent(promise.node(), _ -> new ArrayList<>()).add(blob));
          }
          return byMember;
        });
    byMember.forEach(
        (member, all) -> {
          for (List<BlobHash> some : KeepQuestion.cut(all)) {
            KeepQuestion question = book.release(bucket, member, some);
            if (client.ask(member, question).isEmpty()) {
              LOG.debug("Node {} keeps {} blobs until its promise ends", member, some.size());
            }
          }
        });
  }
}
