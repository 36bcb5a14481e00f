package io.horizonpush.s3.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.ReadConditions.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ConditionsTest {

  private static final ETag TAG = new ETag("a");
  private static final Optional<EntityTags> ANY = Optional.of(new EntityTags.Any());
  private static final Optional<EntityTags> THIS = listed("x", "a");
  private static final Optional<EntityTags> OTHER = listed("x", "y");
  private static final Optional<EntityTags> NO_TAGS = Optional.empty();
  private static final Instant WRITTEN = Instant.parse("2026-01-02T03:04:05.678Z");
  private static final Instant SECOND = Instant.parse("2026-01-02T03:04:05Z");
  private static final Optional<Validators> THERE = Optional.of(new Validators(TAG, WRITTEN, 7));

  private static Optional<EntityTags> listed(String... tags) {
    return Optional.of(new EntityTags.Listed(List.of(tags).stream().map(ETag::new).toList()));
  }

  private static Verdict read(
      Optional<EntityTags> ifMatch,
      Optional<EntityTags> ifNoneMatch,
      Optional<Instant> modifiedSince,
      Optional<Instant> unmodifiedSince) {
    return new ReadConditions(ifMatch, ifNoneMatch, modifiedSince, unmodifiedSince)
        .evaluate(TAG, WRITTEN);
  }

  private static void fails(S3ErrorCode code, ThrowingCallable check) {
    assertThatThrownBy(check)
        .isInstanceOfSatisfying(S3Exception.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void tags_areComparedWithoutTheirMarks() {
    assertThat(ANY.orElseThrow().matches(TAG)).isTrue();
    assertThat(THIS.orElseThrow().matches(TAG)).isTrue();
    assertThat(OTHER.orElseThrow().matches(TAG)).isFalse();
  }

  @Test
  void aReadWithoutConditions_proceeds() {
    assertThat(ReadConditions.NONE.evaluate(TAG, WRITTEN)).isEqualTo(new Verdict.Proceed());
    assertThat(read(NO_TAGS, NO_TAGS, Optional.empty(), Optional.empty()))
        .isEqualTo(new Verdict.Proceed());
  }

  @Test
  void aRead_saysWhichConditionFailed() {
    Optional<Instant> before = Optional.of(SECOND.minusSeconds(1));
    assertThat(read(OTHER, NO_TAGS, Optional.empty(), before))
        .isEqualTo(new Verdict.Failed("If-Match"));
    assertThat(read(NO_TAGS, NO_TAGS, Optional.empty(), before))
        .isEqualTo(new Verdict.Failed("If-Unmodified-Since"));
  }

  /** RFC 9110, 13.2.2: a tag is more exact than a date. */
  @Test
  void aTag_countsInsteadOfADate() {
    Optional<Instant> before = Optional.of(SECOND.minusSeconds(1));
    assertThat(read(THIS, NO_TAGS, Optional.empty(), before)).isEqualTo(new Verdict.Proceed());
    assertThat(read(NO_TAGS, OTHER, Optional.of(SECOND), Optional.empty()))
        .isEqualTo(new Verdict.Proceed());
    assertThat(read(NO_TAGS, ANY, before, Optional.empty())).isEqualTo(new Verdict.NotModified());
  }

  @Test
  void aDate_isComparedToTheSecond() {
    assertThat(read(NO_TAGS, NO_TAGS, Optional.of(SECOND), Optional.empty()))
        .isEqualTo(new Verdict.NotModified());
    assertThat(read(NO_TAGS, NO_TAGS, Optional.empty(), Optional.of(SECOND)))
        .isEqualTo(new Verdict.Proceed());
    assertThat(read(NO_TAGS, NO_TAGS, Optional.of(SECOND.minusSeconds(1)), Optional.empty()))
        .isEqualTo(new Verdict.Proceed());
  }

  @Test
  void aWrite_demandsWhatIsThere() {
    WriteConditions.NONE.check(THERE);
    WriteConditions.NONE.check(Optional.empty());
    new WriteConditions(THIS, OTHER).check(THERE);
    new WriteConditions(NO_TAGS, ANY).check(Optional.empty());
    fails(S3ErrorCode.PRECONDITION_FAILED, () -> new WriteConditions(NO_TAGS, ANY).check(THERE));
    fails(S3ErrorCode.PRECONDITION_FAILED, () -> new WriteConditions(NO_TAGS, THIS).check(THERE));
    fails(S3ErrorCode.PRECONDITION_FAILED, () -> new WriteConditions(OTHER, NO_TAGS).check(THERE));
    fails(S3ErrorCode.NO_SUCH_KEY, () -> new WriteConditions(ANY, NO_TAGS).check(Optional.empty()));
  }

  @Test
  void aDeletion_demandsWhatIsThere_andNothingOfWhatIsNot() {
    DeleteConditions all = new DeleteConditions(THIS, Optional.of(SECOND), Optional.of(7L));
    all.check(THERE);
    all.check(Optional.empty());
    for (DeleteConditions wrong :
        List.of(
            new DeleteConditions(OTHER, Optional.empty(), Optional.empty()),
            new DeleteConditions(NO_TAGS, Optional.of(SECOND.plusSeconds(1)), Optional.empty()),
            new DeleteConditions(NO_TAGS, Optional.empty(), Optional.of(8L)))) {
      wrong.check(Optional.empty());
      fails(S3ErrorCode.PRECONDITION_FAILED, () -> wrong.check(THERE));
    }
  }

  @Test
  void aRange_isTakenFromTheVersionItIsMeantFor() {
    assertThat(new IfRange.EntityTag(TAG).isMetBy(TAG, WRITTEN)).isTrue();
    assertThat(new IfRange.EntityTag(new ETag("b")).isMetBy(TAG, WRITTEN)).isFalse();
    assertThat(new IfRange.Date(SECOND).isMetBy(TAG, WRITTEN)).isTrue();
    assertThat(new IfRange.Date(SECOND.plusSeconds(1)).isMetBy(TAG, WRITTEN)).isFalse();
    assertThat(new IfRange.Never().isMetBy(TAG, WRITTEN)).isFalse();
  }
}
