package io.horizonpush.s3.parse;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.DeleteConditions;
import io.horizonpush.s3.request.EntityTags;
import io.horizonpush.s3.request.HttpDate;
import io.horizonpush.s3.request.IfRange;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** The values of conditions, in headers and in documents. Stateless. */
public final class ConditionValues {

  private ConditionValues() {}

  /** The value of {@code If-Range}. */
  static IfRange ifRange(String value) {
    if (EntityTags.isQuoted(value)) {
      return new IfRange.EntityTag(EntityTags.parseTag(value));
    }
    return HttpDate.parse(value).<IfRange>map(IfRange.Date::new).orElseGet(IfRange.Never::new);
  }

  /**
   * The conditions of a deletion.
   *
   * @param ifMatch a list of tags
   * @param lastModified in any form of an HTTP date or of ISO 8601
   * @param size a number of bytes
   * @throws S3Exception {@code InvalidArgument}
   */
  public static DeleteConditions ofDeletion(
      Optional<String> ifMatch, Optional<String> lastModified, Optional<String> size) {
    if (ifMatch.isEmpty() && lastModified.isEmpty() && size.isEmpty()) {
      return DeleteConditions.NONE;
    }
    return new DeleteConditions(
        ifMatch.map(EntityTags::parse),
        lastModified.map(ConditionValues::time),
        size.map(ConditionValues::size));
  }

  private static Instant time(String text) {
    return HttpDate.parse(text.strip())
        .or(() -> iso(text.strip()))
        .map(time -> time.truncatedTo(ChronoUnit.SECONDS))
        .orElseThrow(() -> invalid("The time is in no form that is known.", text));
  }

  private static Optional<Instant> iso(String text) {
    try {
      return Optional.of(DateTimeFormatter.ISO_DATE_TIME.parse(text, Instant::from));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static long size(String text) {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      throw invalid("The size is no number of bytes.", text);
    }
  }

  private static S3Exception invalid(String message, String value) {
    return new S3Exception(S3ErrorCode.INVALID_ARGUMENT, message).with("ArgumentValue", value);
  }
}
