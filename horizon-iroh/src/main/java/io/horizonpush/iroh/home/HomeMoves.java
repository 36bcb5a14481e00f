package io.horizonpush.iroh.home;

import io.horizonpush.iroh.home.HomeAnswer.GivenUp;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.share.Handover;
import io.horizonpush.iroh.share.HomeRecord;
import io.horizonpush.iroh.share.LocalNode;
import io.horizonpush.iroh.share.Membership;
import io.horizonpush.iroh.share.ShareException;
import io.horizonpush.iroh.share.ShareException.Reason;
import io.horizonpush.iroh.share.ShareStore;
import io.horizonpush.iroh.share.SharedBucket;
import io.horizonpush.s3.model.BucketConfiguration.Deciding;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.MemberMode;
import io.horizonpush.s3.model.S3Exception;
import java.time.Duration;
import java.util.Optional;

/**
 * Which node is the home of a bucket, as owners say. What is refused is a {@link ShareException} in
 * words for the operator. Thread-safe; blocks its (virtual) thread.
 */
public final class HomeMoves {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final byte[] NOTHING = {};

  private final Homes homes;
  private final LocalNode self;
  private final HomeLine line;
  private final Standings standings;
  private final Handovers handovers;

  HomeMoves(Homes homes, LocalNode self, HomeLine line, Standings standings, Handovers handovers) {
    this.homes = homes;
    this.self = self;
    this.line = line;
    this.standings = standings;
    this.handovers = handovers;
  }

  /**
   * How a bucket is decided about.
   *
   * @param home nothing before an owner has said who it is
   */
  public record Home(Deciding deciding, Optional<HomeRecord> home) {}

  /** The home of a bucket. */
  public Home of(BucketName name) {
    SharedBucket bucket = require(name);
    return new Home(homes.of(bucket), bucket.membership().home());
  }

  private SharedBucket require(BucketName name) {
    ShareStore shares = homes.shares();
    return shares
        .find(shares.require(name))
        .orElseThrow(
            () ->
                new ShareException(
                    Reason.ABSENT,
                    "Bucket "
                        + name
                        + " is not shared, and has no other home than this node: ticket export begins that."));
  }

  /** Makes this node the home of a bucket that has none. */
  public void begin(BucketName name) {
    if (require(name).membership().home().isEmpty()) {
      move(name, self.id(), false);
    }
  }

  /**
   * Makes a node the home.
   *
   * @param force without the home before: what it decided and told nobody else is lost
   */
  public Home move(BucketName name, NodeId to, boolean force) {
    SharedBucket bucket = require(name);
    requireOwner(bucket.membership());
    if (!bucket.membership().allows(to, MemberMode.WRITE)) {
      throw new ShareException(
          Reason.ABSENT, "The bucket has no member " + to + " that may write.");
    }
    String history = history(bucket.id(), to);
    Optional<HomeRecord> before = bucket.membership().home();
    before.ifPresent(home -> requireAnother(home, to, history));
    HomeRecord next =
        before
            .map(
                home ->
                    force
                        ? new HomeRecord(to, home.number() + 1, history, Optional.empty())
                        : handedOver(bucket.id(), home, to, history))
            .orElseGet(() -> new HomeRecord(to, 1, history, Optional.empty()));
    homes
        .shares()
        .change(
            bucket.id(),
            draft -> {
              requireOwner(draft.membership());
              draft.say(next);
              return next;
            });
    return of(name);
  }

  private void requireOwner(Membership members) {
    if (members.modeOf(self.author()).filter(MemberMode.OWNER::equals).isEmpty()) {
      throw new ShareException(
          Reason.NOT_OWNER, "Owners of the bucket say which node is its home: this node is none.");
    }
  }

  private static void requireAnother(HomeRecord home, NodeId to, String history) {
    if (home.node().equals(to) && home.history().equals(history)) {
      throw new ShareException(Reason.CONFLICT, "Node " + to + " is the home of the bucket.");
    }
  }

  private String history(BucketId bucket, NodeId node) {
    if (node.equals(self.id())) {
      return standings.history();
    }
    HomeAnswer answer = ask(node, new HomeQuestion.History(bucket));
    if (answer instanceof HomeAnswer.Named(String history)) {
      return history;
    }
    throw new ShareException(
        Reason.CONFLICT,
        "Node %s does not know this node as an owner yet. Try again.".formatted(node));
  }

  private HomeRecord handedOver(BucketId bucket, HomeRecord before, NodeId to, String history) {
    GivenUp up =
        homes.isHere(before)
            ? giveUp(bucket, to, history)
            : givenUp(before, ask(before.node(), new HomeQuestion.GiveUp(bucket, to, history)));
    Handover handover = new Handover(before.node(), up.standing(), up.signature());
    if (!handover.holds(new Handover.Terms(bucket, up.number(), to, history))) {
      throw new ShareException(
          Reason.PROTOCOL, "Node " + before.node() + " signs something else than it was asked.");
    }
    return new HomeRecord(to, up.number(), history, Optional.of(handover));
  }

  private GivenUp giveUp(BucketId bucket, NodeId to, String history) {
    try {
      return handovers.giveUp(bucket, to, history);
    } catch (S3Exception e) {
      throw new ShareException(Reason.CONFLICT, e.getMessage() + forced(), e);
    }
  }

  private static GivenUp givenUp(HomeRecord before, HomeAnswer answer) {
    return switch (answer) {
      case GivenUp up -> up;
      case HomeAnswer.Refused(S3Exception error) -> throw refused(before, error.getMessage());
      case HomeAnswer.NotNow(String why) -> throw refused(before, why);
      case HomeAnswer.Denied _ ->
          throw refused(before, "it does not know this node as an owner yet.");
      case HomeAnswer.Decided _,
          HomeAnswer.Never _,
          HomeAnswer.Elsewhere _,
          HomeAnswer.Busy _,
          HomeAnswer.OtherContent _,
          HomeAnswer.Stands _,
          HomeAnswer.Named _ ->
          throw refused(before, "it does not answer what it was asked.");
    };
  }

  private static ShareException refused(HomeRecord before, String why) {
    return new ShareException(
        Reason.CONFLICT,
        "The home, node %s, does not give that up: %s%s".formatted(before.node(), why, forced()));
  }

  private HomeAnswer ask(NodeId node, HomeQuestion question) {
    try {
      return line.ask(node, question, NOTHING, Deadline.in(PATIENCE));
    } catch (PeerException e) {
      throw new ShareException(
          Reason.UNREACHABLE,
          "Node %s has to agree and cannot be reached.%s"
              .formatted(node, question instanceof HomeQuestion.GiveUp ? forced() : ""),
          e);
    }
  }

  private static String forced() {
    return " With --force the home is moved all the same, and what the old one decided and no other member has seen is lost.";
  }
}
