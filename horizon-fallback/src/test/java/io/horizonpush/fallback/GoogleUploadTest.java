package io.horizonpush.fallback;

import static io.horizonpush.fallback.OriginContract.assertFault;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.horizonpush.fallback.origin.Origin;
import io.horizonpush.fallback.origin.OriginCondition;
import io.horizonpush.fallback.origin.OriginConnection;
import io.horizonpush.fallback.origin.OriginDescription;
import io.horizonpush.fallback.origin.OriginFault;
import io.horizonpush.fallback.origin.OriginLimits;
import io.horizonpush.fallback.origin.OriginType;
import io.horizonpush.fallback.origin.OriginUpload;
import io.horizonpush.fallback.origin.OriginWrite;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Resumable sessions, against a server that answers as Google's documentation says and keeps less
 * than it was sent: fake-gcs-server takes the question how much it has for the end of the upload.
 *
 * @see <a href="https://cloud.google.com/storage/docs/performing-resumable-uploads">Google:
 *     resumable uploads</a>
 */
class GoogleUploadTest {

  private static final int KEPT = 512 << 10;

  private final byte[] bytes = OriginContract.bytes(9 << 20);
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private final List<String> ranges = new CopyOnWriteArrayList<>();
  private final List<String> begun = new CopyOnWriteArrayList<>();
  private final Origins origins = new Origins(OriginLimits.USUAL);
  private HttpServer server;
  private boolean isDropped;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/upload/storage/v1/b/bucket/o", this::begin);
    server.createContext("/session", this::session);
    server.start();
  }

  @AfterEach
  void stop() {
    origins.close();
    server.stop(0);
  }

  @Test
  void anUpload_goesOnBehindWhatIsKept() {
    OriginWrite write = OriginWrite.of("a/ü b", bytes.length);
    OriginUpload first = origin().begin(write);
    append(first);
    assertThat(first.stored()).isEqualTo(KEPT);

    OriginUpload resumed = origin().resume(write, first.token());
    assertThat(resumed.stored()).isEqualTo(KEPT);
    while (resumed.stored() < bytes.length) {
      append(resumed);
    }

    assertThat(resumed.complete()).isEqualTo("77");
    assertThat(kept.toByteArray()).isEqualTo(bytes);
    assertThat(ranges)
        .startsWith("bytes 0-8388607/9437184", "bytes */9437184", "bytes 524288-8912895/9437184");
    assertThat(begun).containsExactly("uploadType=resumable&name=a/%C3%BC%20b");
  }

  @Test
  void anUploadThatIsComplete_isFoundSo() {
    OriginWrite write = OriginWrite.of("key", bytes.length);
    OriginUpload first = origin().begin(write);
    while (first.stored() < bytes.length) {
      append(first);
    }

    OriginUpload resumed = origin().resume(write, first.token());

    assertThat(resumed.stored()).isEqualTo(bytes.length);
    assertThat(resumed.complete()).isEqualTo("77");
  }

  @Test
  void anUploadThatGoogleDropped_isMissing() {
    OriginWrite write = OriginWrite.of("key", bytes.length);
    OriginUpload first = origin().begin(write);
    isDropped = true;

    assertFault(() -> origin().resume(write, first.token()), OriginFault.Missing.class);
    first.abort();
  }

  @Test
  void aCondition_isGivenAtTheBeginning() {
    origin().begin(OriginWrite.of("key", 1).when(new OriginCondition.Matches("12")));
    origin().begin(OriginWrite.of("key", 1).when(OriginCondition.ABSENT));

    assertThat(begun)
        .containsExactly(
            "uploadType=resumable&name=key&ifGenerationMatch=12",
            "uploadType=resumable&name=key&ifGenerationMatch=0");
  }

  private void append(OriginUpload upload) {
    int from = (int) upload.stored();
    int to = (int) Math.min(bytes.length, from + upload.pieceLength());
    upload.append(() -> new ByteArrayInputStream(bytes, from, to - from));
  }

  private Origin origin() {
    return origins.open(
        new OriginConnection(
            OriginDescription.of(
                OriginDescription.Input.of(OriginType.GCS, "bucket").withEndpoint(url())),
            TestAccounts.google(),
            true));
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void begin(HttpExchange exchange) throws IOException {
    begun.add(exchange.getRequestURI().getRawQuery());
    exchange.getRequestBody().readAllBytes();
    exchange.getResponseHeaders().set("Location", url() + "/session?upload_id=1");
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  private void session(HttpExchange exchange) throws IOException {
    byte[] sent = exchange.getRequestBody().readAllBytes();
    if (isDropped) {
      exchange.sendResponseHeaders(410, -1);
      exchange.close();
      return;
    }
    ranges.add(exchange.getRequestHeaders().getFirst("Content-Range"));
    // Of the first piece less is kept than was sent.
    kept.writeBytes(kept.size() == 0 && sent.length > 0 ? Arrays.copyOf(sent, KEPT) : sent);
    if (kept.size() == bytes.length) {
      byte[] object = "{\"name\": \"key\", \"generation\": \"77\"}".getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, object.length);
      exchange.getResponseBody().write(object);
    } else {
      if (kept.size() > 0) {
        exchange.getResponseHeaders().set("Range", "bytes=0-" + (kept.size() - 1));
      }
      exchange.sendResponseHeaders(308, -1);
    }
    exchange.close();
  }
}
