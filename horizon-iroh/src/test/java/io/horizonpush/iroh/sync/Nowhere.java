package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.net.NodeId;
import java.net.InetSocketAddress;
import java.util.List;

/** Keeps no account of where nodes are. */
public enum Nowhere implements Whereabouts {
  INSTANCE;

  @Override
  public void here(List<InetSocketAddress> addresses) {}

  @Override
  public void met(NodeId member, List<InetSocketAddress> addresses) {}
}
