package io.horizonpush.node.admin;

/**
 * What an event is about.
 *
 * @param id among those of its kind, the same as long as it is there
 */
public record EventKey(EventKind kind, String id) {}
