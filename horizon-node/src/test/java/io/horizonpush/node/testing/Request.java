package io.horizonpush.node.testing;

import io.horizonpush.s3.api.TestingS3Client;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A request as it is sent. Immutable. */
public final class Request {

  private static final byte[] NOTHING = {};
  private static final int SHOWN = 300;

  private final String method;
  private final String target;
  private final List<String> headers;
  private final byte[] body;

  /**
   * @param target path and query, percent-encoded
   * @param headers each as {@code name: value}; host and length are added
   */
  public Request(String method, String target, List<String> headers, byte[] body) {
    this.method = method;
    this.target = target;
    this.headers = List.copyOf(headers);
    this.body = body;
  }

  public String method() {
    return method;
  }

  public String target() {
    return target;
  }

  public List<String> headers() {
    return headers;
  }

  public byte[] body() {
    return body;
  }

  public static Request of(String method, String target) {
    return new Request(method, target, List.of(), NOTHING);
  }

  public Request with(String name, String value) {
    List<String> more = new ArrayList<>(headers);
    more.add(name + ": " + value);
    return new Request(method, target, more, body);
  }

  public Request with(List<String> further) {
    List<String> more = new ArrayList<>(headers);
    more.addAll(further);
    return new Request(method, target, more, body);
  }

  /** The same request with further parameters, percent-encoded. */
  public Request withParameters(String parameters) {
    String separator = target.indexOf('?') < 0 ? "?" : "&";
    return new Request(method, target + separator + parameters, headers, body);
  }

  public Request with(byte[] content) {
    return new Request(method, target, headers, content);
  }

  public Request withText(String content) {
    return with(content.getBytes(StandardCharsets.UTF_8));
  }

  /** The same request with the digest of its body, which some operations want. */
  public Request withDigest() {
    return TestingS3Client.digest(body).entrySet().stream()
        .reduce(this, (all, each) -> all.with(each.getKey(), each.getValue()), (one, _) -> one);
  }

  /** The address of a bucket, or of an object. */
  public static String at(String bucket, String key) {
    return "/s3/" + bucket + (key.isEmpty() ? "" : "/" + encoded(key, true));
  }

  /** The address of a version of an object, or of the current one where none is named. */
  public static String at(String bucket, String key, String version) {
    return at(bucket, key) + (version.isEmpty() ? "" : "?versionId=" + parameter(version));
  }

  /** A text for the value of a parameter. */
  public static String parameter(String text) {
    return encoded(text, false);
  }

  private static String encoded(String text, boolean slashes) {
    StringBuilder out = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      boolean plain =
          (b >= 'a' && b <= 'z')
              || (b >= 'A' && b <= 'Z')
              || (b >= '0' && b <= '9')
              || "-._~".indexOf(b) >= 0
              || (slashes && b == '/');
      out.append(
          plain ? String.valueOf((char) b) : "%" + HexFormat.of().withUpperCase().toHexDigits(b));
    }
    return out.toString();
  }

  @Override
  public String toString() {
    String content =
        body.length > SHOWN ? body.length + " bytes" : new String(body, StandardCharsets.UTF_8);
    return method
        + " "
        + target.replace("z".repeat(1024), "zz…")
        + " "
        + headers
        + (body.length == 0 ? "" : " <" + content + ">");
  }
}
