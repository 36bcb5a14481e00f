package io.horizonpush.fallback.origin;

import java.util.Optional;

/** What a node shows an origin to be let in. It stays on the node and prints without its secret. */
public sealed interface OriginCredentials {

  /** None: what everybody may read. */
  record Anonymous() implements OriginCredentials {}

  /**
   * An access key of S3.
   *
   * @param sessionToken of temporary credentials
   */
  record AccessKey(String id, Secret secret, Optional<Secret> sessionToken)
      implements OriginCredentials {

    public AccessKey {
      requireText(id, "the access key");
    }

    public AccessKey(String id, Secret secret) {
      this(id, secret, Optional.empty());
    }
  }

  /** A profile of AWS's shared configuration files. */
  record Profile(String name) implements OriginCredentials {

    public Profile {
      requireText(name, "the profile");
    }
  }

  /** AWS's usual chain: environment, profile, container, instance. It may ask the network. */
  record Chain() implements OriginCredentials {}

  /** The role of the AWS instance or container that the node runs in. */
  record Instance() implements OriginCredentials {}

  /** A service account of Google's: the content of its JSON file. */
  record ServiceAccount(Secret json) implements OriginCredentials {}

  /** The key of an Azure storage account. */
  record AccountKey(String account, Secret key) implements OriginCredentials {

    public AccountKey {
      requireText(account, "the account");
    }
  }

  /** A shared access signature of Azure's, with or without its leading question mark. */
  record SharedAccess(Secret signature) implements OriginCredentials {}

  /** Whether a type of origin can be shown these. */
  default boolean fit(OriginType type) {
    return switch (this) {
      case Anonymous a -> true;
      case AccessKey k -> type == OriginType.AWS_S3 || type == OriginType.S3;
      case Profile p -> type == OriginType.AWS_S3 || type == OriginType.S3;
      case Chain c -> type == OriginType.AWS_S3 || type == OriginType.S3;
      case Instance i -> type == OriginType.AWS_S3;
      case ServiceAccount s -> type == OriginType.GCS;
      case AccountKey k -> type == OriginType.AZURE_BLOB;
      case SharedAccess s -> type == OriginType.AZURE_BLOB;
    };
  }

  /** What they are called in a message. */
  default String kind() {
    return switch (this) {
      case Anonymous a -> "no credentials";
      case AccessKey k -> "an access key";
      case Profile p -> "a profile";
      case Chain c -> "AWS's chain of credentials";
      case Instance i -> "an instance's role";
      case ServiceAccount s -> "a service account";
      case AccountKey k -> "an account key";
      case SharedAccess s -> "a shared access signature";
    };
  }

  private static void requireText(String text, String what) {
    if (text.isBlank()) {
      throw OriginException.misconfigured(what + " of an origin is empty");
    }
  }
}
