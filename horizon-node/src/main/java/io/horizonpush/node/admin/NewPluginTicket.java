package io.horizonpush.node.admin;

import io.horizonpush.node.config.Secret;
import io.horizonpush.s3.model.BlobHash;
import java.time.Instant;

/**
 * A ticket for a plugin that was made, shown this once.
 *
 * @param link the same as a link, which opens where links of the scheme {@code horizon} do
 * @param id by which it is shown and revoked
 * @param digest of the file that it gives
 * @param nearOnly whether no address in it can be reached from other networks
 */
public record NewPluginTicket(
    Secret ticket,
    Secret link,
    String id,
    String plugin,
    BlobHash digest,
    Instant expires,
    boolean nearOnly) {}
