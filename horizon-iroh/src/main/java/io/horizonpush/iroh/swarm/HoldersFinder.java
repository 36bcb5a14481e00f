package io.horizonpush.iroh.swarm;

import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.iroh.net.BlobFetch.Source;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerConnection;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.net.PeerStream;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketId;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out which members of a bucket have a blob. Those that the node is connected with are asked
 * all at once; the others, of a large bucket, once none of these has given it, a few at a time.
 * Thread-safe; blocks its (virtual) thread.
 */
public final class HoldersFinder {

  private static final Logger LOG = LoggerFactory.getLogger(HoldersFinder.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Holding NOTHING = new Holding.Nothing();

  /** The members that a search connects with at the same time, and all searches together. */
  private static final int DIALLED_AT_ONCE = 4;

  private static final int MOST_DIALLED = 16;

  /** The members that a search connects with, one after the other. */
  private static final int MOST_ASKED = 64;

  /** How long a member that was not reached is passed over. */
  private static final Duration NOT_AGAIN = Duration.ofSeconds(30);

  private final Lines lines;
  private final Semaphore dialling = new Semaphore(MOST_DIALLED);
  private final ConcurrentHashMap<NodeId, Long> unreached = new ConcurrentHashMap<>();

  /** The ways to other nodes. */
  public interface Lines {

    /** Begins a stream with a node that this one is connected with; nothing if it is not. */
    Optional<PeerStream> open(NodeId member);

    /**
     * Connects with a node for a question.
     *
     * @throws PeerException if that does not work in time
     */
    PeerConnection connect(NodeId member, List<InetSocketAddress> addresses, Duration patience);
  }

  public HoldersFinder(Lines lines) {
    this.lines = lines;
  }

  /** Begins to ask members of a bucket for a blob. */
  public HolderSearch search(List<Source> members, BucketId bucket, BlobHash blob) {
    Search search = new Search(new HoldQuestion(bucket, blob).encode());
    search.askConnected(members);
    return search;
  }

  /** Asks a member that says to have a blob for parts of its tree; nothing if it gives none. */
  public List<byte[]> parts(Source member, TreeQuestion question) {
    try {
      Optional<PeerStream> open = lines.open(member.peer());
      if (open.isPresent()) {
        return parts(open.get(), question);
      }
      try (PeerConnection connection = lines.connect(member.peer(), member.addresses(), PATIENCE)) {
        return parts(connection.open(), question);
      }
    } catch (PeerException | CodecException e) {
      LOG.debug("Node {} does not tell the tree of a blob", member.peer(), e);
      return List.of();
    }
  }

  private static List<byte[]> parts(PeerStream opened, TreeQuestion question) {
    try (PeerStream stream = opened) {
      return stream
          .ask(question.encode(), TreeQuestion.LONGEST_ANSWER, PATIENCE)
          .map(question::decodeAnswer)
          .orElse(List.of());
    }
  }

  /** A member, and what it says; nothing if this node is not connected with it. */
  private record Answer(Source member, Optional<Holding> holding) {}

  private final class Search implements HolderSearch {

    private final byte[] question;
    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    private final Queue<Source> others = new ArrayDeque<>();

    /** The answers that are still to come. */
    private int expected;

    private int dialled;
    private volatile boolean closed;

    private Search(byte[] question) {
      this.question = question;
    }

    private void askConnected(List<Source> members) {
      expected = members.size();
      members.forEach(member -> start(() -> answers.add(new Answer(member, ask(member)))));
    }

    @Override
    public Optional<Holder> next(boolean far) {
      try {
        while (!closed && (far ? dialMore() : expected > 0)) {
          // Each answer comes in the end: what it waits for is bounded.
          Answer answer = answers.poll(1, TimeUnit.SECONDS);
          if (answer == null) {
            continue;
          }
          expected--;
          if (answer.holding().isEmpty()) {
            others.add(answer.member());
          } else if (!(answer.holding().get() instanceof Holding.Nothing)) {
            return Optional.of(new Holder(answer.member(), answer.holding().get()));
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return Optional.empty();
    }

    /** Connects with some that are left, once the connected ones have answered. */
    private boolean dialMore() {
      if (expected == 0 && !others.isEmpty() && dialled < MOST_ASKED) {
        List<Source> left = new ArrayList<>(others);
        Collections.shuffle(left);
        others.clear();
        List<Source> some = left.subList(0, Math.min(DIALLED_AT_ONCE, left.size()));
        others.addAll(left.subList(some.size(), left.size()));
        dialled += some.size();
        expected = some.size();
        some.forEach(
            member -> start(() -> answers.add(new Answer(member, Optional.of(dial(member))))));
      }
      return expected > 0;
    }

    private Optional<Holding> ask(Source member) {
      try {
        return lines.open(member.peer()).map(stream -> holding(stream, question));
      } catch (PeerException | CodecException e) {
        LOG.debug("Node {} does not say whether it has a blob", member.peer(), e);
        return Optional.of(NOTHING);
      }
    }

    private Holding dial(Source member) {
      return closed || isUnreached(member.peer())
          ? NOTHING
          : HoldersFinder.this.dial(member, question);
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static void start(Runnable asking) {
    Thread.ofVirtual().name("ask-holder").start(asking);
  }

  private boolean isUnreached(NodeId member) {
    unreached.values().removeIf(until -> System.nanoTime() - until >= 0);
    return unreached.containsKey(member);
  }

  private Holding dial(Source member, byte[] question) {
    dialling.acquireUninterruptibly();
    try (PeerConnection connection = lines.connect(member.peer(), member.addresses(), PATIENCE)) {
      return holding(connection.open(), question);
    } catch (PeerException | CodecException e) {
      LOG.debug("Node {} does not say whether it has a blob", member.peer(), e);
      unreached.put(member.peer(), System.nanoTime() + NOT_AGAIN.toNanos());
      return NOTHING;
    } finally {
      dialling.release();
    }
  }

  private static Holding holding(PeerStream opened, byte[] question) {
    try (PeerStream stream = opened) {
      return stream
          .ask(question, HoldQuestion.LONGEST_ANSWER, PATIENCE)
          .map(HoldQuestion::decodeAnswer)
          .orElse(NOTHING);
    }
  }
}
