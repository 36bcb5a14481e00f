package io.horizonpush.s3.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request failed in a way the S3 protocol has a code for. Thrown anywhere below the pipeline,
 * rendered in one place.
 *
 * <p>Without a stack trace unless the fault is ours: most of these are a client's mistakes, and
 * there may be thousands a second.
 */
public final class S3Exception extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final S3ErrorCode code;
  private final transient Map<String, String> details = new LinkedHashMap<>();

  public S3Exception(S3ErrorCode code, String message) {
    super(message, null, false, code.status() >= 500);
    this.code = code;
  }

  public S3Exception(S3ErrorCode code, String message, Throwable cause) {
    super(message, cause, false, code.status() >= 500);
    this.code = code;
  }

  /** There is no object at a key. */
  public static S3Exception noSuchKey(ObjectKey key) {
    return new S3Exception(S3ErrorCode.NO_SUCH_KEY, "The specified key does not exist.")
        .with("Key", key.value());
  }

  /**
   * Adds an element that stands beside the message in the error document, such as {@code Key} or
   * {@code BucketName}.
   */
  public S3Exception with(String element, String value) {
    details.put(element, value);
    return this;
  }

  public S3ErrorCode code() {
    return code;
  }

  /** The further elements of the error document, in order. */
  public Map<String, String> details() {
    return Collections.unmodifiableMap(details);
  }

  @Override
  public String getMessage() {
    String message = super.getMessage();
    return message == null ? code.code() : message;
  }
}
