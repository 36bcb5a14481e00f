package io.horizonpush.fallback.writeback;

import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.common.StorageSharedKeyCredential;
import io.horizonpush.fallback.origin.OriginConnection;
import io.horizonpush.fallback.origin.OriginCredentials;
import io.horizonpush.fallback.origin.OriginDescription;
import io.horizonpush.fallback.origin.OriginType;
import io.horizonpush.fallback.origin.Secret;
import io.horizonpush.fallback.server.AzuriteServer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Writing to origins of type {@code azure-blob}, at Azurite. */
class AzureWriteBackTest extends WriteBackContract {

  private static final String CONTAINER = "written";

  @TempDir private static Path folder;
  private static @Nullable AzuriteServer server;

  @BeforeAll
  static void startServer() {
    AzuriteServer started = AzuriteServer.start(folder);
    server = started;
    new BlobServiceClientBuilder()
        .endpoint(started.url().toString())
        .httpClient(new JdkHttpClientBuilder().build())
        .credential(new StorageSharedKeyCredential(AzuriteServer.ACCOUNT, AzuriteServer.KEY))
        .buildClient()
        .createBlobContainer(CONTAINER);
  }

  @AfterAll
  static void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  @Override
  OriginConnection connection(String prefix) {
    if (server == null) {
      throw new IllegalStateException("Not started");
    }
    return new OriginConnection(
        OriginDescription.of(
            OriginDescription.Input.of(OriginType.AZURE_BLOB, CONTAINER)
                .withEndpoint(server.url().toString())
                .withPrefix(prefix)),
        new OriginCredentials.AccountKey(AzuriteServer.ACCOUNT, new Secret(AzuriteServer.KEY)),
        true);
  }
}
