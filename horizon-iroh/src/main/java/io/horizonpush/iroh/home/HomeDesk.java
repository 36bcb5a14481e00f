package io.horizonpush.iroh.home;

import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.iroh.index.DecisionTable;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerStream;
import io.horizonpush.iroh.share.HomeRecord;
import io.horizonpush.iroh.share.Membership;
import io.horizonpush.iroh.share.ShareStore;
import io.horizonpush.iroh.share.SharedBucket;
import io.horizonpush.iroh.share.Standing;
import io.horizonpush.iroh.store.HomeDecisions;
import io.horizonpush.iroh.store.HomeDecisions.Outcome;
import io.horizonpush.iroh.store.HomeDecisions.Request;
import io.horizonpush.iroh.sync.StreamHandler;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.MemberMode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.Change;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Answers other members as the home of buckets: so many of each at once, and no more bytes of all
 * together than the node has for that. Thread-safe.
 */
final class HomeDesk implements StreamHandler {

  /** The most questions of one member that are answered at one time. */
  static final int AT_ONCE = 48;

  /** The most decisions for one member in the time for which they are remembered. */
  private static final int DECISIONS = DecisionTable.MOST / 4;

  /** What changes on their way may take together, in units of {@link #UNIT}. */
  private static final int ROOM = 256;

  private static final int UNIT = 64 << 10;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ShareStore shares;
  private final HomeDecisions decisions;
  private final Standings standings;
  private final Handovers handovers;
  private final HomeCounts counts;
  private final Map<NodeId, Guest> guests = new ConcurrentHashMap<>();
  private final Semaphore room = new Semaphore(ROOM);

  HomeDesk(
      ShareStore shares,
      HomeDecisions decisions,
      Standings standings,
      Handovers handovers,
      HomeCounts counts) {
    this.shares = shares;
    this.decisions = decisions;
    this.standings = standings;
    this.handovers = handovers;
    this.counts = counts;
  }

  @Override
  public void handle(NodeId peer, byte[] first, PeerStream stream) {
    HomeQuestion question = HomeQuestion.decode(first);
    HomeAnswer answer = answer(peer, question, stream);
    if (question instanceof HomeQuestion.Decide) {
      counts.given(answer);
    }
    stream.send(answer.encode(), PATIENCE);
    stream.finish();
  }

  private HomeAnswer answer(NodeId peer, HomeQuestion question, PeerStream stream) {
    Optional<Membership> membership = shares.find(question.bucket()).map(SharedBucket::membership);
    if (membership.filter(each -> each.allows(peer, needed(question))).isEmpty()) {
      return new HomeAnswer.Denied();
    }
    // Only of members, of whom there are not many.
    Guest guest = guests.computeIfAbsent(peer, _ -> new Guest(AT_ONCE, DECISIONS));
    if (!guest.begin()) {
      return new HomeAnswer.Busy();
    }
    try {
      boolean decides = question instanceof HomeQuestion.Decide;
      return decides && !guest.mayDecide()
          ? new HomeAnswer.Busy()
          : answer(peer, question, stream, membership.get());
    } catch (S3Exception e) {
      return new HomeAnswer.Refused(e);
    } finally {
      guest.end();
    }
  }

  private static MemberMode needed(HomeQuestion question) {
    return switch (question) {
      case HomeQuestion.Decide _, HomeQuestion.Settle _ -> MemberMode.WRITE;
      case HomeQuestion.HowFar _ -> MemberMode.READ;
      case HomeQuestion.GiveUp _, HomeQuestion.History _ -> MemberMode.OWNER;
    };
  }

  private HomeAnswer answer(
      NodeId peer, HomeQuestion question, PeerStream stream, Membership members) {
    return switch (question) {
      case HomeQuestion.Decide decide -> decide(peer, decide, stream);
      case HomeQuestion.Settle(BucketId bucket, RequestId request) ->
          answer(bucket, decisions.settle(bucket, peer, request.hex()));
      case HomeQuestion.HowFar(BucketId bucket) -> howFar(bucket);
      case HomeQuestion.GiveUp(BucketId bucket, NodeId to, String history) ->
          members.allows(to, MemberMode.WRITE)
              ? handovers.giveUp(bucket, to, history)
              : new HomeAnswer.NotNow("Node " + to + " is no member that may write.");
      case HomeQuestion.History _ -> new HomeAnswer.Named(standings.history());
    };
  }

  private HomeAnswer decide(NodeId peer, HomeQuestion.Decide decide, PeerStream stream) {
    int units = 1 + decide.size() / UNIT;
    if (!room.tryAcquire(units)) {
      return new HomeAnswer.Busy();
    }
    try {
      byte[] content = receive(stream, decide.size());
      Change change = ChangeCodec.decode(decide.bucket(), content);
      Request request = new Request(peer, decide.request().hex(), RequestId.hash(content));
      return answer(decide.bucket(), decisions.decide(request, change));
    } finally {
      room.release(units);
    }
  }

  private static byte[] receive(PeerStream stream, int size) {
    Deadline deadline = Deadline.in(PATIENCE);
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    while (content.size() < size) {
      byte[] piece =
          stream
              .receive(HomeLine.PIECE, deadline.left())
              .orElseThrow(() -> new CodecException("A change ends early"));
      if (piece.length == 0 || content.size() + piece.length > size) {
        throw new CodecException("A change is not as long as it says");
      }
      content.writeBytes(piece);
    }
    return content.toByteArray();
  }

  private HomeAnswer answer(BucketId bucket, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Decided(var version) ->
          new HomeAnswer.Decided(number(bucket), standing(bucket), version);
      case Outcome.Never() -> new HomeAnswer.Never(standing(bucket));
      case Outcome.Elsewhere() -> new HomeAnswer.Elsewhere();
      case Outcome.NotNow(String why) -> new HomeAnswer.NotNow(why);
      case Outcome.OtherContent() -> new HomeAnswer.OtherContent();
      case Outcome.TooMuch() -> new HomeAnswer.Busy();
    };
  }

  private HomeAnswer howFar(BucketId bucket) {
    Optional<String> refusal = decisions.refusal(bucket);
    return refusal.isPresent()
        ? new HomeAnswer.NotNow(refusal.get())
        : new HomeAnswer.Stands(number(bucket), standing(bucket));
  }

  private Standing standing(BucketId bucket) {
    return standings.own(bucket, Deadline.in(PATIENCE));
  }

  private long number(BucketId bucket) {
    return shares
        .find(bucket)
        .flatMap(shared -> shared.membership().home())
        .map(HomeRecord::number)
        .orElse(0L);
  }
}
