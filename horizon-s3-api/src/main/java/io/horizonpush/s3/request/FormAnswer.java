package io.horizonpush.s3.request;

/**
 * How a form wants its upload to be answered.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html#RESTObjectPOST-requests-form-fields">AWS:
 *     form fields</a>
 */
public sealed interface FormAnswer {

  /**
   * With a status.
   *
   * @param code 200, 201 with a document, or 204
   * @param location where the object then is, in the style in which the form addressed its bucket
   */
  record Status(int code, String location) implements FormAnswer {}

  /**
   * With a redirection.
   *
   * @param url an absolute HTTP or HTTPS URL, to which the answer adds what was stored
   */
  record Redirect(String url) implements FormAnswer {}
}
