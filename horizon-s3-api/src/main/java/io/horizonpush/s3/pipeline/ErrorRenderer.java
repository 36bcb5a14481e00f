package io.horizonpush.s3.pipeline;

import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.request.RequestId;
import io.horizonpush.s3.xml.XmlWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns a failure into the S3 error document. Immutable.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html">AWS: error
 *     responses</a>
 */
public final class ErrorRenderer {

  /** What {@code HostId} and {@code x-amz-id-2} say: this is one node, not a fleet. */
  public static final String HOST_ID = "horizonpush";

  private final String region;

  /** A renderer for the node of a region. */
  public ErrorRenderer(String region) {
    this.region = region;
  }

  /**
   * The answer to a request that failed. One to HEAD has no document: where clients would read the
   * region there, they find it in a header.
   *
   * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html">AWS:
   *     HeadBucket</a>
   */
  public S3Response render(S3Exception error, RequestId id, RequestHead head) {
    Map<String, String> headers = new HashMap<>(error.headers());
    error.details().forEach((name, value) -> addHeader(headers, name, value));
    if (head.method().equals("HEAD")) {
      headers.put("x-amz-bucket-region", region);
      return new S3Response(error.code().status(), headers, List.of(), 0);
    }
    XmlWriter xml =
        XmlWriter.plainDocument("Error")
            .element("Code", error.code().code())
            .element("Message", error.getMessage());
    error.details().forEach(xml::element);
    S3Response document =
        xml.element("Resource", resource(head))
            .element("RequestId", id.value())
            .element("HostId", HOST_ID)
            .respond(error.code().status(), "Error");
    headers.putAll(document.headers());
    return document.withHeaders(headers);
  }

  /** Some facts of an error stand in a header as well. */
  private static void addHeader(Map<String, String> headers, String detail, String value) {
    switch (detail) {
      case "ActualObjectSize" -> headers.put("content-range", "bytes */" + value);
      case "Allow" -> headers.put("allow", value);
      default -> {}
    }
  }

  /**
   * The path as the client sent it; bytes outside ASCII come as ISO-8859-1 and are shown as the
   * UTF-8 they most likely are.
   */
  private static String resource(RequestHead head) {
    return new String(head.rawPath().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
