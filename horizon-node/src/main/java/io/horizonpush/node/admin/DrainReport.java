package io.horizonpush.node.admin;

import java.time.Duration;

/**
 * The outcome of a drain.
 *
 * @param took how long it waited for running requests
 */
public record DrainReport(Duration took) {}
