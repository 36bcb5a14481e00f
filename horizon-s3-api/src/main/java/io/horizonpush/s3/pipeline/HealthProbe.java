package io.horizonpush.s3.pipeline;

/** Whether the node can serve. Thread-safe; does not block. */
@FunctionalInterface
public interface HealthProbe {

  boolean ready();
}
