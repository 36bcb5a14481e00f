package io.horizonpush.iroh.epoch;

import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.PositionTable.Reached;
import io.horizonpush.iroh.index.PositionTable.Seen;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.net.Neighbours;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerStream;
import io.horizonpush.iroh.share.Member;
import io.horizonpush.iroh.share.Membership;
import io.horizonpush.iroh.share.ShareStore;
import io.horizonpush.iroh.share.SharedBucket;
import io.horizonpush.iroh.share.SignatureCheck;
import io.horizonpush.iroh.share.SigningKey;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.MemberMode;
import io.horizonpush.s3.model.Stamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the members of a bucket say of how far they have each other's entries, passed on from one to
 * the next, so that an owner hears it of those, too, that it is not connected with. Asked for only
 * while there is something to forget ({@link Forgetting}).
 *
 * <p><b>Who is believed.</b> Each member speaks for itself alone, and signs it. What follows from
 * that by way of others, who has what because it has all that somebody has who has it, rests on the
 * word of those on the way: who may write believes those alone who may write, too, because a lie
 * there brings back what was deleted, which they could do in any case and who only reads could not.
 * Who only reads believes everybody: nothing comes back by it. Thread-safe.
 */
public final class Reports {

  private static final Logger LOG = LoggerFactory.getLogger(Reports.class);

  /** How long a node's word of itself stands before it says how far it is now. */
  static final Duration RENEWED = Duration.ofMinutes(5);

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Index index;
  private final ShareStore shares;
  private final SigningKey key;
  private final NodeId self;
  private final Map<BucketId, Map<NodeId, Report>> latest = new ConcurrentHashMap<>();

  public Reports(Index index, ShareStore shares, SigningKey key) {
    this.index = index;
    this.shares = shares;
    this.key = key;
    self = NodeId.of(key.publicKey());
  }

  /** Answers a member that asks for them. */
  public void answer(NodeId peer, byte[] first, PeerStream stream) {
    ReportQuestion question = ReportQuestion.decode(first);
    Optional<SharedBucket> shared =
        shares.find(question.bucket()).filter(each -> each.membership().mayRead(peer));
    shared.ifPresent(this::renew);
    Collection<Report> known = shared.map(SharedBucket::id).map(this::known).orElse(List.of());
    stream.send(question.answer(known), PATIENCE);
    stream.finish();
  }

  /** Asks neighbours, for buckets in which something may be forgotten. */
  public void gather(Forgetting.Rule rule, Neighbours neighbours) {
    for (SharedBucket shared : shares.all()) {
      boolean worth =
          index.read(
              tables ->
                  tables
                      .buckets()
                      .find(shared.id())
                      .filter(bucket -> Forgetting.isWorth(tables, bucket, rule))
                      .isPresent());
      if (worth) {
        neighbours.connected(shared.id()).forEach(peer -> gather(shared, peer, neighbours));
      }
    }
  }

  private void gather(SharedBucket shared, NodeId peer, Neighbours neighbours) {
    Map<NodeId, Long> times = new HashMap<>();
    known(shared.id()).forEach(each -> times.put(each.node(), each.time()));
    byte[] question = new ReportQuestion(shared.id(), times).encode();
    try {
      neighbours
          .ask(peer, question, ReportQuestion.LONGEST_ANSWER)
          .map(ReportQuestion::decodeAnswer)
          .ifPresent(reports -> hear(shared, reports));
    } catch (CodecException e) {
      LOG.debug("Node {} gives no reports", peer, e);
    }
  }

  private Collection<Report> known(BucketId bucket) {
    return List.copyOf(latest.getOrDefault(bucket, Map.of()).values());
  }

  private void hear(SharedBucket shared, List<Report> reports) {
    List<Report> news = reports.stream().filter(each -> isNews(shared, each)).toList();
    if (!news.isEmpty()) {
      Map<NodeId, Report> all = latest.computeIfAbsent(shared.id(), _ -> new ConcurrentHashMap<>());
      news.forEach(each -> all.put(each.node(), each));
      write(shared, (tables, bucket) -> news.forEach(each -> see(tables, bucket, each)));
      learn(shared);
    }
  }

  private boolean isNews(SharedBucket shared, Report report) {
    @Nullable Report known = latest.getOrDefault(shared.id(), Map.of()).get(report.node());
    Instant latestTime = index.wall().instant().plus(Stamp.MOST_AHEAD);
    return !report.node().equals(self)
        && shared.membership().mayRead(report.node())
        && report.own().isPresent()
        && report.time() <= latestTime.toEpochMilli()
        && (known == null || report.time() > known.time())
        && report.holds(shared.id(), SignatureCheck.PLAIN);
  }

  /** Notes how far a member says that it has this node's entries. */
  private void see(Tables tables, BucketRow bucket, Report report) {
    Optional<Reached> said =
        report
            .of(self)
            .filter(each -> each.history().equals(tables.identity().get().history()))
            .filter(each -> each.position() <= tables.entries().latest(bucket.id()));
    if (said.isPresent()) {
      Instant now = index.wall().instant();
      Instant then = Instant.ofEpochMilli(report.time());
      Instant heard = then.isBefore(now) ? then : now;
      @Nullable Seen known = tables.positions().seen(bucket.id()).get(report.node());
      Seen seen =
          known == null
              ? new Seen(said.get().position(), heard)
              : new Seen(
                  Math.max(known.position(), said.get().position()),
                  known.heard().isAfter(heard) ? known.heard() : heard);
      tables.positions().see(bucket.id(), report.node(), seen);
    }
  }

  /** Notes what follows from what is known, until nothing does any more. */
  private void learn(SharedBucket shared) {
    Collection<Report> believed =
        known(shared.id()).stream()
            .filter(each -> isBelieved(shared.membership(), each.node()))
            .toList();
    write(
        shared,
        (tables, bucket) -> {
          Map<NodeId, Reached> reached = tables.positions().reached(bucket.id());
          boolean more = true;
          while (more) {
            more = false;
            for (Report report : believed) {
              if (hasAll(reached, report)) {
                more |= learn(tables, bucket, reached, report);
              }
            }
          }
        });
  }

  private boolean isBelieved(Membership members, NodeId node) {
    return members.allows(node, MemberMode.WRITE) || !members.allows(self, MemberMode.WRITE);
  }

  /** Whether this node has all that a member had when it said something. */
  private static boolean hasAll(Map<NodeId, Reached> reached, Report report) {
    Reached own = report.own().orElseThrow();
    return isAsFar(reached.get(report.node()), own);
  }

  private static boolean isAsFar(@Nullable Reached here, Reached there) {
    return here != null
        && here.history().equals(there.history())
        && here.position() >= there.position();
  }

  private boolean learn(
      Tables tables, BucketRow bucket, Map<NodeId, Reached> reached, Report report) {
    List<Reached> news =
        report.reached().stream()
            .filter(each -> !each.node().equals(self) && !each.node().equals(report.node()))
            .filter(each -> !isAsFar(reached.get(each.node()), each))
            .filter(each -> isOfNow(bucket, each))
            .toList();
    for (Reached each : news) {
      tables.positions().reach(bucket.id(), each);
      reached.put(each.node(), each);
    }
    return !news.isEmpty();
  }

  /** Whether a place is in the history that its node has now, by its own word. */
  private boolean isOfNow(BucketRow bucket, Reached place) {
    return Optional.ofNullable(latest.getOrDefault(bucket.uid(), Map.of()).get(place.node()))
        .flatMap(Report::own)
        .filter(own -> own.history().equals(place.history()))
        .filter(own -> own.position() >= place.position())
        .isPresent();
  }

  /** Says how far this node is, if it did not a moment ago. */
  private void renew(SharedBucket shared) {
    Map<NodeId, Report> all = latest.computeIfAbsent(shared.id(), _ -> new ConcurrentHashMap<>());
    long now = index.wall().instant().toEpochMilli();
    @Nullable Report last = all.get(self);
    if (last == null || now - last.time() > RENEWED.toMillis() || now < last.time()) {
      learn(shared);
      Optional<List<Reached>> reached =
          index.snapshot(
              tables ->
                  tables.buckets().find(shared.id()).map(row -> reached(tables, row, shared)));
      long time = last == null ? now : Math.max(now, last.time() + 1);
      if (reached.isPresent() && (last == null || !last.reached().equals(reached.get()))) {
        all.put(self, Report.sign(shared.id(), time, reached.get(), key));
      }
    }
  }

  private List<Reached> reached(Tables tables, BucketRow bucket, SharedBucket shared) {
    List<Reached> all = new ArrayList<>();
    all.add(
        new Reached(self, tables.identity().get().history(), tables.entries().latest(bucket.id())));
    Map<NodeId, Reached> reached = tables.positions().reached(bucket.id());
    shared.membership().members().stream()
        .filter(member -> member.mode().allows(MemberMode.WRITE))
        .map(Member::node)
        .filter(node -> !node.equals(self) && reached.containsKey(node))
        .limit(Report.MOST - 1L)
        .map(reached::get)
        .forEach(all::add);
    return all;
  }

  private interface Work {
    void on(Tables tables, BucketRow bucket);
  }

  /** What a crash loses is said again. */
  private void write(SharedBucket shared, Work work) {
    index.write(
        Durability.RELAXED,
        tables -> {
          tables.buckets().find(shared.id()).ifPresent(bucket -> work.on(tables, bucket));
          return shared.id();
        });
  }
}
