package io.horizonpush.s3.parse;

import io.horizonpush.s3.request.DeleteConditions;
import io.horizonpush.s3.request.EntityTags;
import io.horizonpush.s3.request.HttpDate;
import io.horizonpush.s3.request.IfRange;
import io.horizonpush.s3.request.ReadConditions;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.request.WriteConditions;
import java.time.Instant;
import java.util.Optional;

/** The conditional headers of one request. Confined to one thread. */
record ConditionHeaders(RequestHead head) {

  /**
   * The conditions of a read.
   *
   * @param prefix empty for the request itself, {@code x-amz-copy-source-} for a copy's source
   */
  ReadConditions ofRead(String prefix) {
    return new ReadConditions(
        tags(prefix + "if-match"),
        tags(prefix + "if-none-match"),
        date(prefix + "if-modified-since"),
        date(prefix + "if-unmodified-since"));
  }

  /** The conditions of a write. */
  WriteConditions ofWrite() {
    return new WriteConditions(tags("if-match"), tags("if-none-match"));
  }

  /** The conditions of a deletion. */
  DeleteConditions ofDeletion() {
    return ConditionValues.ofDeletion(
        head.header("if-match"),
        head.header("x-amz-if-match-last-modified-time"),
        head.header("x-amz-if-match-size"));
  }

  /** The version for which a range is meant. */
  Optional<IfRange> ifRange() {
    return head.header("if-range").map(ConditionValues::ifRange);
  }

  private Optional<EntityTags> tags(String name) {
    return head.header(name).map(EntityTags::parse);
  }

  /** A date that is none is ignored (RFC 9110, 13.1.3). */
  private Optional<Instant> date(String name) {
    return head.header(name).flatMap(HttpDate::parse);
  }
}
