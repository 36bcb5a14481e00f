package io.horizonpush.s3.op;

import io.horizonpush.s3.filter.S3Request;
import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.request.FormAnswer;
import io.horizonpush.s3.request.ObjectInput.PostObject;
import io.horizonpush.s3.request.ObjectInput.PutObject;
import io.horizonpush.s3.request.PercentCoding;
import io.horizonpush.s3.xml.XmlWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Stores what forms upload. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html">AWS: POST
 *     Object</a>
 */
final class FormOperations {

  private final BiFunction<S3Request<?>, PutObject, S3Response> put;

  /**
   * @param put what stores the object that a form describes
   */
  FormOperations(BiFunction<S3Request<?>, PutObject, S3Response> put) {
    this.put = put;
  }

  /** PostObject: a PutObject with an answer that a browser can show. */
  S3Response post(S3Request<?> request, PostObject post) {
    PutObject object = post.put();
    Map<String, String> headers;
    try (S3Response stored = put.apply(request, object)) {
      headers = new LinkedHashMap<>(stored.headers());
    }
    String etag = headers.getOrDefault("etag", "");
    return switch (post.answer()) {
      case FormAnswer.Redirect(String url) -> {
        headers.put("location", withParameters(url, object, etag));
        yield ObjectAnswers.empty(303, headers);
      }
      case FormAnswer.Status(int code, String location) -> {
        headers.put("location", location);
        yield code == 201 ? document(headers, object, etag) : ObjectAnswers.empty(code, headers);
      }
    };
  }

  private static S3Response document(Map<String, String> headers, PutObject object, String etag) {
    S3Response document =
        XmlWriter.plainDocument("PostResponse")
            .element("Location", headers.getOrDefault("location", ""))
            .element("Bucket", object.bucket().value())
            .element("Key", object.key().value())
            .element("ETag", etag)
            .respond(201, "PostResponse");
    headers.putAll(document.headers());
    return document.withHeaders(headers);
  }

  private static String withParameters(String url, PutObject object, String etag) {
    int hash = url.indexOf('#');
    String target = hash < 0 ? url : url.substring(0, hash);
    return target
        + (target.indexOf('?') < 0 ? "?" : "&")
        + "bucket="
        + object.bucket().value()
        + "&key="
        + PercentCoding.encode(object.key().value())
        + "&etag="
        + PercentCoding.encode(etag)
        + (hash < 0 ? "" : url.substring(hash));
  }
}
