package io.horizonpush.node.process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client of one bucket, which answers what came. Thread-safe. */
final class BucketClient {

  /** What all parts but the last have at least, in bytes. */
  static final int MIN_PART = 5 << 20;

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private static final int MOST_TRIES = 200;
  private static final int RETRY_MILLIS = 100;

  private final HttpClient http;
  private final URI bucket;

  BucketClient(HttpClient http, URI endpoint, String bucket) {
    this.http = http;
    this.bucket = URI.create(endpoint + "/" + bucket);
  }

  /** Sends a request, and again where the node asks for that, and waits for all of the answer. */
  static HttpResponse<byte[]> send(HttpClient http, HttpRequest.Builder request)
      throws IOException {
    try {
      HttpResponse<byte[]> answer = http.send(request.build(), BodyHandlers.ofByteArray());
      for (int tries = 1; tries < MOST_TRIES && isSlowDown(answer); tries++) {
        CrashChecks.letPass(RETRY_MILLIS);
        answer = http.send(request.build(), BodyHandlers.ofByteArray());
      }
      return answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static boolean isSlowDown(HttpResponse<byte[]> answer) {
    return answer.statusCode() == 503
        && new String(answer.body(), StandardCharsets.UTF_8).contains("<Code>SlowDown</Code>");
  }

  HttpResponse<byte[]> get(String key) throws IOException {
    return send(http, request(key).GET());
  }

  int delete(String key) throws IOException {
    return send(http, request(key).DELETE()).statusCode();
  }

  int put(String key, byte[] body) throws IOException {
    return send(http, request(key).PUT(BodyPublishers.ofByteArray(body))).statusCode();
  }

  int copy(String from, String to) throws IOException {
    String source = bucket.getPath().substring(bucket.getPath().lastIndexOf('/')) + "/" + from;
    return send(http, request(to).header("x-amz-copy-source", source).PUT(BodyPublishers.noBody()))
        .statusCode();
  }

  /** Uploads a body of more than one part's least length in two parts. */
  int multipart(String key, byte[] body) throws IOException {
    HttpResponse<byte[]> created =
        send(http, request(key + "?uploads").POST(BodyPublishers.noBody()));
    if (created.statusCode() != 200) {
      return created.statusCode();
    }
    Matcher id =
        Pattern.compile("<UploadId>(.*)</UploadId>")
            .matcher(new String(created.body(), StandardCharsets.UTF_8));
    String upload = id.find() ? id.group(1) : "";
    StringBuilder parts = new StringBuilder();
    for (int part = 1; part <= 2; part++) {
      byte[] slice =
          part == 1
              ? Arrays.copyOf(body, MIN_PART)
              : Arrays.copyOfRange(body, MIN_PART, body.length);
      HttpResponse<byte[]> answer =
          send(
              http,
              request(key + "?partNumber=" + part + "&uploadId=" + upload)
                  .PUT(BodyPublishers.ofByteArray(slice)));
      if (answer.statusCode() != 200) {
        return answer.statusCode();
      }
      parts.append(
          "<Part><PartNumber>%d</PartNumber><ETag>%s</ETag></Part>"
              .formatted(part, answer.headers().firstValue("etag").orElse("")));
    }
    String complete = "<CompleteMultipartUpload>" + parts + "</CompleteMultipartUpload>";
    return send(http, request(key + "?uploadId=" + upload).POST(BodyPublishers.ofString(complete)))
        .statusCode();
  }

  private HttpRequest.Builder request(String target) {
    return HttpRequest.newBuilder(URI.create(bucket + "/" + target)).timeout(PATIENCE);
  }
}
