package io.horizonpush.s3.auth;

import io.horizonpush.s3.model.KeyRights;
import io.horizonpush.s3.model.Owner;

/**
 * A pair of access key id and secret, whom it belongs to, and what it may be used for.
 *
 * @param secret never shown: {@link #toString} leaves it out
 */
public record AccessKey(String id, String secret, Owner owner, KeyRights rights) {

  @Override
  public String toString() {
    return "AccessKey[" + id + " of " + owner.id() + "]";
  }
}
