package io.horizonpush.node.admin;

import io.horizonpush.node.keys.NewKey;
import io.horizonpush.s3.model.KeyGrant;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the admin API asks about access keys. Thread-safe; blocks its (virtual) thread. */
public interface KeyControl {

  /** Access keys, the root key first. */
  KeyList keys(PageRequest page);

  /**
   * Makes an access key.
   *
   * @param grants all that it may do; empty for a key that may do what its owner may
   * @param lifetime empty for ever
   */
  NewKey createKey(String name, List<KeyGrant> grants, Optional<Duration> lifetime);

  /** Gives a key a new secret; nothing when it is none that was made here. */
  Optional<NewKey> rotateKey(String accessKey);

  /** Makes a key worth nothing at once; false when it is none that was made here. */
  boolean revokeKey(String accessKey);
}
