package io.horizonpush.node.admin;

import java.time.Instant;

/** What of a node does not change by itself. */
public record NodeSummary(
    String version, NodeState state, Instant startedAt, NodeStatus.Endpoints endpoints)
    implements EventValue {}
