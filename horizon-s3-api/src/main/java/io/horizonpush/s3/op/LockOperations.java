package io.horizonpush.s3.op;

import io.horizonpush.s3.access.Action;
import io.horizonpush.s3.access.Authorizer;
import io.horizonpush.s3.access.Need;
import io.horizonpush.s3.filter.S3Request;
import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.LegalHold;
import io.horizonpush.s3.model.Retention;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.request.LockInput;
import io.horizonpush.s3.request.LockInput.GetObjectLegalHold;
import io.horizonpush.s3.request.LockInput.GetObjectRetention;
import io.horizonpush.s3.request.LockInput.PutObjectLegalHold;
import io.horizonpush.s3.request.LockInput.PutObjectRetention;
import io.horizonpush.s3.request.RequestedLock;
import io.horizonpush.s3.store.BucketStore;
import io.horizonpush.s3.store.Change;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.Change.Expectation;
import io.horizonpush.s3.store.Records;
import io.horizonpush.s3.xml.XmlElement;
import io.horizonpush.s3.xml.XmlParser;
import io.horizonpush.s3.xml.XmlWriter;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Shows and sets what keeps versions from being removed. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html">AWS: Object
 *     Lock</a>
 */
final class LockOperations {

  private final BucketStore buckets;
  private final Records records;
  private final Authorizer authorizer;

  LockOperations(BucketStore buckets, Records records, Authorizer authorizer) {
    this.buckets = buckets;
    this.records = records;
    this.authorizer = authorizer;
  }

  S3Response handle(S3Request<?> request, LockInput input) {
    Bucket bucket = request.buckets().required();
    return switch (input) {
      case LockInput.GetObjectLockConfiguration _ -> configuration(bucket);
      case LockInput.PutObjectLockConfiguration _ -> {
        buckets.setObjectLock(bucket.id(), LockDocuments.readConfiguration(document(request)));
        yield ObjectAnswers.empty(200, Map.of());
      }
      case GetObjectRetention get -> retention(bucket, get);
      case PutObjectRetention put -> retain(request, bucket, put);
      case GetObjectLegalHold get -> hold(bucket, get);
      case PutObjectLegalHold put -> hold(request, bucket, put);
    };
  }

  private static S3Response configuration(Bucket bucket) {
    if (!bucket.configuration().objectLock()) {
      throw new S3Exception(
              S3ErrorCode.OBJECT_LOCK_CONFIGURATION_NOT_FOUND,
              "Object Lock configuration does not exist for this bucket")
          .with("BucketName", bucket.name().value());
    }
    return XmlWriter.response(
        200, LockDocuments.writeConfiguration(bucket.configuration().defaultRetention()));
  }

  private S3Response retention(Bucket bucket, GetObjectRetention get) {
    checkLockable(bucket);
    StoredVersion object = records.require(bucket, get.key(), get.version());
    return XmlWriter.response(
        200,
        LockDocuments.write(
            object
                .attributes()
                .retention()
                .flatMap(each -> each.shown(Instant.now()))
                .orElseThrow(LockOperations::notLocked)));
  }

  private S3Response hold(Bucket bucket, GetObjectLegalHold get) {
    checkLockable(bucket);
    StoredVersion object = records.require(bucket, get.key(), get.version());
    return XmlWriter.response(
        200,
        LockDocuments.write(
            object.attributes().legalHold().orElseThrow(LockOperations::notLocked)));
  }

  private S3Response retain(S3Request<?> request, Bucket bucket, PutObjectRetention put) {
    Optional<Retention.Period> period = LockDocuments.readRetention(document(request));
    Need need = Need.of(Action.PUT_RETENTION, put.bucket(), put.key(), put.version());
    authorizer.require(request, need.locking(new RequestedLock(period, Optional.empty())));
    checkLockable(bucket);
    if (period.filter(each -> !each.until().isAfter(Instant.now())).isPresent()) {
      throw new S3Exception(
              S3ErrorCode.INVALID_ARGUMENT, "The retain until date must be in the future!")
          .with("ArgumentName", "RetainUntilDate");
    }
    records.change(
        new Change(
            bucket.id(),
            put.key(),
            new Expectation.Anything(),
            new Draft.Retain(put.version(), period, put.bypass())));
    return ObjectAnswers.empty(200, Map.of());
  }

  private S3Response hold(S3Request<?> request, Bucket bucket, PutObjectLegalHold put) {
    LegalHold hold = LockDocuments.readHold(document(request));
    Need need = Need.of(Action.PUT_LEGAL_HOLD, put.bucket(), put.key(), put.version());
    authorizer.require(
        request, need.locking(new RequestedLock(Optional.empty(), Optional.of(hold))));
    checkLockable(bucket);
    records.change(
        new Change(
            bucket.id(),
            put.key(),
            new Expectation.Anything(),
            new Draft.Set(put.version(), hold)));
    return ObjectAnswers.empty(200, Map.of());
  }

  private static void checkLockable(Bucket bucket) {
    if (!bucket.configuration().objectLock()) {
      throw S3Exception.noObjectLock();
    }
  }

  private static S3Exception notLocked() {
    return new S3Exception(
        S3ErrorCode.NO_SUCH_OBJECT_LOCK_CONFIGURATION,
        "The specified object does not have a ObjectLock configuration");
  }

  private static XmlElement document(S3Request<?> request) {
    return XmlParser.parse(request.body()).orElseThrow(XmlParser::malformed);
  }
}
