package io.horizonpush.node.fuzz;

import io.horizonpush.node.testing.Request;
import io.horizonpush.s3.request.S3Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Requests with sound framing and no sense: any method, path, parameters and headers. */
final class RandomRequests {

  private static final List<String> METHODS =
      List.of("GET", "GET", "GET", "HEAD", "PUT", "PUT", "POST", "DELETE", "OPTIONS", "PATCH");

  private static final List<String> PARAMETERS =
      Stream.concat(
              Arrays.stream(S3Operation.values())
                  .flatMap(operation -> operation.selectors().stream())
                  .filter(selector -> !selector.startsWith("@")),
              Stream.of(
                  "prefix",
                  "delimiter",
                  "marker",
                  "max-keys",
                  "encoding-type",
                  "start-after",
                  "continuation-token",
                  "fetch-owner",
                  "key-marker",
                  "upload-id-marker",
                  "max-uploads",
                  "max-parts",
                  "part-number-marker",
                  "versionId",
                  "max-buckets",
                  "response-content-type",
                  "response-expires",
                  "X-Amz-Signature",
                  "Signature",
                  "X-Amz-Expires",
                  "AWSAccessKeyId",
                  "list-type=2"))
          .distinct()
          .toList();

  private static final List<String> HEADERS =
      List.of(
          "Range",
          "If-Match",
          "If-None-Match",
          "If-Modified-Since",
          "If-Unmodified-Since",
          "If-Range",
          "Origin",
          "Access-Control-Request-Method",
          "Content-Type",
          "Content-MD5",
          "Content-Encoding",
          "Expires",
          "Expect",
          "Authorization",
          "X-Forwarded-For",
          "Cookie",
          "x-amz-acl",
          "x-amz-grant-read",
          "x-amz-tagging",
          "x-amz-tagging-directive",
          "x-amz-metadata-directive",
          "x-amz-copy-source",
          "x-amz-copy-source-range",
          "x-amz-copy-source-if-match",
          "x-amz-checksum-crc32",
          "x-amz-checksum-algorithm",
          "x-amz-checksum-type",
          "x-amz-checksum-mode",
          "x-amz-sdk-checksum-algorithm",
          "x-amz-object-attributes",
          "x-amz-max-parts",
          "x-amz-part-number-marker",
          "x-amz-content-sha256",
          "x-amz-decoded-content-length",
          "x-amz-trailer",
          "x-amz-date",
          "x-amz-expected-bucket-owner",
          "x-amz-storage-class",
          "x-amz-meta-x",
          "x-amz-mp-object-size",
          "x-amz-server-side-encryption",
          "x-amz-mfa",
          "x-amz-security-token",
          "x-amz-unknown");

  private RandomRequests() {}

  static Request next(Fuzz fuzz, String bucket) {
    String method = fuzz.of(METHODS);
    StringBuilder target = new StringBuilder(path(fuzz, bucket));
    for (int i = fuzz.below(4), n = 0; n < i; n++) {
      target.append(n == 0 ? '?' : '&').append(fuzz.of(PARAMETERS));
      if (fuzz.oneIn(2) && target.indexOf("=", target.lastIndexOf("&") + 1) < 0) {
        target.append('=').append(parameter(fuzz));
      }
    }
    List<String> headers = new ArrayList<>();
    for (int i = fuzz.below(5); i > 0; i--) {
      headers.add(fuzz.of(HEADERS) + ": " + header(fuzz, bucket));
    }
    Request request = new Request(method, target.toString(), headers, new byte[0]);
    boolean carries = method.equals("PUT") || method.equals("POST");
    if (!carries || fuzz.oneIn(2)) {
      return request;
    }
    Request full =
        request.withText(
            fuzz.oneIn(2) ? fuzz.nasty() : fuzz.of(List.of(Documents.values())).text());
    return fuzz.oneIn(2) ? full.withDigest() : full;
  }

  private static String path(Fuzz fuzz, String bucket) {
    return fuzz.of(List.of("/s3/", "/", "/s3/s3/", "/s3//"))
        + fuzz.of(
            List.of("", bucket, bucket, bucket, bucket + "/k", bucket + "/k", "ab", "no-such"))
        + fuzz.of(List.of("", "", "/", "/k", "/" + parameter(fuzz), "/%2e%2e/" + parameter(fuzz)));
  }

  /** A text as it may stand in a request line. */
  private static String parameter(Fuzz fuzz) {
    return fuzz.nasty().replaceAll("[^!$-~]", "_").replace("#", "_");
  }

  /** A text as it may stand in a header. */
  private static String header(Fuzz fuzz, String bucket) {
    return fuzz.oneIn(4)
        ? fuzz.of(List.of(bucket + "/k", "/" + bucket + "/k", "private", "CRC32", "ETag", "0"))
        : fuzz.nasty().replaceAll("[^ -\u00ff]", "_");
  }
}
