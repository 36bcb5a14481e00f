package io.horizonpush.iroh.keep;

import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.iroh.keep.KeepQuestion.What;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketId;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The questions about kept bytes to other members, which their {@link KeepDesk} answers.
 * Thread-safe; blocks its (virtual) thread.
 */
final class KeepClient {

  private static final Logger LOG = LoggerFactory.getLogger(KeepClient.class);

  private final Fellows fellows;

  KeepClient(Fellows fellows) {
    this.fellows = fellows;
  }

  /** The answer of a member; nothing if it gives none. */
  Optional<KeepAnswer> ask(NodeId member, KeepQuestion question) {
    try {
      return fellows.ask(member, question.encode(), KeepAnswer.LONGEST).map(KeepAnswer::decode);
    } catch (CodecException | IllegalArgumentException e) {
      LOG.warn("Node {} gives an answer about kept bytes that is none", member, e);
      return Optional.empty();
    }
  }

  /** The blobs of which a member says that all of them came to it through a bucket. */
  Set<BlobHash> held(NodeId member, BucketId bucket, Collection<BlobHash> blobs) {
    Set<BlobHash> held = new HashSet<>();
    for (List<BlobHash> some : KeepQuestion.cut(List.copyOf(blobs))) {
      KeepQuestion question = new KeepQuestion(What.HOLDS, bucket, Duration.ZERO, some);
      if (ask(member, question).orElse(null) instanceof KeepAnswer.Given given) {
        given.places().stream()
            .filter(place -> place < some.size())
            .forEach(place -> held.add(some.get(place)));
      }
    }
    return held;
  }
}
