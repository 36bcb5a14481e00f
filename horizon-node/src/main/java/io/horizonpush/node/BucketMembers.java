package io.horizonpush.node;

import io.horizonpush.fallback.writeback.Uploaders;
import io.horizonpush.iroh.egress.Lenders;
import io.horizonpush.iroh.keep.Fellows;
import io.horizonpush.iroh.keep.Rendezvous;
import io.horizonpush.iroh.net.BlobFetch.Source;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.net.PeerStream;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.share.Member;
import io.horizonpush.iroh.share.Membership;
import io.horizonpush.iroh.share.ShareStore;
import io.horizonpush.iroh.share.SharedBucket;
import io.horizonpush.iroh.swarm.HolderSearch;
import io.horizonpush.iroh.swarm.Holders;
import io.horizonpush.iroh.swarm.HoldersFinder;
import io.horizonpush.iroh.swarm.Readers;
import io.horizonpush.iroh.swarm.TreeQuestion;
import io.horizonpush.iroh.sync.PeerState;
import io.horizonpush.iroh.sync.Peers;
import io.horizonpush.iroh.sync.SharedBuckets;
import io.horizonpush.iroh.sync.SyncAccess;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.MemberMode;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.WriterId;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who else has which bucket of this node, and what they may do with it: the answers that
 * connections, feeds and blobs go by, all of what the buckets' documents say. Thread-safe.
 */
final class BucketMembers
    implements SharedBuckets, SyncAccess, Holders, Readers, Fellows, Lenders, Uploaders {

  private static final Logger log = LoggerFactory.getLogger(BucketMembers.class);

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final NodeId self;
  private final BiPredicate<BucketId, OriginId> origins;

  /** Nothing while the stores are opened, which ask for holders: nothing is shared so long. */
  private volatile @Nullable ShareStore store;

  /** Nothing before there are connections. */
  private volatile @Nullable HoldersFinder finder;

  private volatile @Nullable Peers peers;

  /**
   * @param origins whether a bucket has an origin, or had it: what is learnt there is its word
   */
  BucketMembers(NodeId self, BiPredicate<BucketId, OriginId> origins) {
    this.self = self;
    this.origins = origins;
  }

  /** Begins to answer. */
  void answerFrom(ShareStore shares) {
    store = shares;
  }

  /** Begins to find holders. */
  void findBy(HoldersFinder holders) {
    finder = holders;
  }

  /** Begins to ask those that this node is connected with. */
  void askBy(Peers connected) {
    peers = connected;
  }

  private List<SharedBucket> all() {
    ShareStore shares = store;
    return shares == null ? List.of() : shares.all();
  }

  private Optional<SharedBucket> find(BucketId bucket) {
    ShareStore shares = store;
    return shares == null ? Optional.empty() : shares.find(bucket);
  }

  private Optional<Membership> membership(BucketId bucket) {
    return find(bucket).map(SharedBucket::membership);
  }

  @Override
  public Map<BucketId, Set<NodeId>> members() {
    Map<BucketId, Set<NodeId>> members = new HashMap<>();
    all().forEach(bucket -> members.put(bucket.id(), others(bucket).collect(Collectors.toSet())));
    return members;
  }

  @Override
  public Map<BucketId, Set<NodeId>> writers() {
    return all().stream()
        .collect(
            Collectors.toMap(SharedBucket::id, bucket -> Set.copyOf(writers(bucket.membership()))));
  }

  private static List<NodeId> writers(Membership members) {
    return members.members().stream()
        .filter(member -> member.mode().allows(MemberMode.WRITE))
        .map(Member::node)
        .toList();
  }

  /** Before its first feed a node knows its members from the ticket alone. */
  private Stream<NodeId> others(SharedBucket bucket) {
    Stream<NodeId> said = bucket.membership().members().stream().map(Member::node);
    Stream<NodeId> known =
        bucket.membership().mayRead(self) ? said : Stream.concat(said, hinted(bucket));
    return known.filter(node -> !node.equals(self)).distinct();
  }

  private static Stream<NodeId> hinted(SharedBucket bucket) {
    return bucket.hints().keySet().stream();
  }

  @Override
  public List<InetSocketAddress> addresses(NodeId member) {
    return all().stream().flatMap(bucket -> bucket.addresses(member).stream()).distinct().toList();
  }

  @Override
  public boolean mayRead(NodeId peer, BucketId bucket) {
    return membership(bucket).filter(members -> members.mayRead(peer)).isPresent();
  }

  @Override
  public boolean mayWrite(NodeId peer, BucketId bucket) {
    return membership(bucket).filter(members -> members.allows(peer, MemberMode.WRITE)).isPresent();
  }

  @Override
  public boolean mayWrite(WriterId author, BucketId bucket, DocumentKey key) {
    return membership(bucket).filter(members -> members.takes(author, key)).isPresent();
  }

  @Override
  public boolean mayHaveWritten(WriterId writer, BucketId bucket) {
    return membership(bucket).filter(members -> members.knows(writer)).isPresent()
        || origins.test(bucket, new OriginId(writer));
  }

  /** Whether a node is an owner of a bucket that this one has, too. */
  boolean isOwner(NodeId peer) {
    return all().stream().anyMatch(bucket -> bucket.membership().allows(peer, MemberMode.OWNER));
  }

  @Override
  public boolean isShared(BucketId bucket) {
    return find(bucket).stream().flatMap(this::others).findAny().isPresent();
  }

  @Override
  public HolderSearch search(BucketId bucket, BlobHash blob) {
    List<Source> members =
        find(bucket).stream()
            .flatMap(shared -> others(shared).map(node -> new Source(node, shared.addresses(node))))
            .toList();
    HoldersFinder asked = finder;
    return asked == null ? HolderSearch.NOBODY : asked.search(members, bucket, blob);
  }

  @Override
  public List<byte[]> parts(Source member, TreeQuestion question) {
    HoldersFinder asked = finder;
    return asked == null ? List.of() : asked.parts(member, question);
  }

  @Override
  public List<NodeId> members(BucketId bucket) {
    return find(bucket).stream().flatMap(this::others).toList();
  }

  @Override
  public List<NodeId> connected(BucketId bucket) {
    Peers asked = peers;
    if (asked == null) {
      return List.of();
    }
    Set<NodeId> there = asked.states().stream().map(PeerState::peer).collect(Collectors.toSet());
    return members(bucket).stream().filter(there::contains).toList();
  }

  @Override
  public int before(BucketId bucket, ObjectKey key, WriterId author) {
    Set<NodeId> authors =
        membership(bucket).stream()
            .flatMap(all -> all.members().stream())
            .filter(member -> member.authors().contains(author))
            .map(Member::node)
            .collect(Collectors.toSet());
    List<NodeId> all =
        Stream.concat(
                Stream.of(self),
                connected(bucket).stream().filter(member -> mayWrite(member, bucket)))
            .filter(member -> !authors.contains(member))
            .toList();
    return Math.max(0, Rendezvous.order(key.bytes(), all).indexOf(self));
  }

  @Override
  public Optional<PeerStream> open(NodeId member) {
    Peers asked = peers;
    return asked == null ? Optional.empty() : asked.open(member);
  }

  @Override
  public Optional<byte[]> ask(NodeId member, byte[] question, int longestAnswer) {
    Peers asked = peers;
    if (asked == null) {
      return Optional.empty();
    }
    try {
      return asked.open(member).flatMap(opened -> ask(opened, question, longestAnswer));
    } catch (PeerException e) {
      log.debug("Node {} gives no answer", member, e);
      return Optional.empty();
    }
  }

  private static Optional<byte[]> ask(PeerStream opened, byte[] question, int longestAnswer) {
    try (PeerStream stream = opened) {
      return stream.ask(question, longestAnswer, PATIENCE);
    }
  }

  @Override
  public List<BucketId> readableBy(NodeId peer) {
    return all().stream()
        .filter(bucket -> bucket.membership().mayRead(peer))
        .map(SharedBucket::id)
        .toList();
  }
}
