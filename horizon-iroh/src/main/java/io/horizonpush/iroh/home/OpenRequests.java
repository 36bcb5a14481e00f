package io.horizonpush.iroh.home;

import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.store.HomeRequests;
import io.horizonpush.iroh.store.HomeRequests.Open;
import io.horizonpush.iroh.store.MadeVersion;
import io.horizonpush.s3.model.S3Exception;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this node asked homes and does not know the end of, because no answer came or it died
 * meanwhile: asked for again until it knows. Thread-safe; blocks its (virtual) thread.
 *
 * @param clock that what was asked is stamped with
 * @param patience with a home that does not answer
 */
record OpenRequests(
    HomeRequests requests,
    HomeLine line,
    Standings standings,
    InstantSource clock,
    Duration patience) {

  private static final Logger LOG = LoggerFactory.getLogger(OpenRequests.class);

  /** So many times as old as a client waits: nobody does any more. */
  private static final int ABANDONED = 3;

  private static final int AT_ONCE = 100;
  private static final byte[] NOTHING = {};

  /** Settles what is open. */
  void settle() {
    List<Open> some =
        requests.askedBefore(clock.instant().minus(patience.multipliedBy(ABANDONED)), AT_ONCE);
    some.forEach(this::settle);
  }

  private void settle(Open open) {
    try {
      HomeAnswer answer =
          line.ask(
              open.home(),
              new HomeQuestion.Settle(open.bucket(), new RequestId(open.request())),
              NOTHING,
              Deadline.in(patience));
      switch (answer) {
        case HomeAnswer.Never _ -> requests.end(open.request());
        case HomeAnswer.Decided decided -> arrive(open, decided);
        case HomeAnswer.OtherContent _,
            HomeAnswer.Refused _,
            HomeAnswer.Elsewhere _,
            HomeAnswer.NotNow _,
            HomeAnswer.Denied _,
            HomeAnswer.Busy _,
            HomeAnswer.Stands _,
            HomeAnswer.GivenUp _,
            HomeAnswer.Named _ ->
            requests.postpone(open.request());
      }
    } catch (PeerException | S3Exception e) {
      LOG.debug("A request to home {} stays open", open.home(), e);
      requests.postpone(open.request());
    }
  }

  private void arrive(Open open, HomeAnswer.Decided decided) {
    if (standings.await(open.bucket(), open.home(), decided.standing(), Deadline.in(patience))) {
      requests.made(open.request(), decided.version().map(MadeVersion::id));
    } else {
      requests.postpone(open.request());
    }
  }
}
