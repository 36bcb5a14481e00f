package io.horizonpush.wasm.chain;

import io.horizonpush.wasm.host.PluginSinks.Level;
import java.time.Instant;

/**
 * A line that a plugin logged.
 *
 * @param number counts up from 1, so that who follows knows where it was
 * @param request the id of the request in which it was said, or what else it was
 * @param text without control characters
 */
public record LogEntry(long number, Instant time, Level level, String request, String text) {}
