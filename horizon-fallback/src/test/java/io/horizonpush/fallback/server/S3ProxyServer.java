package io.horizonpush.fallback.server;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** S3Proxy over a folder, with signatures checked. */
public final class S3ProxyServer implements AutoCloseable {

  public static final String BUCKET = "origin";
  public static final String ACCESS_KEY = "s3proxy";
  public static final String SECRET_KEY = "only-for-the-tests";

  private final Path folder;
  private final TestServer server;

  private S3ProxyServer(Path folder, TestServer server) {
    this.folder = folder;
    this.server = server;
  }

  /** Starts one that has a bucket. */
  public static S3ProxyServer start(Path folder) throws IOException {
    Files.createDirectories(store(folder).resolve(BUCKET));
    return new S3ProxyServer(folder, TestServer.start(folder, port -> command(folder, port)));
  }

  /** Starts one that was closed, where it was and with what it had. */
  public S3ProxyServer again() {
    return new S3ProxyServer(
        folder, TestServer.startAt(url().getPort(), folder, port -> command(folder, port)));
  }

  private static Path store(Path folder) {
    return folder.resolve("store");
  }

  private static List<String> command(Path folder, int port) throws IOException {
    Path jar = TestServer.program("test-servers/s3proxy-4.1.0-jar-with-dependencies.jar");
    Path settings = folder.resolve("s3proxy.conf");
    Files.writeString(
        settings,
        """
        s3proxy.endpoint=http://127.0.0.1:%d
        s3proxy.authorization=aws-v2-or-v4
        s3proxy.identity=%s
        s3proxy.credential=%s
        jclouds.provider=filesystem-nio2
        jclouds.filesystem.basedir=%s
        """
            .formatted(port, ACCESS_KEY, SECRET_KEY, store(folder)));
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-DLOG_LEVEL=warn",
        "-jar",
        jar.toString(),
        "--properties",
        settings.toString());
  }

  public URI url() {
    return server.url();
  }

  @Override
  public void close() {
    server.close();
  }
}
