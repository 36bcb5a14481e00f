package io.horizonpush.node.admin;

import io.horizonpush.s3.model.KeyGrant;
import io.horizonpush.s3.model.Owner;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An access key without its secret.
 *
 * @param accessKey its id
 * @param use empty for the root key
 */
public record KeyInfo(
    String accessKey, Owner owner, KeyRole role, List<KeyGrant> grants, Optional<Use> use)
    implements EventValue {

  public KeyInfo {
    grants = List.copyOf(grants);
  }

  /** The same without when it was used last. */
  public KeyInfo withoutLastUse() {
    return new KeyInfo(
        accessKey,
        owner,
        role,
        grants,
        use.map(each -> new Use(each.created(), each.expires(), Optional.empty())));
  }

  /**
   * When a key can be and was used.
   *
   * @param lastUsed to the minute or so
   */
  public record Use(Instant created, Optional<Instant> expires, Optional<Instant> lastUsed) {}
}
