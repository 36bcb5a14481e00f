package io.horizonpush.node.admin;

import io.horizonpush.node.keys.NewKey;
import java.time.Duration;
import java.util.Optional;

/**
 * The message of a node to the program that started it.
 *
 * @param timeToReady since the process began
 * @param rootKey at the start that made it
 */
public record StartReport(NodeStatus status, Duration timeToReady, Optional<NewKey> rootKey) {}
