package io.horizonpush.fallback.writeback;

import io.horizonpush.fallback.TestAccounts;
import io.horizonpush.fallback.origin.OriginConnection;
import io.horizonpush.fallback.origin.OriginDescription;
import io.horizonpush.fallback.origin.OriginType;
import io.horizonpush.fallback.server.FakeGcsServer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Writing to origins of type {@code gcs}, at fake-gcs-server. */
class GcsWriteBackTest extends WriteBackContract {

  @TempDir private static Path folder;
  private static @Nullable FakeGcsServer server;

  @BeforeAll
  static void startServer() throws Exception {
    server = FakeGcsServer.start(folder);
  }

  @AfterAll
  static void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  @Override
  boolean tellsOfUploads() {
    return false; // It takes the question for the end.
  }

  @Override
  OriginConnection connection(String prefix) {
    if (server == null) {
      throw new IllegalStateException("Not started");
    }
    return new OriginConnection(
        OriginDescription.of(
            OriginDescription.Input.of(OriginType.GCS, FakeGcsServer.BUCKET)
                .withEndpoint(server.url().toString())
                .withPrefix(prefix)),
        TestAccounts.google(),
        true);
  }
}
