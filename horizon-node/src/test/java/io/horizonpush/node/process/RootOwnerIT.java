package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.node.testing.Request;
import io.horizonpush.node.testing.Signer;
import io.horizonpush.node.testing.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom everything on a node belongs to is somebody else on every other node. */
class RootOwnerIT {

  @TempDir private Path folder;

  @Test
  void theRootOwner_isOneForEachDataDirectory_andOutlivesTheNode() throws IOException {
    String first;
    Signer root;
    try (NodeUnderTest node = NodeUnderTest.start(folder.resolve("first"));
        NodeUnderTest another = NodeUnderTest.start(folder.resolve("second"))) {
      root = new Signer(node.rootAccessKeyId(), node.rootSecretAccessKey());
      first = rootOwner(node);
      assertThat(first).matches("[0-9a-f]{64}");
      assertThat(rootOwner(another)).matches("[0-9a-f]{64}").isNotEqualTo(first);
      try (Wire wire = new Wire(node.s3().getPort())) {
        assertThat(wire.send(root.sign(Request.of("PUT", "/s3/of-root"))).status()).isEqualTo(200);
      }
      assertThat(node.stop()).isZero();
    }

    try (NodeUnderTest node = NodeUnderTest.start(folder.resolve("first"));
        Wire wire = new Wire(node.s3().getPort())) {
      assertThat(rootOwner(node)).isEqualTo(first);
      var buckets = wire.send(root.sign(Request.of("GET", "/s3/"))).xml();
      assertThat(buckets.texts("ID")).containsExactly(first);
      assertThat(buckets.texts("Name")).containsExactly("of-root");
      // Whoever does not sign acts for the same owner on a loopback address.
      var unsigned = wire.send(Request.of("GET", "/s3/of-root?acl")).xml();
      assertThat(unsigned.texts("ID")).contains(first).containsOnly(first);
    }
  }

  @Test
  void theRootOwner_staysWhenTheRootKeyIsAnother() {
    String first;
    try (NodeUnderTest node = NodeUnderTest.start(folder.resolve("data"))) {
      first = rootOwner(node);
      assertThat(node.stop()).isZero();
    }

    try (NodeUnderTest node =
        NodeUnderTest.startWith(
            Map.of(
                "HORIZON_S3_ROOT_ACCESS_KEY",
                "ANOTHERKEY",
                "HORIZON_S3_ROOT_SECRET_KEY",
                "another-secret-of-some-length"),
            folder.resolve("data"))) {
      JsonNode keys = node.ask("/admin/v1/keys");
      assertThat(keys.at("/keys/0/access-key").asText()).isEqualTo("ANOTHERKEY");
      assertThat(rootOwner(node)).isEqualTo(first);
    }
  }

  private static String rootOwner(NodeUnderTest node) {
    JsonNode key = node.ask("/admin/v1/keys").at("/keys/0");
    assertThat(key.path("role").asText()).isEqualTo("root");
    assertThat(key.at("/owner/display-name").asText()).isEqualTo("horizonpush");
    return key.at("/owner/id").asText();
  }
}
