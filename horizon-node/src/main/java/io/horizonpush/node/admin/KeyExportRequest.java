package io.horizonpush.node.admin;

/**
 * A node that is to have an access key, too.
 *
 * @param to its id
 */
public record KeyExportRequest(String to) {}
