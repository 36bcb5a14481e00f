package io.horizonpush.node.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.node.process.NodeUnderTest;
import io.horizonpush.s3.api.AccessApiContract;
import io.horizonpush.s3.api.AttributesApiContract;
import io.horizonpush.s3.api.BucketApiContract;
import io.horizonpush.s3.api.ChecksumApiContract;
import io.horizonpush.s3.api.DeleteMarkerApiContract;
import io.horizonpush.s3.api.ListApiContract;
import io.horizonpush.s3.api.MultipartApiContract;
import io.horizonpush.s3.api.ObjectApiContract;
import io.horizonpush.s3.api.ObjectLockApiContract;
import io.horizonpush.s3.api.PolicyApiContract;
import io.horizonpush.s3.api.SettingsApiContract;
import io.horizonpush.s3.api.SupportedOperationsContract;
import io.horizonpush.s3.api.TestingKey;
import io.horizonpush.s3.api.VersionAccessApiContract;
import io.horizonpush.s3.api.VersionApiContract;
import io.horizonpush.s3.api.VersionListApiContract;
import io.horizonpush.s3.request.S3Operation;
import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The suites of the S3 API against a node with its real stores. */
class IrohS3ApiIT {

  @TempDir static Path folder;

  private static NodeUnderTest node;

  /** A second node, which trusts nobody who does not sign. */
  private static NodeUnderTest strict;

  private static TestingKey owner;
  private static TestingKey other;

  @BeforeAll
  static void start() {
    node = NodeUnderTest.start(folder.resolve("node"));
    strict = NodeUnderTest.start(folder.resolve("strict"), "--set", "s3.anonymous=never");
    owner = key("owner");
    other = key("other");
  }

  @AfterAll
  static void stop() {
    node.close();
    strict.close();
  }

  private static TestingKey key(String name) {
    JsonNode made = strict.order("/admin/v1/keys", "{\"name\":\"" + name + "\"}");
    return new TestingKey(
        made.path("access-key").asText(),
        made.path("secret-key").asText(),
        made.at("/owner/id").asText());
  }

  @Nested
  class Buckets extends BucketApiContract {
    @Override
    protected URI endpoint() {
      return node.s3();
    }
  }

  @Nested
  class Objects extends ObjectApiContract {
    @Override
    protected URI endpoint() {
      return node.s3();
    }
  }

  @Nested
  class Lists extends ListApiContract {
    @Override
    protected URI endpoint() {
      return node.s3();
    }
  }

  @Nested
  class Multipart extends MultipartApiContract {
    @Override
    protected URI endpoint() {
      return node.s3();
    }
  }

  @Nested
  class Settings extends SettingsApiContract {
    @Override
    protected URI endpoint() {
      return node.s3();
    }
  }

  @Nested
  class Attributes extends AttributesApiContract {
    @Override
    protected URI endpoint() {
      return node.s3();
    }
  }

  @Nested
  class Checksums extends ChecksumApiContract {
    @Override
    protected URI endpoint() {
      return node.s3();
    }
  }

  @Nested
  class Access extends AccessApiContract {
    @Override
    protected URI endpoint() {
      return strict.s3();
    }

    @Override
    protected TestingKey ownerKey() {
      return owner;
    }

    @Override
    protected TestingKey otherKey() {
      return other;
    }
  }

  @Nested
  class Policies extends PolicyApiContract {
    @Override
    protected URI endpoint() {
      return strict.s3();
    }

    @Override
    protected TestingKey ownerKey() {
      return owner;
    }

    @Override
    protected TestingKey otherKey() {
      return other;
    }
  }

  @Nested
  class Versions extends VersionApiContract {
    @Override
    protected URI endpoint() {
      return node.s3();
    }
  }

  @Nested
  class VersionLists extends VersionListApiContract {
    @Override
    protected URI endpoint() {
      return node.s3();
    }
  }

  @Nested
  class DeleteMarkers extends DeleteMarkerApiContract {
    @Override
    protected URI endpoint() {
      return node.s3();
    }
  }

  @Nested
  class ObjectLocks extends ObjectLockApiContract {
    @Override
    protected URI endpoint() {
      return node.s3();
    }
  }

  @Nested
  class VersionAccess extends VersionAccessApiContract {
    @Override
    protected URI endpoint() {
      return strict.s3();
    }

    @Override
    protected TestingKey ownerKey() {
      return owner;
    }

    @Override
    protected TestingKey otherKey() {
      return other;
    }
  }

  @Nested
  class SupportedOperations extends SupportedOperationsContract {

    @Override
    protected URI endpoint() {
      return node.s3();
    }

    @Override
    protected long succeeded(S3Operation operation) {
      String counter =
          "horizon_s3_requests_total\\{code=\"2\\d\\d\",operation=\"%s\"} (\\d+)"
              .formatted(operation.operationName());
      return Pattern.compile(counter)
          .matcher(node.metrics())
          .results()
          .mapToLong(line -> Long.parseLong(line.group(1)))
          .sum();
    }
  }
}
