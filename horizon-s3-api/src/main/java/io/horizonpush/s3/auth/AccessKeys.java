package io.horizonpush.s3.auth;

import java.util.Optional;

/** The access keys this node knows. Thread-safe. */
@FunctionalInterface
public interface AccessKeys {

  Optional<AccessKey> find(String accessKeyId);
}
