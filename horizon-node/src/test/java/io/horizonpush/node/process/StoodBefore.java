package io.horizonpush.node.process;

import io.horizonpush.fallback.server.S3ProxyServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A bucket before an origin that a test started, as an operator sets it up. */
public final class StoodBefore {

  /** The name by which the node has access to the origin. */
  static final String ORIGIN = "there";

  private StoodBefore() {}

  /** Gives a node access to the origin, and makes a bucket that stands before it. */
  public static void make(NodeUnderTest node, S3ProxyServer store, String bucket)
      throws IOException {
    make(node, store.url(), bucket);
  }

  /**
   * The same of a store that is S3Proxy, stands before one, or checks no signature.
   *
   * @param options of {@code bucket origins}
   */
  static void make(NodeUnderTest node, URI store, String bucket, String... options)
      throws IOException {
    giveAccess(node, store, ORIGIN, S3ProxyServer.ACCESS_KEY);
    set(node, bucket, options);
  }

  /** Makes a bucket that stands before the origin to which the node has access. */
  static void set(NodeUnderTest node, String bucket, String... options) {
    node.run("bucket", "create", bucket);
    node.run(
        Stream.concat(Stream.of("bucket", "origins", bucket, "--set=" + ORIGIN), Stream.of(options))
            .toArray(String[]::new));
  }

  /**
   * Gives a node access to an origin, by a name.
   *
   * @param options of {@code origin add}
   */
  public static void giveAccess(
      NodeUnderTest node, URI store, String name, String accessKey, String... options)
      throws IOException {
    Path secret =
        Files.writeString(
            Files.createTempFile(node.dataDirectory(), "secret", ".txt"), S3ProxyServer.SECRET_KEY);
    node.run(
        Stream.concat(
                Stream.of(
                    "origin",
                    "add",
                    name,
                    "--type=s3",
                    "--bucket=" + S3ProxyServer.BUCKET,
                    "--endpoint=" + store,
                    "--access-key=" + accessKey,
                    "--secret-key-file=" + secret,
                    "--allow-private"),
                Stream.of(options))
            .toArray(String[]::new));
    Files.delete(secret);
  }
}
