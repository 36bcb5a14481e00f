package io.horizonpush.s3.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

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
  private final transient Map<String, String> headers = new LinkedHashMap<>();

  public S3Exception(S3ErrorCode code, String message) {
    super(message, null, false, code.status() >= 500);
    this.code = code;
  }

  public S3Exception(S3ErrorCode code, String message, Throwable cause) {
    super(message, cause, false, code.status() >= 500);
    this.code = code;
  }

  /** The bucket that a request means is gone. */
  public static S3Exception noSuchBucket() {
    return new S3Exception(S3ErrorCode.NO_SUCH_BUCKET, "The specified bucket does not exist");
  }

  /** There is no bucket of a name. */
  public static S3Exception noSuchBucket(BucketName bucket) {
    return noSuchBucket().with("BucketName", bucket.value());
  }

  /** The version of a key holds something that this node does not know. */
  public static S3Exception foreignVersion(ObjectKey key) {
    return new S3Exception(
            S3ErrorCode.NOT_IMPLEMENTED,
            "A newer version of this server wrote the object. Update this node to read, copy or replace it.")
        .with("Key", key.value());
  }

  /** There is no object at the key that a request names. */
  public static S3Exception noSuchKey() {
    return new S3Exception(S3ErrorCode.NO_SUCH_KEY, "The specified key does not exist.");
  }

  /** There is no object at a key. */
  public static S3Exception noSuchKey(ObjectKey key) {
    return noSuchKey().with("Key", key.value());
  }

  /** A condition of the request does not hold. */
  public static S3Exception preconditionFailed(String condition) {
    return new S3Exception(
            S3ErrorCode.PRECONDITION_FAILED,
            "At least one of the pre-conditions you specified did not hold")
        .with("Condition", condition);
  }

  /** There is no version of a key by the name that a request gives. */
  public static S3Exception noSuchVersion(ObjectKey key, VersionName version) {
    return new S3Exception(S3ErrorCode.NO_SUCH_VERSION, "The specified version does not exist.")
        .with("Key", key.value())
        .with("VersionId", version.text());
  }

  /** What a request means, such as a delete marker, cannot be treated so. */
  public static S3Exception methodNotAllowed() {
    return new S3Exception(
        S3ErrorCode.METHOD_NOT_ALLOWED,
        "The specified method is not allowed against this resource.");
  }

  /** A lock keeps a version from being removed, or itself from being shortened. */
  public static S3Exception lockedVersion() {
    return new S3Exception(
        S3ErrorCode.ACCESS_DENIED, "Access Denied because object protected by object lock.");
  }

  /** A lock is asked for in a bucket whose versions cannot be locked. */
  public static S3Exception noObjectLock() {
    return new S3Exception(
        S3ErrorCode.INVALID_REQUEST, "Bucket is missing Object Lock Configuration");
  }

  /** The sender may not do what it asks. */
  public static S3Exception accessDenied() {
    return accessDenied(Optional.empty());
  }

  /**
   * The sender may not do what it asks.
   *
   * @param advice what it could do about that
   */
  public static S3Exception accessDenied(Optional<String> advice) {
    return new S3Exception(
        S3ErrorCode.ACCESS_DENIED,
        advice.map(text -> "Access Denied. " + text).orElse("Access Denied"));
  }

  /**
   * This node may not do in a bucket that it shares what a request asks for.
   *
   * @param needed what it would have to be
   */
  public static S3Exception notAMember(BucketName bucket, MemberMode needed) {
    return accessDenied(
            Optional.of(
                "This node shares the bucket with others and is not a member that may do this: ask"
                    + " an owner of it for the mode "
                    + needed.text()
                    + "."))
        .with("BucketName", bucket.value());
  }

  /** A header asks for what this node does not do; storing the object without it would be a lie. */
  public static S3Exception unsupportedHeader(String name) {
    return new S3Exception(
            S3ErrorCode.NOT_IMPLEMENTED,
            "A header you provided implies functionality that is not implemented")
        .with("Header", name);
  }

  /** The node has no room for more at once. */
  public static S3Exception slowDown() {
    return new S3Exception(S3ErrorCode.SLOW_DOWN, "Please reduce your request rate.")
        .withHeader("retry-after", "1");
  }

  /** What was thrown, where it is no error of the protocol as an internal one. */
  public static S3Exception of(Throwable thrown) {
    return thrown instanceof S3Exception error ? error : internalError(thrown);
  }

  /** Something went wrong that no client can do anything about: {@code cause} is logged. */
  public static S3Exception internalError(Throwable cause) {
    return new S3Exception(
        S3ErrorCode.INTERNAL_ERROR, "We encountered an internal error. Please try again.", cause);
  }

  /**
   * Adds an element that stands beside the message in the error document, such as {@code Key} or
   * {@code BucketName}.
   */
  public S3Exception with(String element, String value) {
    details.put(element, value);
    return this;
  }

  /**
   * Adds a header to the answer that shows the error.
   *
   * @param name in lower case
   */
  public S3Exception withHeader(String name, String value) {
    headers.put(name, value);
    return this;
  }

  public S3ErrorCode code() {
    return code;
  }

  /** The further elements of the error document, in order. */
  public Map<String, String> details() {
    return Collections.unmodifiableMap(details);
  }

  /** The headers of the answer that the error needs, by lower-case name. */
  public Map<String, String> headers() {
    return Collections.unmodifiableMap(headers);
  }

  @Override
  public String getMessage() {
    String message = super.getMessage();
    return message == null ? code.code() : message;
  }
}
