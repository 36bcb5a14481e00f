package io.horizonpush.node.process;

import io.horizonpush.fallback.server.S3ProxyServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A bucket before an origin that a test started, as an operator sets it up. */
public final class StoodBefore {

  /** The name by which the node has access to the origin. */
  static final String ORIGIN = "there";

  private StoodBefore() {}

  /** Gives a node access to the origin, and makes a bucket that stands before it. */
  public static void make(NodeUnderTest node, S3ProxyServer store, String bucket)
      throws IOException {
    Path secret =
        Files.writeString(
            Files.createTempFile(node.dataDirectory(), "secret", ".txt"), S3ProxyServer.SECRET_KEY);
    node.run(
        "origin",
        "add",
        ORIGIN,
        "--type=s3",
        "--bucket=" + S3ProxyServer.BUCKET,
        "--endpoint=" + store.url(),
        "--access-key=" + S3ProxyServer.ACCESS_KEY,
        "--secret-key-file=" + secret,
        "--allow-private");
    Files.delete(secret);
    node.run("bucket", "create", bucket);
    node.run("bucket", "origins", bucket, "--set=" + ORIGIN);
  }
}
