package io.horizonpush.node.admin;

/** A stage of a node's life. */
public enum NodeState {
  STARTING,
  READY,
  /** Running requests end; no new ones begin. */
  DRAINING
}
