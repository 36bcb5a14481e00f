package io.horizonpush.node.config;

import java.util.Optional;

/**
 * An origin as an operator describes it: on the command line, to the admin API, in the
 * configuration file. Nothing of it is checked here.
 *
 * @param type such as {@code aws-s3}
 * @param bucket or container
 * @param account of Azure
 * @param allowPrivate whether its endpoint may be an address that is not public
 * @param budget of bytes that are read there, such as {@code 100GiB/30d}
 * @param maxRequests such as {@code 10000/1d}
 * @param access what the origin is shown
 */
public record OriginInput(
    String name,
    String type,
    String bucket,
    Optional<String> endpoint,
    Optional<String> region,
    Optional<String> prefix,
    Optional<String> account,
    Optional<Boolean> pathStyle,
    Optional<Boolean> readOnly,
    Optional<Boolean> allowPrivate,
    Optional<String> budget,
    Optional<String> maxRequests,
    Access access) {

  /**
   * What lets a node in: exactly one way of it is to be given.
   *
   * @param accessKey of S3, with its secret and, if it is temporary, its token
   * @param accountKey of Azure
   * @param sas a shared access signature of Azure's
   * @param serviceAccount the content of a JSON file of Google's
   * @param credentials where they are looked for: {@code chain}, {@code profile=NAME}, {@code
   *     instance}; or {@code anonymous} for none
   */
  public record Access(
      Optional<String> accessKey,
      Optional<Secret> secretKey,
      Optional<Secret> sessionToken,
      Optional<Secret> accountKey,
      Optional<Secret> sas,
      Optional<Secret> serviceAccount,
      Optional<String> credentials) {}
}
