package io.horizonpush.node.admin;

/** How far a node's life has come. */
public enum NodeState {
  STARTING,
  READY,
  /** Running requests end; no new ones begin. */
  DRAINING
}
