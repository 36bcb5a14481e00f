package io.horizonpush.fallback.aws;

import io.horizonpush.fallback.origin.AddressGuard;
import io.horizonpush.fallback.origin.Origin;
import io.horizonpush.fallback.origin.OriginConnection;
import io.horizonpush.fallback.origin.OriginDescription;
import io.horizonpush.fallback.origin.OriginLimits;
import io.horizonpush.fallback.origin.OriginType;
import java.net.SocketException;
import org.apache.hc.core5.http.NoHttpResponseException;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;

/**
 * The HTTP client that all origins of S3 share, and what makes them.
 *
 * <p>It waits for leave to send a body, so that a refusal is read rather than lost with a
 * connection that breaks while the body goes: the SDK's client on {@code HttpURLConnection} cannot
 * read one.
 */
public final class AwsOrigins implements AutoCloseable {

  /** More than a node fetches and sends at a time. */
  private static final int MAX_CONNECTIONS = 256;

  /**
   * A connection that was kept may be closed by the time it is used: a request whose connection
   * breaks before there is an answer goes once more. Nothing else is tried again.
   */
  private static final RetryStrategy ONCE_MORE_WHERE_KEPT =
      DefaultRetryStrategy.doNotRetry().toBuilder()
          .useClientDefaults(false)
          .maxAttempts(2)
          .retryOnExceptionOrCauseInstanceOf(NoHttpResponseException.class)
          .retryOnExceptionOrCauseInstanceOf(SocketException.class)
          .backoffStrategy(BackoffStrategy.retryImmediately())
          .build();

  private final OriginLimits limits;
  private final SdkHttpClient http;

  public AwsOrigins(OriginLimits limits, AddressGuard guard) {
    this.limits = limits;
    this.http =
        Apache5HttpClient.builder()
            .connectionTimeout(limits.connect())
            .connectionAcquisitionTimeout(limits.connect())
            .socketTimeout(limits.silence())
            .maxConnections(MAX_CONNECTIONS)
            .dnsResolver(new GuardedNames(guard))
            .build();
  }

  /** An origin of this connection. Asks nothing of the network. */
  public Origin open(OriginConnection connection) {
    return new S3Origin(connection.description(), client(connection), limits);
  }

  private S3Client client(OriginConnection connection) {
    OriginDescription description = connection.description();
    boolean isAmazon = connection.place().type() == OriginType.AWS_S3;
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClient(http)
            .region(Region.of(description.region()))
            .endpointOverride(connection.place().endpoint())
            .forcePathStyle(description.pathStyle())
            .credentialsProvider(new AwsCredentialsSource(connection.credentials()))
            // Compatible stores refuse the trailers that Amazon's checksums came with in 2025.
            .requestChecksumCalculation(
                isAmazon
                    ? RequestChecksumCalculation.WHEN_SUPPORTED
                    : RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(
                isAmazon
                    ? ResponseChecksumValidation.WHEN_SUPPORTED
                    : ResponseChecksumValidation.WHEN_REQUIRED)
            .serviceConfiguration(
                S3Configuration.builder()
                    .expectContinueEnabled(true)
                    .expectContinueThresholdInBytes(1L)
                    .build());
    // Settings in a home directory are not the origin's: its credentials alone may come from there.
    ProfileFile none = ProfileFile.aggregator().build();
    builder.overrideConfiguration(
        settings ->
            settings.retryStrategy(ONCE_MORE_WHERE_KEPT).defaultProfileFileSupplier(() -> none));
    return builder.build();
  }

  @Override
  public void close() {
    http.close();
  }
}
