package io.horizonpush.fallback.azure;

import com.azure.core.credential.AzureSasCredential;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.util.Configuration;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import io.horizonpush.fallback.origin.AddressGuard;
import io.horizonpush.fallback.origin.Origin;
import io.horizonpush.fallback.origin.OriginConnection;
import io.horizonpush.fallback.origin.OriginCredentials;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.OriginFault;
import io.horizonpush.fallback.origin.OriginLimits;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Base64;

/**
 * The HTTP client that all origins in Azure share, and what makes them. It has nothing to close:
 * the JDK's client ends with the last who knows it.
 */
public final class AzureOrigins {

  private final OriginLimits limits;
  private final GuardPolicy policy;
  private final com.azure.core.http.HttpClient http;

  public AzureOrigins(OriginLimits limits, AddressGuard guard) {
    this.limits = limits;
    this.policy = new GuardPolicy(guard);
    this.http =
        new JdkHttpClientBuilder(
                HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER))
            .connectionTimeout(limits.connect())
            .responseTimeout(limits.silence())
            .readTimeout(limits.silence())
            .build();
  }

  /**
   * An origin of this connection. Asks nothing of the network.
   *
   * @throws OriginException wrong credentials, when the account's key is none
   */
  public Origin open(OriginConnection connection) {
    BlobServiceClientBuilder builder =
        new BlobServiceClientBuilder()
            .endpoint(connection.place().endpoint().toString())
            .httpClient(http)
            .configuration(Configuration.NONE)
            .addPolicy(policy)
            .retryOptions(
                new RequestRetryOptions(
                    RetryPolicyType.FIXED, 1, (Duration) null, null, null, null));
    sign(builder, connection.credentials());
    String container = connection.place().bucket();
    return new AzureOrigin(
        connection.description(),
        builder.buildClient().getBlobContainerClient(container),
        builder.buildAsyncClient().getBlobContainerAsyncClient(container),
        limits);
  }

  private static void sign(BlobServiceClientBuilder builder, OriginCredentials credentials) {
    switch (credentials) {
      case OriginCredentials.Anonymous a -> {}
      case OriginCredentials.AccountKey key -> {
        requireBase64(key);
        builder.credential(new StorageSharedKeyCredential(key.account(), key.key().value()));
      }
      case OriginCredentials.SharedAccess shared ->
          builder.credential(new AzureSasCredential(withoutMark(shared.signature().value())));
      case OriginCredentials.AccessKey k -> throw unfit(credentials);
      case OriginCredentials.Profile p -> throw unfit(credentials);
      case OriginCredentials.Chain c -> throw unfit(credentials);
      case OriginCredentials.Instance i -> throw unfit(credentials);
      case OriginCredentials.ServiceAccount s -> throw unfit(credentials);
    }
  }

  private static void requireBase64(OriginCredentials.AccountKey key) {
    try {
      Base64.getDecoder().decode(key.key().value());
    } catch (IllegalArgumentException e) {
      throw new OriginException(
          new OriginFault.WrongCredentials(),
          "the account key of the origin is not in base64: copy it from the portal again");
    }
  }

  private static String withoutMark(String signature) {
    return signature.startsWith("?") ? signature.substring(1) : signature;
  }

  private static OriginException unfit(OriginCredentials credentials) {
    return OriginException.misconfigured("Azure cannot be shown " + credentials.kind());
  }
}
