package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.net.PeerException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Nodes as which two processes run at one time: a copied data directory, whose two nodes would sign
 * different things by one key. Thread-safe.
 *
 * <p>A process that comes after another of its node may follow its end. One that comes back after
 * another came has not ended: then neither is heard for a while.
 */
final class Doubles {

  private static final Logger LOG = LoggerFactory.getLogger(Doubles.class);

  private static final Duration NOT_HEARD = Duration.ofMinutes(1);

  private static final int MOST_NODES = 1000;
  private static final int MOST_PROCESSES = 8;

  private final Map<NodeId, Met> nodes =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<NodeId, Met> eldest) {
          return size() > MOST_NODES;
        }
      };

  /** The processes of a node in the order in which they were met first. */
  private static final class Met {
    private final List<ProcessId> processes = new ArrayList<>();
    private boolean doubled;
    private long until;

    /** Whether a process was met before another one that came meanwhile. */
    private boolean isBack(ProcessId process) {
      return processes.contains(process) && !processes.getLast().equals(process);
    }
  }

  /**
   * Notes as which process a node says hello.
   *
   * @throws PeerException {@code REFUSED} if another one runs, too
   */
  synchronized void require(NodeId node, ProcessId process) {
    Met met = nodes.computeIfAbsent(node, _ -> new Met());
    if (met.doubled && System.nanoTime() - met.until >= 0) {
      met.doubled = false;
      met.processes.clear();
    }
    if (!met.doubled && met.isBack(process)) {
      met.doubled = true;
      met.until = System.nanoTime() + NOT_HEARD.toNanos();
      LOG.error(
          "Two processes run as node {}: its data directory was copied. Neither is heard for {} s; end one of them.",
          node,
          NOT_HEARD.toSeconds());
    } else if (!met.doubled && !met.processes.contains(process)) {
      met.processes.add(process);
      if (met.processes.size() > MOST_PROCESSES) {
        met.processes.removeFirst();
      }
    }
    if (met.doubled) {
      throw new PeerException(Reason.REFUSED, "Two processes run as node " + node);
    }
  }
}
