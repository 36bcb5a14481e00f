package io.horizonpush.s3.model;

/** Who sends a request, once that is proved. */
public sealed interface Principal {

  /** The owner of what this principal creates. */
  Owner owner();

  /** The holder of an access key, proved by a signature. */
  record KeyHolder(String accessKeyId, Owner owner) implements Principal {}

  /** A client that did not sign, where that is allowed. It acts for {@code owner}. */
  record Anonymous(Owner owner) implements Principal {}
}
