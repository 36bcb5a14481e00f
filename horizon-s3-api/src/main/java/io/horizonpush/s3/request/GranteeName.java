package io.horizonpush.s3.request;

/** Whom a client names in a grant, not yet looked up. */
public sealed interface GranteeName {

  /** The id of an owner. */
  record Id(String value) implements GranteeName {}

  /** The e-mail address of an owner. */
  record Email(String value) implements GranteeName {}

  /** The address of a group. */
  record Group(String uri) implements GranteeName {}
}
