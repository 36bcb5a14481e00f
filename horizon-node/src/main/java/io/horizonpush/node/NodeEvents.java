package io.horizonpush.node;

import io.horizonpush.iroh.share.Addresses;
import io.horizonpush.iroh.share.Member;
import io.horizonpush.iroh.share.SharedBucket;
import io.horizonpush.iroh.store.ChangeNews.OfBucket;
import io.horizonpush.iroh.store.ChangeNews.Part;
import io.horizonpush.iroh.store.ChangeNews.Subject;
import io.horizonpush.iroh.sync.PeerState;
import io.horizonpush.node.admin.Alarm;
import io.horizonpush.node.admin.BucketMember;
import io.horizonpush.node.admin.BucketSummary;
import io.horizonpush.node.admin.ConnectedPeer;
import io.horizonpush.node.admin.EventKey;
import io.horizonpush.node.admin.EventKind;
import io.horizonpush.node.admin.EventValue;
import io.horizonpush.node.admin.HomeReport;
import io.horizonpush.node.admin.KeyInfo;
import io.horizonpush.node.admin.KeyList;
import io.horizonpush.node.admin.NodeSummary;
import io.horizonpush.node.admin.PageRequest;
import io.horizonpush.node.admin.TransferReport;
import io.horizonpush.node.config.EnumWords;
import io.horizonpush.node.events.EventSource;
import io.horizonpush.s3.model.BucketId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** What of this node is told to those who listen to events. Thread-safe. */
final class NodeEvents implements EventSource {

  private final Supplier<NodeSummary> node;
  private final Function<PageRequest, KeyList> keys;
  private final NodeTransfers transfers;
  private final NodeBuckets buckets;
  private final Supplier<List<Alarm>> alarms;
  private final NodePeers others;

  NodeEvents(
      Supplier<NodeSummary> node,
      Function<PageRequest, KeyList> keys,
      NodeTransfers transfers,
      NodeBuckets buckets,
      Supplier<List<Alarm>> alarms,
      NodePeers others) {
    this.node = node;
    this.keys = keys;
    this.transfers = transfers;
    this.buckets = buckets;
    this.alarms = alarms;
    this.others = others;
  }

  @Override
  public List<Subject> subjects() {
    List<Subject> subjects = new ArrayList<>(List.of(Part.values()));
    buckets.ids().forEach(bucket -> subjects.add(new OfBucket(bucket)));
    return subjects;
  }

  @Override
  public List<Subject> lookedAt() {
    return List.of(Part.TRANSFERS, Part.PEERS, Part.ALARMS);
  }

  @Override
  public Map<EventKey, EventValue> read(Subject subject) {
    Map<EventKey, EventValue> all = new LinkedHashMap<>();
    switch (subject) {
      case Part part -> {
        switch (part) {
          case NODE -> put(all, node.get());
          case KEYS -> readKeys(all);
          case TRANSFERS -> transfers.told().forEach(report -> put(all, report));
          case PEERS -> others.states().forEach(peer -> put(all, peer));
          case ALARMS -> readAlarms(all);
        }
      }
      case OfBucket(BucketId bucket) ->
          buckets.find(bucket).ifPresent(summary -> readBucket(all, bucket, summary));
    }
    return all;
  }

  /** When one was used last changes with every request, and is nothing to be told each time. */
  private void readKeys(Map<EventKey, EventValue> all) {
    Optional<PageRequest> page = Optional.of(PageRequest.FIRST);
    while (page.isPresent()) {
      KeyList list = keys.apply(page.get());
      for (KeyInfo key : list.keys()) {
        all.put(new EventKey(EventKind.KEY, key.accessKey()), key.withoutLastUse());
      }
      page = list.next().map(next -> new PageRequest(PageRequest.MOST, Optional.of(next)));
    }
  }

  private static void put(Map<EventKey, EventValue> all, NodeSummary summary) {
    all.put(new EventKey(EventKind.NODE, summary.endpoints().nodeId()), summary);
  }

  private static void put(Map<EventKey, EventValue> all, TransferReport report) {
    all.put(new EventKey(EventKind.TRANSFER, Long.toString(report.id())), report);
  }

  private static void put(Map<EventKey, EventValue> all, PeerState peer) {
    List<ConnectedPeer.Followed> followed =
        peer.buckets().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(
                each ->
                    new ConnectedPeer.Followed(
                        each.getKey().text(), each.getValue().inStepSince().isPresent()))
            .toList();
    String node = peer.peer().hex();
    all.put(
        new EventKey(EventKind.PEER, node),
        new ConnectedPeer(node, peer.path().address().map(Addresses::text), followed));
  }

  private void readAlarms(Map<EventKey, EventValue> all) {
    alarms.get().forEach(alarm -> put(all, alarm, ""));
    for (PeerState peer : others.states()) {
      String node = peer.peer().hex();
      peer.buckets()
          .forEach(
              (bucket, state) ->
                  state
                      .alarm()
                      .map(
                          message ->
                              new Alarm(
                                  Alarm.Kind.SYNC_STOPPED,
                                  message,
                                  Optional.of(bucket.text()),
                                  Optional.of(node)))
                      .ifPresent(alarm -> put(all, alarm, "/" + bucket.text() + "/" + node)));
    }
  }

  private static void put(Map<EventKey, EventValue> all, Alarm alarm, String of) {
    all.put(new EventKey(EventKind.ALARM, EnumWords.of(alarm.kind()) + of), alarm);
  }

  private void readBucket(Map<EventKey, EventValue> all, BucketId id, BucketSummary summary) {
    all.put(new EventKey(EventKind.BUCKET, id.text()), summary);
    others.shared(id).ifPresent(shared -> readShared(all, shared));
  }

  private void readShared(Map<EventKey, EventValue> all, SharedBucket shared) {
    String id = shared.id().text();
    buckets
        .epoch(shared.id())
        .ifPresent(epoch -> all.put(new EventKey(EventKind.EPOCH, id), epoch));
    HomeReport home = others.homeControl().home(shared.name());
    if (home.home().isPresent()) {
      all.put(new EventKey(EventKind.HOME, id), home);
    }
    for (Member member : shared.membership().members()) {
      String node = member.node().hex();
      all.put(
          new EventKey(EventKind.MEMBER, id + "/" + node),
          new BucketMember(
              shared.name(),
              node,
              member.mode(),
              member.node().equals(others.self()),
              Optional.of(member.contact().name()).filter(name -> !name.isEmpty())));
    }
    others
        .ticketsOf(shared)
        .forEach(ticket -> all.put(new EventKey(EventKind.TICKET, ticket.id()), ticket));
  }
}
