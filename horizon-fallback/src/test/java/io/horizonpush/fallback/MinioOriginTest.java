package io.horizonpush.fallback;

import io.horizonpush.fallback.server.S3ProxyServer;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.condition.EnabledIf;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/** Origins of type {@code s3}, at MinIO in a container; skipped where no Docker runs. */
@EnabledIf(value = "runsDocker", disabledReason = "no Docker runs here")
class MinioOriginTest extends S3OriginTest {

  private static final String IMAGE = "minio/minio:RELEASE.2025-09-07T16-13-09Z";
  private static final int PORT = 9000;

  private @Nullable GenericContainer<?> container;

  static boolean runsDocker() {
    return DockerClientFactory.instance().isDockerAvailable();
  }

  @Override
  void start(Path folder) {
    container =
        new GenericContainer<>(IMAGE)
            .withEnv("MINIO_ROOT_USER", S3ProxyServer.ACCESS_KEY)
            .withEnv("MINIO_ROOT_PASSWORD", S3ProxyServer.SECRET_KEY)
            // A folder there is a bucket.
            .withCreateContainerCmdModifier(
                create ->
                    create.withEntrypoint(
                        "sh", "-c", "mkdir -p /data/" + bucket() + " && exec minio server /data"))
            .withExposedPorts(PORT)
            .waitingFor(Wait.forHttp("/minio/health/ready").forPort(PORT));
    container.start();
  }

  @Override
  void stop() {
    if (container != null) {
      container.stop();
    }
  }

  @Override
  URI url() {
    if (container == null) {
      throw new IllegalStateException("Not started");
    }
    return URI.create("http://" + container.getHost() + ":" + container.getMappedPort(PORT));
  }

  @Override
  boolean hasTags() {
    return true;
  }
}
