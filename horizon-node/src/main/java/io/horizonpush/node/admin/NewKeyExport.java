package io.horizonpush.node.admin;

import io.horizonpush.node.config.Secret;

/**
 * An access key as a line of text that one other node can read, shown this once.
 *
 * @param to the id of that node
 * @param revoked whether it says that the key is worth nothing any more
 */
public record NewKeyExport(Secret export, String accessKey, String to, boolean revoked) {}
