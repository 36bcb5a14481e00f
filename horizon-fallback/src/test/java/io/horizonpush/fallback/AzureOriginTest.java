package io.horizonpush.fallback;

import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.common.StorageSharedKeyCredential;
import io.horizonpush.fallback.origin.Origin;
import io.horizonpush.fallback.origin.OriginConnection;
import io.horizonpush.fallback.origin.OriginCredentials;
import io.horizonpush.fallback.origin.OriginDescription;
import io.horizonpush.fallback.origin.OriginFault;
import io.horizonpush.fallback.origin.OriginListing;
import io.horizonpush.fallback.origin.OriginType;
import io.horizonpush.fallback.origin.Secret;
import io.horizonpush.fallback.server.AzuriteServer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Origins of type {@code azure-blob}, at Azurite. */
class AzureOriginTest extends OriginContract {

  private @Nullable AzuriteServer server;

  @Override
  void start(Path folder) {
    AzuriteServer started = AzuriteServer.start(folder);
    server = started;
    new BlobServiceClientBuilder()
        .endpoint(started.url().toString())
        .httpClient(new JdkHttpClientBuilder().build())
        .credential(new StorageSharedKeyCredential(AzuriteServer.ACCOUNT, AzuriteServer.KEY))
        .buildClient()
        .createBlobContainer(bucket());
  }

  @Override
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Override
  OriginConnection connection(String bucket, boolean readOnly) {
    return connection(bucket, readOnly, AzuriteServer.KEY);
  }

  private OriginConnection connection(String bucket, boolean readOnly, String key) {
    if (server == null) {
      throw new IllegalStateException("Not started");
    }
    return new OriginConnection(
        OriginDescription.of(
            OriginDescription.Input.of(OriginType.AZURE_BLOB, bucket)
                .withEndpoint(server.url().toString())
                .withReadOnly(readOnly)),
        new OriginCredentials.AccountKey(AzuriteServer.ACCOUNT, new Secret(key)),
        true);
  }

  @Test
  void credentialsThatAreWrong_areNoMiss() {
    Origin badKey = origins().open(connection(bucket(), false, "YW5vdGhlcg=="));

    // Azurite says AuthorizationFailure, where Azure says AuthenticationFailed.
    assertFault(() -> badKey.list(OriginListing.of("")), OriginFault.Denied.class);
    assertFault(() -> badKey.head("key"), OriginFault.Denied.class);
  }
}
