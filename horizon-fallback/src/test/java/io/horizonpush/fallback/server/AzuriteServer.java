package io.horizonpush.fallback.server;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** Azurite, Microsoft's emulator of Azure Storage. */
public final class AzuriteServer implements AutoCloseable {

  /** The one account that it has, and its key, which everybody knows. */
  public static final String ACCOUNT = "devstoreaccount1";

  public static final String KEY =
      "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

  private final TestServer server;

  private AzuriteServer(TestServer server) {
    this.server = server;
  }

  /** Starts one that is empty. */
  public static AzuriteServer start(Path folder) {
    Path program = TestServer.program("azurite/node_modules/.bin/azurite-blob");
    return new AzuriteServer(
        TestServer.start(
            folder,
            port ->
                List.of(
                    program.toString(),
                    "--location",
                    folder.toString(),
                    "--blobHost",
                    "127.0.0.1",
                    "--blobPort",
                    String.valueOf(port),
                    "--skipApiVersionCheck",
                    "--disableTelemetry")));
  }

  /** Where the account is. */
  public URI url() {
    return server.url().resolve("/" + ACCOUNT);
  }

  @Override
  public void close() {
    server.close();
  }
}
