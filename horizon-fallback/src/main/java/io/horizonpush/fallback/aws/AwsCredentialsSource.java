package io.horizonpush.fallback.aws;

import io.horizonpush.fallback.origin.OriginCredentials;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.OriginFault;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Where the credentials of an origin come from, and what it means when they do not.
 *
 * <p>Those of an instance or a container come from the metadata service by a client of the SDK's
 * own, which no {@code AddressGuard} sees: it is meant to reach that address and no other.
 */
final class AwsCredentialsSource implements AwsCredentialsProvider {

  private final AwsCredentialsProvider source;
  private final String kind;

  AwsCredentialsSource(OriginCredentials credentials) {
    this.source = source(credentials);
    this.kind = credentials.kind();
  }

  private static AwsCredentialsProvider source(OriginCredentials credentials) {
    return switch (credentials) {
      case OriginCredentials.Anonymous a -> AnonymousCredentialsProvider.create();
      case OriginCredentials.AccessKey key -> StaticCredentialsProvider.create(credentials(key));
      case OriginCredentials.Profile p ->
          ProfileCredentialsProvider.builder().profileName(p.name()).build();
      case OriginCredentials.Chain c -> DefaultCredentialsProvider.builder().build();
      case OriginCredentials.Instance i ->
          AwsCredentialsProviderChain.of(
              ContainerCredentialsProvider.builder().build(),
              InstanceProfileCredentialsProvider.builder().build());
      case OriginCredentials.ServiceAccount s -> throw unfit(credentials);
      case OriginCredentials.AccountKey k -> throw unfit(credentials);
      case OriginCredentials.SharedAccess s -> throw unfit(credentials);
    };
  }

  private static AwsCredentials credentials(OriginCredentials.AccessKey key) {
    return key.sessionToken().isPresent()
        ? AwsSessionCredentials.create(
            key.id(), key.secret().value(), key.sessionToken().get().value())
        : AwsBasicCredentials.create(key.id(), key.secret().value());
  }

  private static OriginException unfit(OriginCredentials credentials) {
    return OriginException.misconfigured("S3 cannot be shown " + credentials.kind());
  }

  @Override
  public AwsCredentials resolveCredentials() {
    try {
      return source.resolveCredentials();
    } catch (SdkException | IllegalArgumentException | IllegalStateException e) {
      throw new OriginException(
          new OriginFault.WrongCredentials(),
          "%s gave the origin no credentials: check that it exists here".formatted(kind));
    }
  }

  @Override
  public String toString() {
    return kind;
  }
}
