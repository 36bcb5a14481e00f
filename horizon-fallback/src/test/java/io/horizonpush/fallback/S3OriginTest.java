package io.horizonpush.fallback;

import io.horizonpush.fallback.origin.Origin;
import io.horizonpush.fallback.origin.OriginConnection;
import io.horizonpush.fallback.origin.OriginCredentials;
import io.horizonpush.fallback.origin.OriginDescription;
import io.horizonpush.fallback.origin.OriginFault;
import io.horizonpush.fallback.origin.OriginListing;
import io.horizonpush.fallback.origin.OriginType;
import io.horizonpush.fallback.origin.Secret;
import io.horizonpush.fallback.server.S3ProxyServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Origins of type {@code s3}, at S3Proxy. */
class S3OriginTest extends OriginContract {

  private @Nullable S3ProxyServer server;

  /** The type as which it is spoken to. */
  OriginType type() {
    return OriginType.S3;
  }

  @Override
  void start(Path folder) throws IOException {
    server = S3ProxyServer.start(folder);
  }

  @Override
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Override
  boolean hasTags() {
    return false; // S3Proxy's have none.
  }

  /** Where the store is. */
  URI url() {
    if (server == null) {
      throw new IllegalStateException("Not started");
    }
    return server.url();
  }

  @Override
  OriginConnection connection(String bucket, boolean readOnly) {
    return connection(bucket, readOnly, S3ProxyServer.ACCESS_KEY, S3ProxyServer.SECRET_KEY);
  }

  private OriginConnection connection(
      String bucket, boolean readOnly, String accessKey, String secretKey) {
    return new OriginConnection(
        OriginDescription.of(
            OriginDescription.Input.of(type(), bucket)
                .withEndpoint(url().toString())
                .withRegion("us-east-1")
                .withReadOnly(readOnly)
                .withPathStyle(true)),
        new OriginCredentials.AccessKey(accessKey, new Secret(secretKey)),
        true);
  }

  @Test
  void credentialsThatAreWrong_areSaidToBe() {
    Origin badSecret =
        origins().open(connection(bucket(), false, S3ProxyServer.ACCESS_KEY, "another"));
    Origin badKey = origins().open(connection(bucket(), false, "nobody", "another"));

    assertFault(() -> badSecret.list(OriginListing.of("")), OriginFault.WrongCredentials.class);
    assertFault(() -> badKey.list(OriginListing.of("")), OriginFault.WrongCredentials.class);
  }
}
