package io.horizonpush.wasm.host;

import java.util.Optional;

/**
 * What an instance is begun with.
 *
 * @param view nothing for an event or a tick
 * @param id by which its log lines are found: a request's, or what else it is about
 */
public record NativeRequest(Optional<RequestView> view, RequestVariables variables, String id) {}
