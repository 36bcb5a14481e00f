package io.horizonpush.iroh.share;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.share.Ticket.Door;
import io.horizonpush.s3.model.BlobHash;
import java.time.Instant;

/**
 * What lets a node have a plugin: one file, from the node that made the ticket.
 *
 * @param plugin the name that it has there, at most {@link #LONGEST_NAME} characters
 * @param digest of its file: whatever comes is compared with it
 * @param key holds the secret
 * @param expires to the second
 * @param issuer the node that made it
 */
public record PluginTicket(
    String plugin, BlobHash digest, ShareKey key, Instant expires, Door issuer) {

  static final int LONGEST_NAME = 63;

  /** Throws IllegalArgumentException if the name can be none. */
  public PluginTicket {
    if (!plugin.matches("[a-z][a-z0-9-]{0,62}")) {
      throw new IllegalArgumentException("A plugin has another name than that of a ticket");
    }
  }

  /** What it is called. */
  public ShareId id() {
    return key.id();
  }

  NodeId node() {
    return issuer.node();
  }

  /** Shows what is no secret. */
  @Override
  public String toString() {
    return "Ticket " + id() + " for the plugin " + plugin;
  }
}
