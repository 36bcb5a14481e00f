package io.horizonpush.s3.policy;

/** What a policy says of a request. */
public enum Decision {
  ALLOW,
  DENY,
  NEITHER
}
