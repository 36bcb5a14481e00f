package io.horizonpush.fallback.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;

/** fake-gcs-server, an emulator of Google Cloud Storage. It checks no credentials. */
public final class FakeGcsServer implements AutoCloseable {

  public static final String BUCKET = "origin";

  private final TestServer server;

  private FakeGcsServer(TestServer server) {
    this.server = server;
  }

  /** Starts one that has a bucket. */
  public static FakeGcsServer start(Path folder) throws IOException, InterruptedException {
    Path program = TestServer.program("fake-gcs-server-1.56.1/bin/fake-gcs-server");
    FakeGcsServer started =
        new FakeGcsServer(
            TestServer.start(
                folder,
                port ->
                    List.of(
                        program.toString(),
                        "-backend",
                        "memory",
                        "-scheme",
                        "http",
                        "-host",
                        "127.0.0.1",
                        "-port",
                        String.valueOf(port),
                        "-public-host",
                        "127.0.0.1:" + port,
                        "-external-url",
                        "http://127.0.0.1:" + port)));
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(started.url().resolve("/storage/v1/b?project=test"))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString("{\"name\": \"" + BUCKET + "\"}"))
              .build();
      int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status != 200) {
        throw new IllegalStateException("No bucket: " + status);
      }
    }
    return started;
  }

  public URI url() {
    return server.url();
  }

  @Override
  public void close() {
    server.close();
  }
}
