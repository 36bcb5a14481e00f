package io.horizonpush.s3.auth;

import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.SecretKey;

/**
 * The derived keys in use, so that a request costs one HMAC and not five. Bounded: when full it
 * begins anew. Thread-safe.
 */
final class SigningKeys {

  private static final int MOST = 256;

  private final ConcurrentHashMap<Scope, SecretKey> keys = new ConcurrentHashMap<>();

  /** The key for this scope, derived if need be. */
  SecretKey get(AccessKey accessKey, CredentialScope scope) {
    SecretKey known = keys.get(new Scope(accessKey, scope.date(), scope.region()));
    return known != null
        ? known
        : SignatureV4.signingKey(accessKey.secret(), scope.date(), scope.region(), scope.service());
  }

  /** Keeps a key that has proved useful: a request was signed with it. */
  void keep(AccessKey accessKey, CredentialScope scope, SecretKey key) {
    Scope name = new Scope(accessKey, scope.date(), scope.region());
    if (!keys.containsKey(name)) {
      if (keys.size() >= MOST) {
        keys.clear();
      }
      keys.put(name, key);
    }
  }

  /** The secret is part of the name: a key with a new secret is another key. */
  private record Scope(AccessKey accessKey, String date, String region) {}
}
