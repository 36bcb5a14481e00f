package io.horizonpush.iroh.share;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerStream;
import io.horizonpush.s3.model.MemberMode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.Stamp;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears members who leave a bucket, and says so to all others: what {@link Farewell} is answered
 * by. Thread-safe; blocks its (virtual) thread.
 */
public final class Farewells {

  private static final Logger LOG = LoggerFactory.getLogger(Farewells.class);

  private final ShareStore store;
  private final LocalNode self;
  private final InstantSource clock;

  public Farewells(ShareStore store, LocalNode self, InstantSource clock) {
    this.store = store;
    this.self = self;
    this.clock = clock;
  }

  /**
   * Answers a stream whose first frame is a farewell.
   *
   * @param node at the other end, which the connection proves
   */
  public void answer(NodeId node, byte[] first, PeerStream stream) {
    boolean noted = note(node, Farewell.read(first));
    stream.send(Farewell.answer(noted), Farewell.PATIENCE);
    stream.finish();
  }

  private boolean isAhead(Parting parting) {
    return new Stamp(parting.clock(), self.author()).isAheadOf(clock.instant());
  }

  private boolean note(NodeId node, Farewell.Said said) {
    boolean counts =
        store
            .find(said.bucket())
            .map(SharedBucket::membership)
            .filter(members -> members.allows(self.id(), MemberMode.WRITE))
            .filter(members -> members.find(node).isPresent())
            .filter(_ -> !isAhead(said.parting()))
            .filter(_ -> said.parting().holds(said.bucket(), node, SignatureCheck.PLAIN))
            .isPresent();
    if (!counts) {
      return false;
    }
    try {
      boolean left =
          store.change(
              said.bucket(),
              draft -> {
                draft.say(node, said.parting());
                return draft.membership().find(node).isEmpty();
              });
      if (left) {
        LOG.atInfo()
            .addKeyValue("bucket", said.bucket())
            .addKeyValue("node", node)
            .log("member left");
      }
      return left;
    } catch (S3Exception e) {
      LOG.info("That a member left could not be noted", e); // The bucket was left here, too.
      return false;
    }
  }
}
