package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.net.NodeId;
import java.net.InetSocketAddress;
import java.util.List;

/** Hears where nodes are. Thread-safe; may block. */
public interface Whereabouts {

  /** Hears where this node is, when that has changed and at first. */
  void here(List<InetSocketAddress> addresses);

  /** Hears where a member says that it is, which is connected with this node. */
  void met(NodeId member, List<InetSocketAddress> addresses);
}
