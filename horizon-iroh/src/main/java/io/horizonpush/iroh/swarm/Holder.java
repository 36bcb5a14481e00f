package io.horizonpush.iroh.swarm;

import io.horizonpush.iroh.net.BlobFetch.Source;

/** A member that says to have a blob, or parts of it. */
public record Holder(Source source, Holding holding) {}
