package io.horizonpush.iroh.share;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.WriterId;

/**
 * This node, as far as it shares buckets.
 *
 * @param key by which other nodes know it
 * @param author of its entries
 * @param owner of buckets that it joins, here
 * @param name for people on other nodes; may be empty
 */
public record LocalNode(SigningKey key, WriterId author, Owner owner, String name) {

  /** Its id. */
  public NodeId id() {
    return NodeId.of(key.publicKey());
  }
}
