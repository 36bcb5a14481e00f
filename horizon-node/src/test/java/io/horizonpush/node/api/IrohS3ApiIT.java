package io.horizonpush.node.api;

import io.horizonpush.node.process.NodeUnderTest;
import io.horizonpush.s3.api.BucketApiContract;
import io.horizonpush.s3.api.ListApiContract;
import io.horizonpush.s3.api.MultipartApiContract;
import io.horizonpush.s3.api.ObjectApiContract;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The suites of the S3 API against a node with its real stores. */
class IrohS3ApiIT {

  @TempDir static Path folder;

  private static NodeUnderTest node;

  @BeforeAll
  static void start() {
    node = NodeUnderTest.start(folder);
  }

  @AfterAll
  static void stop() {
    node.close();
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
}
