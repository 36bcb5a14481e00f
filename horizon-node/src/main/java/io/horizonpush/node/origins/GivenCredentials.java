package io.horizonpush.node.origins;

import io.horizonpush.fallback.origin.OriginCredentials;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.Secret;
import io.horizonpush.node.config.OriginInput;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The step from what an operator gives to the credentials of an origin. Stateless. */
final class GivenCredentials {

  private static final String PROFILE = "profile=";

  private static final String WAYS =
      "an access key with its secret key, an account with its account key, a shared access"
          + " signature, a service account, credentials=chain, profile=NAME or instance, or"
          + " anonymous";

  private GivenCredentials() {}

  /**
   * The credentials.
   *
   * @param account of Azure, which its key belongs to
   * @throws OriginException misconfigured, when there is none, or more than one
   */
  static OriginCredentials of(OriginInput.Access given, Optional<String> account) {
    List<OriginCredentials> found =
        Stream.<Optional<? extends OriginCredentials>>of(
                accessKey(given),
                given.accountKey().map(key -> accountKey(account, secret(key))),
                given.sas().map(sas -> new OriginCredentials.SharedAccess(secret(sas))),
                given
                    .serviceAccount()
                    .map(json -> new OriginCredentials.ServiceAccount(secret(json))),
                given.credentials().map(GivenCredentials::named))
            .<OriginCredentials>flatMap(Optional::stream)
            .toList();
    return switch (found.size()) {
      case 1 -> found.getFirst();
      case 0 -> throw OriginException.misconfigured("an origin needs one of: " + WAYS);
      default ->
          throw OriginException.misconfigured(
              "an origin is shown one thing alone, and several are given: leave one of " + WAYS);
    };
  }

  private static Optional<OriginCredentials.AccessKey> accessKey(OriginInput.Access given) {
    if (given.accessKey().isPresent() != given.secretKey().isPresent()) {
      throw OriginException.misconfigured(
          "an access key and its secret key are given together or not at all");
    }
    if (given.sessionToken().isPresent() && given.accessKey().isEmpty()) {
      throw OriginException.misconfigured("a session token belongs to an access key: give that");
    }
    return given
        .accessKey()
        .map(
            id ->
                new OriginCredentials.AccessKey(
                    id,
                    secret(given.secretKey().orElseThrow()),
                    given.sessionToken().map(GivenCredentials::secret)));
  }

  private static OriginCredentials accountKey(Optional<String> account, Secret key) {
    return new OriginCredentials.AccountKey(
        account.orElseThrow(
            () -> OriginException.misconfigured("an account key needs its account: give that")),
        key);
  }

  private static OriginCredentials named(String text) {
    return switch (text) {
      case "chain" -> new OriginCredentials.Chain();
      case "instance" -> new OriginCredentials.Instance();
      case "anonymous" -> new OriginCredentials.Anonymous();
      case String profile when profile.startsWith(PROFILE) ->
          new OriginCredentials.Profile(profile.substring(PROFILE.length()));
      // Not repeated: it may be a secret in the wrong place.
      default ->
          throw OriginException.misconfigured(
              "credentials are chain, profile=NAME, instance or anonymous; a secret is given in a"
                  + " file");
    };
  }

  private static Secret secret(io.horizonpush.node.config.Secret given) {
    return new Secret(given.value());
  }
}
