package io.horizonpush.s3.auth;

import io.horizonpush.s3.model.Owner;

/**
 * A pair of access key id and secret, and whom it belongs to.
 *
 * @param secret never shown: {@link #toString} leaves it out
 */
public record AccessKey(String id, String secret, Owner owner) {

  @Override
  public String toString() {
    return "AccessKey[" + id + " of " + owner.id() + "]";
  }
}
