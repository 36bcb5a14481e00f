package io.horizonpush.fallback.writeback;

import io.horizonpush.fallback.origin.OriginConnection;
import io.horizonpush.fallback.origin.OriginCredentials;
import io.horizonpush.fallback.origin.OriginDescription;
import io.horizonpush.fallback.origin.OriginType;
import io.horizonpush.fallback.origin.Secret;
import io.horizonpush.fallback.server.S3ProxyServer;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Writing to origins of type {@code s3}, at S3Proxy. */
class S3WriteBackTest extends WriteBackContract {

  @TempDir private static Path folder;
  private static @Nullable S3ProxyServer server;

  @BeforeAll
  static void startServer() throws IOException {
    server = S3ProxyServer.start(folder);
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
    return connection(server, prefix);
  }

  /** A place below a prefix of a server. */
  static OriginConnection connection(S3ProxyServer server, String prefix) {
    return new OriginConnection(
        OriginDescription.of(
            OriginDescription.Input.of(OriginType.S3, S3ProxyServer.BUCKET)
                .withEndpoint(server.url().toString())
                .withPrefix(prefix)),
        new OriginCredentials.AccessKey(
            S3ProxyServer.ACCESS_KEY, new Secret(S3ProxyServer.SECRET_KEY)),
        true);
  }
}
