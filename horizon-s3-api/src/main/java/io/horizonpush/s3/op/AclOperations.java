package io.horizonpush.s3.op;

import io.horizonpush.s3.access.AccessControl;
import io.horizonpush.s3.access.BucketRules;
import io.horizonpush.s3.filter.S3Request;
import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.Acl;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketSetting;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.request.AclInput;
import io.horizonpush.s3.request.RequestedAcl;
import io.horizonpush.s3.store.BucketStore;
import io.horizonpush.s3.store.Change;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.Change.Expectation;
import io.horizonpush.s3.store.Records;
import io.horizonpush.s3.xml.XmlElement;
import io.horizonpush.s3.xml.XmlParser;
import io.horizonpush.s3.xml.XmlWriter;
import java.util.Map;
import java.util.Optional;

/** Shows and replaces the access control lists of buckets and objects. Thread-safe. */
final class AclOperations {

  private final BucketStore buckets;
  private final Records records;
  private final BucketRules rules;
  private final NewAttributes attributes;

  AclOperations(BucketStore buckets, Records records, AccessControl access) {
    this.buckets = buckets;
    this.records = records;
    this.rules = access.rules();
    this.attributes = new NewAttributes(access);
  }

  S3Response handle(S3Request<?> request, AclInput input) {
    Bucket bucket = request.buckets().required();
    return switch (input) {
      case AclInput.GetBucketAcl _ -> XmlWriter.response(200, AclDocument.write(rules.acl(bucket)));
      case AclInput.GetObjectAcl get -> {
        StoredVersion object = records.require(bucket, get.key(), get.version());
        yield VersionAnswers.named(
            XmlWriter.response(200, AclDocument.write(rules.acl(bucket, object))), bucket, object);
      }
      case AclInput.PutBucketAcl put -> {
        Acl acl = asked(request, put.acl(), bucket.owner(), bucket);
        buckets.configure(bucket.id(), BucketSetting.ACL, Optional.of(BucketRules.text(acl)));
        yield ObjectAnswers.empty(200, Map.of());
      }
      case AclInput.PutObjectAcl put -> {
        StoredVersion object = records.require(bucket, put.key(), put.version());
        Owner owner = rules.acl(bucket, object).owner();
        set(bucket, object, put.version(), asked(request, put.acl(), owner, bucket));
        yield ObjectAnswers.empty(200, VersionAnswers.header(bucket, object));
      }
    };
  }

  /**
   * A list belongs to the bytes it was set for: those that replaced them meanwhile keep theirs.
   *
   * @param named what the request calls the version; nothing for the current one
   */
  private void set(Bucket bucket, StoredVersion object, Optional<VersionName> named, Acl acl) {
    try {
      records.change(
          new Change(
              bucket.id(),
              object.key(),
              new Expectation.Anything(),
              new Draft.Set(Optional.of(new VersionName.Id(object.id())), acl)));
    } catch (S3Exception e) {
      if (e.code() != S3ErrorCode.NO_SUCH_KEY && e.code() != S3ErrorCode.NO_SUCH_VERSION) {
        throw e;
      }
      StoredVersion _ = records.require(bucket, object.key(), named);
    }
  }

  private Acl asked(
      S3Request<?> request, Optional<RequestedAcl> inHeaders, Owner owner, Bucket bucket) {
    Optional<XmlElement> body = XmlParser.parse(request.body());
    if (inHeaders.isPresent() && body.isPresent()) {
      throw new S3Exception(
          S3ErrorCode.UNEXPECTED_CONTENT, "This request does not support content");
    }
    if (body.isPresent()) {
      return attributes.changed(AclDocument.read(body.get()), owner, bucket);
    }
    return attributes.changed(
        inHeaders.orElseThrow(
            () ->
                new S3Exception(
                    S3ErrorCode.MISSING_SECURITY_HEADER,
                    "Your request was missing a required header: x-amz-acl, x-amz-grant-* or an"
                        + " AccessControlPolicy in the body")),
        owner,
        bucket);
  }
}
