package io.horizonpush.node.lessons;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.node.process.NodeUnderTest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A body passes through; it is never held whole. CVE-2018-1000538 (the body of a request was
 * buffered in memory).
 */
class BodiesAreNotHeldInMemoryIT {

  /** Larger than the heap and all direct memory of the node together. */
  private static final long SIZE = 160L << 20;

  @TempDir Path data;

  @Test
  void bodyLargerThanAllMemoryOfTheNode_isStoredAndRead() throws Exception {
    Map<String, String> small =
        Map.of(
            "JAVA_TOOL_OPTIONS", "-Xmx64m -XX:MaxDirectMemorySize=64m -XX:+ExitOnOutOfMemoryError");
    try (NodeUnderTest node = NodeUnderTest.startWith(small, data);
        HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      URI bucket = URI.create(node.s3() + "/memory");
      URI object = URI.create(bucket + "/large");
      assertThat(send(http, bucket, BodyPublishers.noBody())).isEqualTo(200);
      BodyPublisher large =
          BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(Bytes::new), SIZE);
      assertThat(send(http, object, large)).isEqualTo(200);
      try (InputStream found =
              http.send(HttpRequest.newBuilder(object).build(), BodyHandlers.ofInputStream())
                  .body();
          InputStream sent = new Bytes()) {
        assertThat(sum(found)).isEqualTo(sum(sent));
      }
      assertThat(node.stop()).as(node.log()).isZero();
    }
  }

  private static int send(HttpClient http, URI target, BodyPublisher body)
      throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(target).PUT(body).build();
    return http.send(request, BodyHandlers.discarding()).statusCode();
  }

  private static long sum(InputStream in) throws IOException {
    try (CheckedInputStream checked = new CheckedInputStream(in, new CRC32C())) {
      assertThat(checked.transferTo(OutputStream.nullOutputStream())).isEqualTo(SIZE);
      return checked.getChecksum().getValue();
    }
  }

  /** The same bytes every time, made as they are read. */
  private static final class Bytes extends InputStream {

    private final byte[] piece = new byte[65_521];
    private long left = SIZE;

    Bytes() {
      new Random(7).nextBytes(piece);
    }

    @Override
    public int read() {
      throw new UnsupportedOperationException("read by pieces");
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      if (left == 0) {
        return -1;
      }
      int count = (int) Math.min(left, Math.min(piece.length, length));
      // By place, so that it does not matter in what pieces it is read.
      for (int at = 0; at < count; at++, left--) {
        into[offset + at] = piece[(int) ((left * 31) % piece.length)];
      }
      return count;
    }
  }
}
