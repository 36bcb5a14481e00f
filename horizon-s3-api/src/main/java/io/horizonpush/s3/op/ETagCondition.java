package io.horizonpush.s3.op;

import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.ObjectRecord;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.parse.HeaderValues;
import io.horizonpush.s3.request.Conditions;
import io.horizonpush.s3.request.DeleteConditions;
import io.horizonpush.s3.store.Precondition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Evaluates conditional headers against an object.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2">RFC 9110, 13.2.2:
 *     precedence</a>
 */
final class ETagCondition {

  private ETagCondition() {}

  /** What the conditions of a read allow. */
  enum Outcome {
    PROCEED,
    NOT_MODIFIED,
    FAILED
  }

  /** Whether a range that was asked for one version of an object may be taken from this one. */
  static boolean sameVersion(String ifRange, ObjectRecord object) {
    return ifRange.equals(object.etag().quoted())
        || ifRange.equals(HeaderValues.date(object.lastModified()));
  }

  /** Evaluates the conditions of a GET or HEAD, or of a copy's source. */
  static Outcome evaluate(Conditions conditions, ObjectRecord object) {
    Instant modified = object.lastModified().truncatedTo(ChronoUnit.SECONDS);
    if (conditions.ifMatch().isPresent()) {
      if (!matches(conditions.ifMatch().get(), object.etag())) {
        return Outcome.FAILED;
      }
    } else if (conditions.ifUnmodifiedSince().filter(modified::isAfter).isPresent()) {
      return Outcome.FAILED;
    }
    if (conditions.ifNoneMatch().isPresent()) {
      return matches(conditions.ifNoneMatch().get(), object.etag())
          ? Outcome.NOT_MODIFIED
          : Outcome.PROCEED;
    }
    return conditions.ifModifiedSince().filter(since -> !modified.isAfter(since)).isPresent()
        ? Outcome.NOT_MODIFIED
        : Outcome.PROCEED;
  }

  /**
   * The conditions of a write, to be evaluated when it commits. AWS knows no If-None-Match other
   * than {@code *}; here any entity tag is held against what is there, as RFC 9110 says.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html">AWS:
   *     conditional writes</a>
   */
  static Precondition forWrite(Conditions conditions) {
    if (conditions.ifNoneMatch().isEmpty() && conditions.ifMatch().isEmpty()) {
      return Precondition.NONE;
    }
    return current -> checkWrite(conditions, current);
  }

  private static void checkWrite(Conditions conditions, Optional<ObjectRecord> current) {
    if (conditions.ifNoneMatch().isPresent()
        && current.isPresent()
        && matches(conditions.ifNoneMatch().get(), current.get().etag())) {
      throw failed("If-None-Match");
    }
    if (conditions.ifMatch().isPresent()) {
      if (current.isEmpty()) {
        throw new S3Exception(S3ErrorCode.NO_SUCH_KEY, "The specified key does not exist.");
      }
      if (!matches(conditions.ifMatch().get(), current.get().etag())) {
        throw failed("If-Match");
      }
    }
  }

  /** The conditions of a deletion, to be evaluated when it commits. */
  static Precondition forDelete(DeleteConditions conditions) {
    return conditions.equals(DeleteConditions.NONE)
        ? Precondition.NONE
        : current -> current.ifPresent(object -> checkDelete(conditions, object));
  }

  private static void checkDelete(DeleteConditions conditions, ObjectRecord object) {
    if (conditions.ifMatch().filter(tags -> !matches(tags, object.etag())).isPresent()) {
      throw failed("If-Match");
    }
    Instant modified = object.lastModified().truncatedTo(ChronoUnit.SECONDS);
    if (conditions.lastModified().filter(time -> !time.equals(modified)).isPresent()) {
      throw failed("x-amz-if-match-last-modified-time");
    }
    if (conditions.size().filter(size -> size != object.size()).isPresent()) {
      throw failed("x-amz-if-match-size");
    }
  }

  /** The error of a condition that does not hold. */
  static S3Exception failed(String condition) {
    return new S3Exception(
            S3ErrorCode.PRECONDITION_FAILED,
            "At least one of the pre-conditions you specified did not hold")
        .with("Condition", condition);
  }

  /** Whether a header's list of tags, each quoted or not, weak or not, has this one. */
  private static boolean matches(String tags, ETag etag) {
    for (String each : tags.split(",", -1)) {
      String tag = each.strip();
      if (tag.equals("*") || unquoted(tag).equals(etag.value())) {
        return true;
      }
    }
    return false;
  }

  /** A tag without the marks around it. */
  static String unquoted(String tag) {
    String strong = tag.startsWith("W/") ? tag.substring(2) : tag;
    return strong.length() >= 2 && strong.startsWith("\"") && strong.endsWith("\"")
        ? strong.substring(1, strong.length() - 1)
        : strong;
  }
}
