package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.fallback.server.AzuriteServer;
import io.horizonpush.fallback.server.FakeGcsServer;
import io.horizonpush.fallback.server.S3ProxyServer;
import io.horizonpush.node.testing.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands about origins, against a real node and real stores. */
class OriginCommandsIT {

  @TempDir private Path folder;

  private NodeUnderTest start() {
    return NodeUnderTest.start(folder.resolve("data"), "--set", "log.level=debug");
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text + "\n");
  }

  private static String done(NodeUnderTest node, String... arguments) {
    Commands.Result result = node.command(arguments);
    assertThat(result.exitCode()).as(result.toString()).isZero();
    return result.out();
  }

  private static String refused(NodeUnderTest node, String... arguments) {
    Commands.Result result = node.command(arguments);
    assertThat(result.exitCode()).as(result.toString()).isEqualTo(1);
    return result.err();
  }

  private Path folder(String name) throws IOException {
    return Files.createDirectory(folder.resolve(name));
  }

  private String[] adding(String name, URI endpoint, Path secret, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "origin",
                "add",
                name,
                "--type=s3",
                "--bucket=" + S3ProxyServer.BUCKET,
                "--endpoint=" + endpoint,
                "--access-key=" + S3ProxyServer.ACCESS_KEY,
                "--secret-key-file=" + secret));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @Test
  void anOriginOfS3_isAddedTriedKeptAndRemoved() throws Exception {
    Path right = file("right", S3ProxyServer.SECRET_KEY);
    Path wrong = file("wrong", "not-the-secret-key");
    String log;
    try (S3ProxyServer store = S3ProxyServer.start(folder("store"))) {
      try (NodeUnderTest node = start()) {
        assertThat(refused(node, adding("cold", store.url(), right))).contains("--allow-private");
        assertThat(done(node, "origin", "list")).contains("No origin is known here");

        done(node, adding("cold", store.url(), wrong, "--allow-private"));
        Commands.Result failed = node.command("origin", "test", "cold");
        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.out()).contains("put", "FAILED", "check the credentials");

        assertThat(refused(node, adding("cold", store.url(), right, "--allow-private")))
            .contains("--replace");
        done(
            node,
            adding(
                "cold",
                store.url(),
                right,
                "--allow-private",
                "--replace",
                "--budget=1GiB/7d",
                "--max-requests=1000/1d"));
        assertThat(done(node, "origin", "test", "cold"))
            .contains("conditional put")
            .doesNotContain("FAILED");
        assertThat(node.stop()).isZero();
        log = node.log();
      }
      try (NodeUnderTest node = start()) {
        assertThat(done(node, "origin", "list"))
            .contains("cold  s3 origin at " + store.url())
            .contains("of 1GiB read in 7d");
        assertThat(done(node, "origin", "test", "cold")).doesNotContain("FAILED");
        ofABucket(node, store.url(), right);
        log += node.log() + node.metrics() + node.ask("/admin/v1/origins");
      }
    }
    assertThat(log).doesNotContain(S3ProxyServer.SECRET_KEY).doesNotContain("not-the-secret-key");
  }

  private void ofABucket(NodeUnderTest node, URI endpoint, Path secret) throws Exception {
    done(node, "bucket", "create", "cached");
    assertThat(done(node, "bucket", "origins", "cached")).contains("no origins");
    assertThat(refused(node, "bucket", "origins", "cached", "--freshness=always"))
        .contains("name some");
    done(node, adding("lent", endpoint, secret, "--allow-private", "--read-only", "--prefix=x/"));
    assertThat(done(node, "bucket", "origins", "cached", "--set=lent"))
        .contains("Writes local-only, freshness ttl=60s");
    assertThat(refused(node, "bucket", "origins", "cached", "--write=write-back"))
        .contains("needs an origin that is written to");
    done(node, "bucket", "origins", "cached", "--clear");
    assertThat(done(node, "bucket", "origins", "cached", "--set=cold,lent"))
        .contains("Writes write-back");
    assertThat(refused(node, "bucket", "origins", "cached", "--freshness=ttl=0s"))
        .contains("immutable, ttl=60s");
    assertThat(refused(node, "bucket", "origins", "cached", "--set=absent")).contains("origin add");
    done(node, "bucket", "origins", "cached", "--freshness=ttl=5s", "--write=write-through");
    assertThat(done(node, "bucket", "list")).contains("origins cold+lent, write-through, ttl=5s");
    JsonNode inspected = Json.read(done(node, "bucket", "inspect", "cached", "--json"));
    assertThat(inspected.at("/bucket/origins/origins/0/name").asText()).isEqualTo("cold");

    assertThat(refused(node, "origin", "remove", "cold")).contains("cached", "--force");
    done(node, "origin", "remove", "cold", "--force");
    assertThat(done(node, "bucket", "origins", "cached")).contains("(no access from here)");
    done(node, "bucket", "origins", "cached", "--clear");
    done(node, "origin", "remove", "lent");
    assertThat(done(node, "origin", "list")).contains("No origin is known here");
    assertThat(refused(node, "origin", "remove", "lent")).contains("no origin of that name");
  }

  @Test
  void anOriginOfAzure_isTriedWithItsAccountsKey() throws Exception {
    try (AzuriteServer store = AzuriteServer.start(folder("store"));
        NodeUnderTest node = start()) {
      Path key = file("key", AzuriteServer.KEY);
      done(
          node,
          "origin",
          "add",
          "azure",
          "--type=azure-blob",
          "--bucket=not-there",
          "--endpoint=" + store.url(),
          "--account=" + AzuriteServer.ACCOUNT,
          "--account-key-file=" + key,
          "--allow-private");

      Commands.Result tried = node.command("origin", "test", "azure");

      // The key is right: it is the container that is missing.
      assertThat(tried.exitCode()).isEqualTo(1);
      assertThat(tried.out()).contains("ContainerNotFound");
      assertThat(node.log()).doesNotContain(AzuriteServer.KEY);
    }
  }

  @Test
  void anOriginOfGoogle_isReadWithoutCredentials() throws Exception {
    try (FakeGcsServer store = FakeGcsServer.start(folder("store"));
        NodeUnderTest node = start()) {
      done(
          node,
          "origin",
          "add",
          "google",
          "--type=gcs",
          "--bucket=" + FakeGcsServer.BUCKET,
          "--endpoint=" + store.url(),
          "--anonymous",
          "--read-only",
          "--allow-private");

      assertThat(done(node, "origin", "test", "google")).contains("list", "good");
    }
  }

  @Test
  void anOriginOfTheConfigurationFile_isThereWhileItSaysSo() throws Exception {
    Path data = folder.resolve("data");
    Path file = folder.resolve("horizon.yaml");
    Path secret = file("secret", S3ProxyServer.SECRET_KEY);
    String origins =
        """
        origins:
          - name: lent
            type: s3
            bucket: there
            endpoint: http://127.0.0.1:1
            access-key: KEY
            secret-key-file: %s
            allow-private: true
        """
            .formatted(secret);
    Files.writeString(file, origins);
    try (NodeUnderTest node = NodeUnderTest.start(data, "--config=" + file)) {
      assertThat(done(node, "origin", "list"))
          .contains("lent  s3 there", "of the configuration file");
      assertThat(refused(node, "origin", "remove", "lent")).contains("change it there");
      assertThat(done(node, "bucket", "create", "cached")).contains("Made");
      done(node, "bucket", "origins", "cached", "--set=lent");
    }
    try (NodeUnderTest node = start()) {
      assertThat(done(node, "bucket", "origins", "cached")).contains("(no access from here)");
      done(node, adding("lent", URI.create("http://127.0.0.1:2"), secret, "--allow-private"));
    }

    assertThat(ended(data, file, 78))
        .contains("horizon.yaml:2: origin 'lent'", "origin remove lent");
    Files.writeString(file, origins + "    colour: red\n");
    assertThat(ended(data, file, 78)).contains("horizon.yaml:9: an origin has no 'colour'");
  }

  /** What a start says that ends at once. */
  private static String ended(Path data, Path file, int code) {
    Commands.Result result =
        NodeUnderTest.command(
            data,
            "start-server",
            "--config=" + file,
            "--s3-address=127.0.0.1:0",
            "--admin-address=127.0.0.1:0");
    assertThat(result.exitCode()).as(result.toString()).isEqualTo(code);
    return result.err();
  }
}
