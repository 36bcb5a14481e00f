package io.horizonpush.wasm.chain;

import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.ObjectInput.GetObject;
import io.horizonpush.s3.request.RangeSpec;
import io.horizonpush.s3.request.ReadConditions;
import java.time.Instant;
import java.util.Optional;

/**
 * What of an object a GET or HEAD is answered with, where the node transforms it and so holds the
 * request's conditions and range against it by itself.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2">RFC 9110, 13.2.2</a>
 */
sealed interface Cut {

  /** All of it. */
  record All() implements Cut {}

  /** Some of it. */
  record Part(ByteRange range) implements Cut {}

  /** Its client has it already. */
  record NotModified() implements Cut {}

  /** Nothing of it. */
  record Refused(S3Exception error) implements Cut {}

  /** That cannot be said before its length is known. */
  record NeedsLength() implements Cut {}

  /** Whether a request may be answered with a part. */
  static boolean isAskedFor(GetObject get) {
    return get.range().isPresent() || get.partNumber().isPresent();
  }

  static Cut of(GetObject get, ObjectHead object) {
    return switch (verdict(get.conditions(), object)) {
      case ReadConditions.Verdict.Failed(String header) ->
          new Refused(S3Exception.preconditionFailed(header));
      case ReadConditions.Verdict.NotModified() -> new NotModified();
      case ReadConditions.Verdict.Proceed() -> part(get, object);
    };
  }

  /** Without a date there is nothing to compare one with. */
  private static ReadConditions.Verdict verdict(ReadConditions conditions, ObjectHead object) {
    Optional<Instant> date = object.lastModified();
    ReadConditions held =
        date.isPresent()
            ? conditions
            : new ReadConditions(
                conditions.ifMatch(), conditions.ifNoneMatch(), Optional.empty(), Optional.empty());
    return held.evaluate(object.etag(), date.orElse(Instant.EPOCH));
  }

  private static Cut part(GetObject get, ObjectHead object) {
    if (get.partNumber().isPresent()) {
      return numbered(get.partNumber().getAsInt(), object);
    }
    Optional<RangeSpec> range =
        get.range()
            .filter(
                any ->
                    get.ifRange()
                        .map(
                            version ->
                                version.isMetBy(
                                    object.etag(), object.lastModified().orElse(Instant.EPOCH)))
                        .orElse(true));
    if (range.isEmpty()) {
      return new All();
    }
    if (object.length().isEmpty()) {
      return new NeedsLength();
    }
    try {
      return new Part(range.get().resolve(object.length().getAsLong()));
    } catch (S3Exception e) {
      return new Refused(e);
    }
  }

  /** What plugins write has one part. */
  private static Cut numbered(int number, ObjectHead object) {
    if (number != 1) {
      return new Refused(
          new S3Exception(
                  S3ErrorCode.INVALID_PART_NUMBER, "The requested partnumber is not satisfiable")
              .with("PartNumberRequested", Integer.toString(number))
              .with("ActualPartCount", "1"));
    }
    return object.length().isPresent()
        ? new Part(ByteRange.all(object.length().getAsLong()))
        : new NeedsLength();
  }
}
