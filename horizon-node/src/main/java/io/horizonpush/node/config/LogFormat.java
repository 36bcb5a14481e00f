package io.horizonpush.node.config;

/** How a log line looks. */
public enum LogFormat {
  TEXT,
  JSON
}
