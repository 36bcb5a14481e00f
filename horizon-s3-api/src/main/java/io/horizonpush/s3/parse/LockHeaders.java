package io.horizonpush.s3.parse;

import io.horizonpush.s3.model.LegalHold;
import io.horizonpush.s3.model.Retention;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.request.RequestedLock;
import java.time.Instant;
import java.util.Optional;

/**
 * The headers that lock a new version, and the one that passes a lock. Stateless.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html">
 *     AWS: working with Object Lock</a>
 */
final class LockHeaders {

  private static final String MODE = "x-amz-object-lock-mode";
  private static final String UNTIL = "x-amz-object-lock-retain-until-date";
  private static final String HOLD = "x-amz-object-lock-legal-hold";
  private static final String BYPASS = "x-amz-bypass-governance-retention";
  private static final String BUCKET = "x-amz-bucket-object-lock-enabled";

  private LockHeaders() {}

  /**
   * What is asked for a new version.
   *
   * @throws S3Exception {@code InvalidArgument} for half a retention, one that ends in the past and
   *     words that mean nothing
   */
  static RequestedLock parse(RequestHead head) {
    Optional<String> mode = head.header(MODE);
    Optional<String> until = head.header(UNTIL);
    Optional<String> hold = head.header(HOLD);
    if (mode.isEmpty() && until.isEmpty() && hold.isEmpty()) {
      return RequestedLock.NONE;
    }
    if (mode.isPresent() != until.isPresent()) {
      throw new S3Exception(
              S3ErrorCode.INVALID_ARGUMENT, UNTIL + " and " + MODE + " must both be supplied")
          .with("ArgumentName", mode.isPresent() ? UNTIL : MODE);
    }
    return new RequestedLock(
        mode.map(LockHeaders::mode)
            .map(each -> new Retention.Period(each, until(until.orElseThrow()))),
        hold.map(LockHeaders::hold));
  }

  /** Whether the sender means to pass a retention for governance. */
  static boolean bypass(RequestHead head) {
    return head.header(BYPASS).filter("true"::equalsIgnoreCase).isPresent();
  }

  /**
   * Whether versions of a new bucket can be locked.
   *
   * @throws S3Exception {@code InvalidArgument}
   */
  static boolean ofBucket(RequestHead head) {
    String text = head.header(BUCKET).orElse("false");
    if (!text.equalsIgnoreCase("true") && !text.equalsIgnoreCase("false")) {
      throw invalid(BUCKET + " must be true or false.", BUCKET, text);
    }
    return text.equalsIgnoreCase("true");
  }

  private static Retention.Mode mode(String text) {
    return LockValues.mode(text)
        .orElseThrow(() -> invalid("Unknown wormMode directive.", MODE, text));
  }

  private static Instant until(String text) {
    Instant until =
        LockValues.time(text)
            .orElseThrow(
                () ->
                    invalid(
                        "The retain until date must be provided in ISO 8601 format", UNTIL, text));
    if (!until.isAfter(Instant.now())) {
      throw invalid("The retain until date must be in the future!", UNTIL, text);
    }
    return until;
  }

  private static LegalHold hold(String text) {
    return LockValues.hold(text)
        .orElseThrow(() -> invalid("Legal Hold must be either of 'ON' or 'OFF'", HOLD, text));
  }

  private static S3Exception invalid(String message, String header, String value) {
    return new S3Exception(S3ErrorCode.INVALID_ARGUMENT, message)
        .with("ArgumentName", header)
        .with("ArgumentValue", value);
  }
}
