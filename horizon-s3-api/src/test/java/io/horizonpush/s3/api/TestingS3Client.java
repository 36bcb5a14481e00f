package io.horizonpush.s3.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sends requests exactly as they are written down, unsigned or signed with a key. */
public final class TestingS3Client {

  private final URI endpoint;
  private final Optional<TestingKey> key;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  public TestingS3Client(URI endpoint) {
    this(endpoint, Optional.empty());
  }

  public TestingS3Client(URI endpoint, TestingKey key) {
    this(endpoint, Optional.of(key));
  }

  private TestingS3Client(URI endpoint, Optional<TestingKey> key) {
    this.endpoint = endpoint;
    this.key = key;
  }

  /** An answer as a test looks at it. */
  public static final class Answer {

    private final HttpResponse<byte[]> response;

    private Answer(HttpResponse<byte[]> response) {
      this.response = response;
    }

    public int status() {
      return response.statusCode();
    }

    public byte[] body() {
      return response.body();
    }

    public String text() {
      return new String(response.body(), StandardCharsets.UTF_8);
    }

    public String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    /** The error code, or an empty text. */
    public String errorCode() {
      return element("Code").orElse("");
    }

    /** The text of the first element of a name, unescaped as far as these tests need. */
    public Optional<String> element(String name) {
      return elements(name).stream().findFirst();
    }

    /** The texts of all elements of a name. */
    public List<String> elements(String name) {
      List<String> found = new ArrayList<>();
      Matcher matcher =
          Pattern.compile("<" + name + ">(.*?)</" + name + ">", Pattern.DOTALL).matcher(text());
      while (matcher.find()) {
        found.add(
            matcher
                .group(1)
                .replace("&quot;", "\"")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&"));
      }
      return found;
    }
  }

  /**
   * Sends a request.
   *
   * @param target path and query below the endpoint, percent-encoded, beginning with {@code /}
   */
  public Answer send(String method, String target, Map<String, String> headers, byte[] body) {
    URI uri = URI.create(endpoint + target);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).method(method, BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    key.ifPresent(each -> each.sign(method, uri, headers, body).forEach(request::setHeader));
    try {
      return new Answer(http.send(request.build(), BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public Answer send(String method, String target) {
    return send(method, target, Map.of(), new byte[0]);
  }

  public Answer get(String target) {
    return send("GET", target);
  }

  public Answer put(String target, String body) {
    return put(target, body.getBytes(StandardCharsets.UTF_8));
  }

  public Answer put(String target, byte[] body) {
    return send("PUT", target, Map.of(), body);
  }

  /** Sends a document with its digest, which some operations want. */
  public Answer post(String target, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return send("POST", target, digest(bytes), bytes);
  }

  /** The header with the digest of a body. */
  public static Map<String, String> digest(byte[] body) {
    return Map.of("content-md5", Base64.getEncoder().encodeToString(md5(body)));
  }

  private static byte[] md5(byte[] body) {
    try {
      return MessageDigest.getInstance("MD5").digest(body);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
