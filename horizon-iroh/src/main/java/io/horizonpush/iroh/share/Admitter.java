package io.horizonpush.iroh.share;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.net.PeerStream;
import io.horizonpush.iroh.replica.ReplicaException;
import io.horizonpush.iroh.share.JoinFrames.Ask;
import io.horizonpush.iroh.share.JoinFrames.Signatures;
import io.horizonpush.iroh.share.JoinFrames.Welcome;
import io.horizonpush.iroh.share.ShareStore.Draft;
import io.horizonpush.iroh.share.ShareStore.Origin;
import io.horizonpush.iroh.share.Statement.OfShare;
import io.horizonpush.s3.model.MemberMode;
import io.horizonpush.s3.model.S3Exception;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets nodes into this node's shared buckets: the member's side of a joining ({@link JoinFrames}).
 *
 * <p>A ticket is believed nothing: what it gives, the bucket's own records say. Only a node that
 * has proved to have the ticket learns that bucket and share are here, and costs more than a proof.
 * Thread-safe; blocks its (virtual) thread.
 */
public final class Admitter {

  private static final Logger log = LoggerFactory.getLogger(Admitter.class);

  /** As many are admitted at once; more are told to come again. */
  private static final int AT_ONCE = 8;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ShareStore store;
  private final LocalNode self;
  private final DocumentSource documents;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final Semaphore room = new Semaphore(AT_ONCE);
  private final LongAdder refused = new LongAdder();

  public Admitter(ShareStore store, LocalNode self, DocumentSource documents, InstantSource clock) {
    this.store = store;
    this.self = self;
    this.documents = documents;
    this.clock = clock;
  }

  /** How many joinings were refused, or were none. */
  public long refused() {
    return refused.sum();
  }

  /**
   * Answers a node that wants to join; to be called for a stream whose first frame asks that.
   *
   * @param joiner the node at the other end, which the connection proves
   */
  public void answer(NodeId joiner, byte[] first, PeerStream stream) {
    try (stream) {
      admit(joiner, first, stream)
          .ifPresent(
              why -> {
                refused.increment();
                log.atDebug().addKeyValue("node", joiner).log("a node may not join: {}", why);
                stream.send(AnswerFrames.write(why), PATIENCE);
              });
      stream.finish();
    } catch (PeerException e) {
      refused.increment();
      log.atDebug().addKeyValue("node", joiner).log("a node did not join: {}", e.getMessage());
    } catch (ReplicaException e) {
      refused.increment();
      log.atWarn().addKeyValue("node", joiner).log("a node did not join: no document", e);
    }
  }

  private Optional<JoinRefusal> admit(NodeId joiner, byte[] first, PeerStream stream) {
    Ask ask = JoinFrames.readAsk(first);
    byte[] nonce = new byte[JoinTerms.Nonces.LENGTH];
    random.nextBytes(nonce);
    stream.send(AnswerFrames.writeNonce(Octets.of(nonce)), PATIENCE);
    Signatures signatures =
        JoinFrames.readSignatures(
            stream
                .receive(JoinFrames.LONGEST_ASKED, PATIENCE)
                .orElseThrow(
                    () -> new PeerException(PeerException.Reason.CLOSED, "It proves nothing")));
    JoinTerms terms =
        new JoinTerms(
            ask.bucket(),
            ask.share(),
            self.id(),
            joiner,
            ask.author(),
            new JoinTerms.Nonces(Octets.of(nonce), ask.nonce()));
    JoinProof proof = new JoinProof(terms, signatures.byShare(), signatures.byNode());
    Optional<JoinRefusal> refusal = decide(proof, ask.contact());
    if (refusal.isEmpty()) {
      stream.send(JoinFrames.write(welcome(proof)), PATIENCE);
      log.atInfo()
          .addKeyValue("node", joiner)
          .addKeyValue("bucket", ask.bucket())
          .addKeyValue("ticket", ask.share())
          .log("a node joined");
    }
    return refusal;
  }

  private Optional<JoinRefusal> decide(JoinProof proof, Contact contact) {
    if (!isProved(proof)) {
      return Optional.of(JoinRefusal.UNKNOWN);
    }
    if (!room.tryAcquire()) {
      return Optional.of(JoinRefusal.BUSY);
    }
    try {
      store.change(
          proof.terms().bucket(),
          draft -> {
            admit(draft, proof, contact);
            return proof;
          });
      return Optional.empty();
    } catch (Refused e) {
      return Optional.of(e.refusal);
    } catch (S3Exception e) {
      log.info("a node could not be admitted", e); // The bucket was left, or cannot be written.
      return Optional.of(JoinRefusal.UNKNOWN);
    } finally {
      room.release();
    }
  }

  /** Whether the share is here and the node has its ticket; outside of any transaction. */
  private boolean isProved(JoinProof proof) {
    return store
        .find(proof.terms().bucket())
        .flatMap(bucket -> bucket.membership().share(proof.terms().share()))
        .filter(share -> proof.holds(share.says().keyBytes(), SignatureCheck.PLAIN))
        .isPresent();
  }

  private void admit(Draft draft, JoinProof proof, Contact contact) {
    JoinTerms terms = proof.terms();
    // Its id is that of its key, so it is the one by which the proof was verified.
    ShareRecord share =
        draft
            .membership()
            .share(terms.share())
            .map(OfShare::says)
            .orElseThrow(() -> new Refused(JoinRefusal.UNKNOWN));
    refusal(draft, share, terms)
        .ifPresent(
            why -> {
              throw new Refused(why);
            });
    Optional<Member> known = draft.membership().find(terms.joiner());
    if (known.filter(member -> hasAll(member, share, terms)).isEmpty()) {
      if (known
          .filter(member -> member.authors().size() >= MemberRecord.MOST_AUTHORS)
          .isPresent()) {
        throw new Refused(JoinRefusal.MAY_NOT);
      }
      draft.say(
          new JoinRecord(share.mode(), proof, contact), draft.membership().leftAt(terms.joiner()));
    }
    // Whether that makes it a member, the membership alone knows: an owner may have decided.
    if (draft
        .membership()
        .find(terms.joiner())
        .filter(member -> member.authors().contains(terms.author()))
        .isEmpty()) {
      throw new Refused(JoinRefusal.REMOVED);
    }
  }

  /** Whether a member has already what the share would give it. */
  private static boolean hasAll(Member member, ShareRecord share, JoinTerms terms) {
    return member.mode().allows(share.mode()) && member.authors().contains(terms.author());
  }

  /** Why a node may not join that has the ticket. */
  private Optional<JoinRefusal> refusal(Draft draft, ShareRecord share, JoinTerms terms) {
    if (!draft.membership().allows(self.id(), MemberMode.WRITE)) {
      return Optional.of(JoinRefusal.MAY_NOT);
    }
    if (share.terms().revoked()) {
      return Optional.of(JoinRefusal.REVOKED);
    }
    if (!share.expires().isAfter(clock.instant())) {
      return Optional.of(JoinRefusal.EXPIRED);
    }
    if (share.terms().node().filter(node -> !node.equals(terms.joiner())).isPresent()) {
      return Optional.of(JoinRefusal.FOR_ANOTHER);
    }
    return share.terms().uses().flatMap(uses -> use(draft, share, terms, uses));
  }

  private Optional<JoinRefusal> use(Draft draft, ShareRecord share, JoinTerms terms, int uses) {
    if (!share.issuer().equals(self.id())) {
      return Optional.of(JoinRefusal.NOT_ISSUER);
    }
    Set<NodeId> admitted = draft.admitted(terms.share());
    if (!admitted.contains(terms.joiner())) {
      if (admitted.size() >= uses) {
        return Optional.of(JoinRefusal.USED_UP);
      }
      draft.admit(terms.share(), terms.joiner());
    }
    return Optional.empty();
  }

  /** Undoes what was about to be said. */
  private static final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final JoinRefusal refusal;

    Refused(JoinRefusal refusal) {
      super(refusal.words(), null, false, false);
      this.refusal = refusal;
    }
  }

  private Welcome welcome(JoinProof proof) {
    SharedBucket bucket = store.find(proof.terms().bucket()).orElseThrow(S3Exception::noSuchBucket);
    Member member = bucket.membership().find(proof.terms().joiner()).orElseThrow();
    var capabilities = documents.capabilities(bucket.id());
    return new Welcome(
        member.mode(),
        bucket.name(),
        new Origin(bucket.founder(), bucket.createdAt()),
        member.mode().allows(MemberMode.WRITE) ? capabilities : capabilities.toRead(),
        hints(bucket, proof.terms().joiner()));
  }

  private Map<NodeId, List<InetSocketAddress>> hints(SharedBucket bucket, NodeId joiner) {
    Map<NodeId, List<InetSocketAddress>> hints = new LinkedHashMap<>();
    bucket.membership().members().stream()
        .map(Member::node)
        .filter(node -> !node.equals(joiner))
        .limit(JoinFrames.MOST_HINTS)
        .forEach(node -> hints.put(node, bucket.addresses(node)));
    return hints;
  }
}
