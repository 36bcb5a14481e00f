package io.horizonpush.node.keys;

import io.horizonpush.node.config.Secret;
import io.horizonpush.s3.model.KeyGrant;
import io.horizonpush.s3.model.Owner;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An access key as it goes from node to node of a fleet: the same id, owner and state everywhere.
 *
 * @param id as {@code KeyMaker} makes them
 * @param created when it was made, to the millisecond
 */
public record ExportedKey(String id, Owner owner, Instant created, State state) {

  /** Whether a key is worth something. */
  public sealed interface State {

    /**
     * It is.
     *
     * @param grants with the ids of their buckets; empty for a key that may do what its owner may
     */
    record Live(Secret secret, List<KeyGrant> grants, Optional<Instant> expires) implements State {

      private static final int LONGEST_SECRET = 128;

      /** Throws IllegalArgumentException for what no node makes. */
      public Live {
        grants = List.copyOf(grants);
        if (!secret.value().matches("[!-~]{1," + LONGEST_SECRET + "}")) {
          throw new IllegalArgumentException("The secret of an access key is text");
        }
        if (grants.stream().anyMatch(grant -> grant.id().isEmpty())) {
          throw new IllegalArgumentException("A grant of an exported key has its bucket's id");
        }
      }
    }

    /** It was revoked. */
    record Revoked(Instant since) implements State {}
  }

  /** Throws IllegalArgumentException for what no node makes. */
  public ExportedKey {
    if (!id.matches("HZ[A-Z2-7]{18}")) {
      throw new IllegalArgumentException("An access key is HZ and 18 letters and digits");
    }
    if (!owner.id().matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("The id of an owner is 64 hexadecimal digits");
    }
    KeyName.require(owner.displayName());
  }
}
