package io.horizonpush.node.admin;

import java.time.Duration;

/** How long a drain waited for running requests. */
public record DrainReport(Duration took) {}
