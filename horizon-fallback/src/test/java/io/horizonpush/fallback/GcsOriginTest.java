package io.horizonpush.fallback;

import io.horizonpush.fallback.origin.OriginConnection;
import io.horizonpush.fallback.origin.OriginDescription;
import io.horizonpush.fallback.origin.OriginType;
import io.horizonpush.fallback.server.FakeGcsServer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Origins of type {@code gcs}, at fake-gcs-server. */
class GcsOriginTest extends OriginContract {

  private @Nullable FakeGcsServer server;

  @Override
  void start(Path folder) throws Exception {
    server = FakeGcsServer.start(folder);
  }

  @Override
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Override
  boolean hasTags() {
    return false;
  }

  @Override
  boolean checksDeletes() {
    return false;
  }

  @Override
  boolean tellsOfUploads() {
    return false; // It takes the question for the end: GoogleUploadTest asks as Google answers.
  }

  @Override
  OriginConnection connection(String bucket, boolean readOnly) {
    if (server == null) {
      throw new IllegalStateException("Not started");
    }
    return new OriginConnection(
        OriginDescription.of(
            OriginDescription.Input.of(OriginType.GCS, bucket)
                .withEndpoint(server.url().toString())
                .withReadOnly(readOnly)),
        TestAccounts.google(),
        true);
  }
}
