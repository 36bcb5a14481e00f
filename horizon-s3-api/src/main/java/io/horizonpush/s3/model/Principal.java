package io.horizonpush.s3.model;

import java.util.Optional;

/** Who sends a request, once that is proved. */
public sealed interface Principal {

  /** Whom this principal acts for: the owner of what it creates. */
  Owner owner();

  /** The id of the access key that it proved to hold. */
  default Optional<String> provedKey() {
    return switch (this) {
      case KeyHolder holder -> Optional.of(holder.accessKeyId());
      case Local _, Identified _, Public _ -> Optional.empty();
    };
  }

  /** The holder of an access key, proved by a signature. */
  record KeyHolder(String accessKeyId, Owner owner, KeyRights rights, Signature signature)
      implements Principal {}

  /**
   * A client on this machine that did not sign, where that is enough. It acts for the node's {@code
   * owner}.
   */
  record Local(Owner owner) implements Principal {}

  /** A client that did not sign, but is known by other means to act for an owner. */
  record Identified(Owner owner) implements Principal {}

  /**
   * Anybody: a client that did not sign. It may do what is open to the public.
   *
   * @param doubt why it was not taken for a client of this machine, for it to read when it is
   *     refused; nothing where there is no difference
   */
  record Public(Optional<String> doubt) implements Principal {

    /**
     * The name under which AWS keeps what nobody in particular has stored.
     *
     * @see <a
     *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html">AWS:
     *     anonymous users</a>
     */
    private static final Owner ANONYMOUS =
        new Owner("65a011a29cdf8ec533ec3d1ccaae921c", "anonymous");

    public Public() {
      this(Optional.empty());
    }

    /** Who might have been taken for a client of this machine. */
    public static Public because(String doubt) {
      return new Public(Optional.of(doubt));
    }

    @Override
    public Owner owner() {
      return ANONYMOUS;
    }
  }
}
