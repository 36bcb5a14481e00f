package io.horizonpush.iroh.egress;

import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.iroh.keep.Rendezvous;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.net.PeerStream;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.store.ListQuery;
import io.horizonpush.s3.store.MemberOrigins;
import io.horizonpush.s3.store.ObjectListing;
import io.horizonpush.s3.store.PinnedObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The origins of buckets as other members read them for this node. For each key one of those that
 * have access is to fetch it, by an order that is alike on all of them; so what several want at the
 * same time comes from the origin once.
 *
 * <p>Thread-safe; blocks its (virtual) thread.
 */
public final class Egress implements MemberOrigins {

  private static final Logger LOG = LoggerFactory.getLogger(Egress.class);

  /** How long a node without access waits for each member. */
  private static final Duration LONG = Duration.ofSeconds(20);

  private final NodeId self;
  private final Lenders lenders;
  private final ServingMembers serving;
  private final Duration patience;
  private final Paces paces;
  private final LongAdder borrowed = new LongAdder();
  private final LongAdder late = new LongAdder();

  /**
   * @param patience for which every member is waited at least, before this node goes itself; zero
   *     where it always does
   */
  public Egress(NodeId self, Lenders lenders, Duration patience) {
    this.self = self;
    this.lenders = lenders;
    this.serving = new ServingMembers(lenders);
    this.patience = patience;
    this.paces = new Paces(patience);
  }

  /** How many bodies members gave so far. */
  public long borrowed() {
    return borrowed.sum();
  }

  /** How often a member gave nothing soon enough, so far. */
  public long late() {
    return late.sum();
  }

  @Override
  public boolean serve(BucketId bucket, OriginId origin) {
    return !serving.of(bucket, origin).isEmpty();
  }

  @Override
  public boolean isOurTurn(BucketId bucket, OriginId origin, ObjectKey key) {
    return whoseTurn(bucket, origin, key).isEmpty();
  }

  @Override
  public Optional<StoredVersion> find(BucketId bucket, OriginId origin, ObjectKey key) {
    EgressQuestion.Find asked = new EgressQuestion.Find(bucket, origin, key);
    return first(
        order(bucket, origin, key.value()),
        asked,
        answer ->
            switch (answer) {
              case EgressAnswer.Found found ->
                  Optional.of(Optional.of(EgressChecks.version(asked, found)));
              case EgressAnswer.Missing() -> Optional.of(Optional.<StoredVersion>empty());
              default -> Optional.empty();
            });
  }

  @Override
  public ObjectListing list(BucketId bucket, OriginId origin, ListQuery query) {
    ListQuery some =
        new ListQuery(
            query.prefix(),
            query.delimiter(),
            query.after(),
            Math.min(query.limit(), EgressQuestion.MOST_ENTRIES));
    return first(
        order(bucket, origin, query.prefix()),
        new EgressQuestion.Page(bucket, origin, some),
        answer ->
            answer instanceof EgressAnswer.Listed(ObjectListing page)
                ? Optional.of(EgressChecks.page(some, page))
                : Optional.empty());
  }

  /** What the first member says that says something. */
  private <T> T first(
      List<NodeId> members, EgressQuestion asked, Function<EgressAnswer, Optional<T>> read) {
    for (NodeId member : members) {
      try (PeerStream stream = lenders.open(member).orElse(null)) {
        Optional<T> said =
            stream == null
                ? Optional.empty()
                : stream
                    .ask(asked.encode(), EgressAnswer.LONGEST, LONG)
                    .map(EgressAnswer::decode)
                    .flatMap(read);
        if (said.isPresent()) {
          return said.get();
        }
      } catch (PeerException e) {
        LOG.debug("Node {} does not say what an origin has", member, e);
      } catch (CodecException e) {
        LOG.warn("Node {} says of an origin what no member does", member, e);
      }
    }
    throw MemberOrigins.nobody();
  }

  @Override
  public Optional<Body> open(PinnedObject object, Optional<ByteRange> range, Turn turn) {
    return switch (turn) {
      case WHOEVER_HAS_IT ->
          whoseTurn(object.bucket(), object.origin(), object.key())
              .flatMap(member -> soon(member, object, range));
      case ANYBODY ->
          order(object.bucket(), object.origin(), object.key().value()).stream()
              .flatMap(member -> askPatiently(member, object, range).stream())
              .findFirst();
    };
  }

  private Optional<Body> askPatiently(
      NodeId member, PinnedObject object, Optional<ByteRange> range) {
    try {
      return ask(member, object, range, LONG);
    } catch (PeerException e) {
      LOG.debug("Node {} gives nothing of an origin", member, e);
      return Optional.empty();
    }
  }

  /** The member that is to fetch an object; nothing where it is this node. */
  private Optional<NodeId> whoseTurn(BucketId bucket, OriginId origin, ObjectKey key) {
    if (patience.isZero()) {
      return Optional.empty();
    }
    List<NodeId> others =
        serving.of(bucket, origin).stream().filter(member -> !paces.isSilent(member)).toList();
    if (others.isEmpty()) {
      return Optional.empty();
    }
    return Rendezvous.order(
            name(origin, key.value()), Stream.concat(others.stream(), Stream.of(self)).toList())
        .stream()
        .findFirst()
        .filter(member -> !member.equals(self));
  }

  private List<NodeId> order(BucketId bucket, OriginId origin, String name) {
    return Rendezvous.order(name(origin, name), serving.of(bucket, origin));
  }

  private static byte[] name(OriginId origin, String key) {
    return (origin + key).getBytes(StandardCharsets.UTF_8);
  }

  private Optional<Body> soon(NodeId member, PinnedObject object, Optional<ByteRange> range) {
    FirstBytes asked =
        new FirstBytes(paces, member, () -> ask(member, object, range, paces.longest()));
    Optional<Body> body = asked.within(paces.patience(member));
    if (body.isEmpty() && asked.isLate()) {
      late.increment();
    }
    return body;
  }

  private Optional<Body> ask(
      NodeId member, PinnedObject object, Optional<ByteRange> range, Duration patience) {
    PeerStream stream = null;
    boolean given = false;
    try {
      stream = lenders.open(member).orElse(null);
      if (stream == null) {
        return Optional.empty();
      }
      EgressAnswer answer =
          stream
              .ask(new EgressQuestion.Bytes(object, range).encode(), EgressAnswer.PIECE, patience)
              .map(EgressAnswer::decode)
              .orElseGet(EgressAnswer.Denied::new);
      if (answer instanceof EgressAnswer.Body(long size)) {
        long length = range.map(ByteRange::length).orElse(size);
        given = true;
        borrowed.increment();
        return Optional.of(new Body(size, length, new MemberBytes(stream, length)));
      }
      return Optional.empty();
    } catch (CodecException e) {
      LOG.warn("Node {} answers what is no answer about an origin", member, e);
      return Optional.empty();
    } finally {
      if (stream != null && !given) {
        stream.close();
      }
    }
  }
}
