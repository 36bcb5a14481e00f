package io.horizonpush.iroh.swarm;

import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.net.PeerStream;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out which members of a bucket have a blob, by asking all of them at once. Thread-safe;
 * blocks its (virtual) thread.
 */
public final class HoldersFinder {

  private static final Logger LOG = LoggerFactory.getLogger(HoldersFinder.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Function<NodeId, Optional<PeerStream>> streams;

  /**
   * @param streams begins a stream with a node that this one is connected with
   */
  public HoldersFinder(Function<NodeId, Optional<PeerStream>> streams) {
    this.streams = streams;
  }

  private record Answer(NodeId member, boolean holds) {}

  /** Those that have it, the first to answer first; whoever answers later is not waited for. */
  public List<NodeId> having(Collection<NodeId> members, BucketId bucket, BlobHash blob) {
    BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    HoldQuestion question = new HoldQuestion(bucket, blob);
    for (NodeId member : members) {
      Thread.ofVirtual()
          .name("ask-holder")
          .start(() -> answers.add(new Answer(member, holds(member, question))));
    }
    return gather(answers, members.size());
  }

  private static List<NodeId> gather(BlockingQueue<Answer> answers, int expected) {
    List<NodeId> holders = new ArrayList<>();
    try {
      for (int heard = 0; heard < expected; heard++) {
        // With one that has it at hand, only those count who have answered already.
        Answer answer =
            holders.isEmpty()
                ? answers.poll(PATIENCE.toMillis() * 2, TimeUnit.MILLISECONDS)
                : answers.poll();
        if (answer == null) {
          return holders;
        }
        if (answer.holds()) {
          holders.add(answer.member());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return holders;
  }

  private boolean holds(NodeId member, HoldQuestion question) {
    try {
      Optional<PeerStream> opened = streams.apply(member);
      if (opened.isEmpty()) {
        return false;
      }
      try (PeerStream stream = opened.get()) {
        stream.send(question.encode(), PATIENCE);
        stream.finish();
        return stream
            .receive(HoldQuestion.LONGEST_ANSWER, PATIENCE)
            .filter(HoldQuestion::decodeAnswer)
            .isPresent();
      }
    } catch (PeerException | CodecException e) {
      LOG.debug("Node {} does not say whether it has a blob", member, e);
      return false;
    }
  }
}
