package io.horizonpush.iroh.home;

import io.horizonpush.iroh.home.HomeAnswer.Busy;
import io.horizonpush.iroh.home.HomeAnswer.Decided;
import io.horizonpush.iroh.home.HomeAnswer.Denied;
import io.horizonpush.iroh.home.HomeAnswer.Elsewhere;
import io.horizonpush.iroh.home.HomeAnswer.GivenUp;
import io.horizonpush.iroh.home.HomeAnswer.Named;
import io.horizonpush.iroh.home.HomeAnswer.Never;
import io.horizonpush.iroh.home.HomeAnswer.NotNow;
import io.horizonpush.iroh.home.HomeAnswer.OtherContent;
import io.horizonpush.iroh.home.HomeAnswer.Refused;
import io.horizonpush.iroh.home.HomeAnswer.Stands;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.net.PeerException.Reason;
import io.horizonpush.iroh.share.HomeRecord;
import io.horizonpush.iroh.store.HomeRequests;
import io.horizonpush.iroh.store.MadeVersion;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.Change;
import io.horizonpush.s3.store.ChangeDecider;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The home of a bucket as the one who decides: it is asked, again and by the same id while no
 * answer comes, and what it decided is waited for. Whoever is asked next is asked only once it is
 * known that nothing came of the question before. Thread-safe; blocks its (virtual) thread.
 */
final class ByHome implements ChangeDecider {

  /** How long it is waited for others to be answered. */
  private static final Duration QUEUES = Duration.ofSeconds(30);

  /** Questions at one time: fewer than a home answers one member at once. */
  private static final int AT_ONCE = HomeDesk.AT_ONCE / 2;

  private final Homes homes;
  private final HomeLine line;
  private final Standings standings;
  private final HomeRequests requests;
  private final ChangeDecider here;
  private final HomeCounts counts;
  private final Duration patience;
  private final Semaphore asking = new Semaphore(AT_ONCE, true);

  /**
   * @param here decides where this node turns out to be the home
   * @param patience with a home that does not answer
   */
  ByHome(
      Homes homes,
      HomeLine line,
      Standings standings,
      HomeRequests requests,
      ChangeDecider here,
      HomeCounts counts,
      Duration patience) {
    this.homes = homes;
    this.line = line;
    this.standings = standings;
    this.requests = requests;
    this.here = here;
    this.counts = counts;
    this.patience = patience;
  }

  @Override
  public Optional<ObjectVersion> decide(Change change) {
    try {
      if (!asking.tryAcquire(QUEUES.toMillis(), TimeUnit.MILLISECONDS)) {
        throw S3Exception.slowDown();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw S3Exception.slowDown();
    }
    long begun = System.nanoTime();
    HomeCounts.Result result = HomeCounts.Result.UNAVAILABLE;
    try {
      Optional<ObjectVersion> decided = new Asking(change).run();
      result = HomeCounts.Result.DECIDED;
      return decided;
    } catch (S3Exception e) {
      result = HomeCounts.Result.of(e);
      throw e;
    } finally {
      asking.release();
      counts.asked(result, Duration.ofNanos(System.nanoTime() - begun));
    }
  }

  /** One change that is asked for. Confined to its thread. */
  private final class Asking {

    private final Change change;
    private final byte[] content;
    private final Deadline deadline = Deadline.in(patience);
    private RequestId id;

    /** Who was asked by the id; nothing before anybody was. */
    private Optional<NodeId> asked = Optional.empty();

    /** Whether an answer got lost: what was asked may be under way, or done. */
    private boolean lost;

    private String why = "cannot be reached.";

    Asking(Change change) {
      this.change = change;
      content = ChangeCodec.encode(change);
      id = RequestId.of(change, content);
    }

    Optional<ObjectVersion> run() {
      Optional<Decided> decided = Optional.empty();
      while (decided.isEmpty()) {
        HomeRecord home = homes.require(change.bucket());
        if (asked.isPresent() && !asked.get().equals(home.node())) {
          decided = leave(asked.get());
        } else if (homes.isHere(home)) {
          return here.decide(change);
        } else {
          asked = Optional.of(home.node());
          requests.begin(id.hex(), home.node(), change);
          decided = hear(ask(home.node()));
        }
        if (decided.isEmpty()) {
          rest();
        }
      }
      return made(decided.get());
    }

    /** Before another home is asked nothing may come of what this one was asked. */
    private Optional<Decided> leave(NodeId before) {
      if (lost) {
        try {
          return hear(settle(before));
        } catch (PeerException e) {
          return Optional.empty();
        }
      }
      anew();
      return Optional.empty();
    }

    private void anew() {
      requests.end(id.hex());
      id = id.next();
      asked = Optional.empty();
      lost = false;
    }

    private void rest() {
      if (deadline.isOver()) {
        throw late();
      }
      deadline.rest();
    }

    /** What an answer means: nothing where it is to be asked again. */
    private Optional<Decided> hear(HomeAnswer answer) {
      switch (answer) {
        case Decided decided -> {
          return Optional.of(decided);
        }
        case Refused(S3Exception error) -> throw end(error);
        case OtherContent() -> throw end(S3Exception.preconditionFailed("request"));
        case Denied() ->
            throw end(
                new S3Exception(
                    S3ErrorCode.ACCESS_DENIED,
                    "The home of the bucket does not know this node as a member that may write."));
        case Elsewhere() -> {
          why = "says that it is not the home.";
          anew();
        }
        case Never _ -> anew();
        case NotNow(String reason) -> why = "says: " + reason;
        case Busy() -> why = "is asked too much at once.";
        case Stands _, GivenUp _, Named _ -> why = "answers something else.";
      }
      return Optional.empty();
    }

    /** Asks one home until it answers: whoever is asked next would not know of this. */
    private HomeAnswer ask(NodeId home) {
      Deadline reconnects = Deadline.ofConnecting(patience);
      while (true) {
        try {
          HomeAnswer answer =
              line.ask(
                  home,
                  new HomeQuestion.Decide(change.bucket(), id, content.length),
                  content,
                  deadline);
          // One that got lost may be under way still: a refusal must be the end of it.
          boolean open = lost && answer instanceof Refused;
          return open && settle(home) instanceof Decided decided ? decided : answer;
        } catch (PeerException e) {
          lost |= e.reason() != Reason.UNREACHABLE;
          if (!lost && reconnects.isOver()) {
            throw late();
          }
          rest();
        }
      }
    }

    private HomeAnswer settle(NodeId home) {
      return line.ask(home, new HomeQuestion.Settle(change.bucket(), id), new byte[0], deadline);
    }

    private Optional<ObjectVersion> made(Decided decided) {
      NodeId home = asked.orElseThrow();
      if (!standings.await(change.bucket(), home, decided.standing(), deadline)) {
        throw Homes.unavailable(
            "The home of the bucket, node %s, has done this, but it is not here yet."
                .formatted(home));
      }
      requests.made(id.hex(), decided.version().map(MadeVersion::id));
      return decided
          .version()
          .map(version -> DraftVersions.made(change.key(), change.draft(), version));
    }

    private S3Exception end(S3Exception error) {
      requests.end(id.hex());
      return error;
    }

    /** What is open is settled later, as soon as the home can be asked. */
    private S3Exception late() {
      if (!lost) {
        requests.end(id.hex());
      }
      return Homes.unavailable(
          "The home of the bucket, node %s, %s"
              .formatted(
                  asked.orElseGet(() -> homes.require(change.bucket()).node()),
                  lost ? "does not answer in time: whether this was done is not known." : why));
    }
  }
}
