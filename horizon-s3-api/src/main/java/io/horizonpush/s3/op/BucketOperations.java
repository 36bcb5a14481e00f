package io.horizonpush.s3.op;

import io.horizonpush.s3.filter.S3Request;
import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketInput;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.ObjectStore;
import io.horizonpush.s3.xml.XmlElement;
import io.horizonpush.s3.xml.XmlParser;
import io.horizonpush.s3.xml.XmlWriter;
import java.util.Map;
import java.util.Optional;

/** Creates, lists, describes and deletes buckets. Thread-safe. */
final class BucketOperations {

  /** The region that AWS names by an absent location. */
  private static final String CLASSIC_REGION = "us-east-1";

  private final ObjectStore store;
  private final String region;

  BucketOperations(ObjectStore store, String region) {
    this.store = store;
    this.region = region;
  }

  S3Response handle(S3Request<?> request, BucketInput input) {
    return switch (input) {
      case BucketInput.ListBuckets _ -> list(request.principal().owner());
      case BucketInput.CreateBucket create -> create(request, create.bucket());
      case BucketInput.HeadBucket head -> head(head.bucket());
      case BucketInput.DeleteBucket delete -> delete(delete.bucket());
      case BucketInput.GetBucketLocation location -> location(location.bucket());
    };
  }

  private S3Response list(Owner owner) {
    XmlWriter xml =
        XmlWriter.document("ListAllMyBucketsResult").open("Owner").element("ID", owner.id());
    xml.element("DisplayName", owner.displayName()).close("Owner").open("Buckets");
    for (Bucket bucket : store.listBuckets()) {
      xml.open("Bucket")
          .element("Name", bucket.name().value())
          .element("CreationDate", bucket.createdAt())
          .element("BucketRegion", region)
          .close("Bucket");
    }
    return xml.close("Buckets").respond(200, "ListAllMyBucketsResult");
  }

  /** Creating a bucket one owns already succeeds, as it does in us-east-1. */
  private S3Response create(S3Request<?> request, BucketName bucket) {
    Optional<XmlElement> configuration = XmlParser.parse(request.body());
    if (configuration
        .filter(root -> !root.name().equals("CreateBucketConfiguration"))
        .isPresent()) {
      throw XmlParser.malformed();
    }
    try {
      store.createBucket(bucket, request.principal().owner());
    } catch (S3Exception e) {
      if (e.code() != S3ErrorCode.BUCKET_ALREADY_OWNED_BY_YOU) {
        throw e;
      }
    }
    return ObjectAnswers.empty(200, Map.of("location", "/" + bucket.value()));
  }

  private S3Response head(BucketName bucket) {
    ObjectAnswers.requireBucket(store, bucket);
    return ObjectAnswers.empty(
        200, Map.of("x-amz-bucket-region", region, "content-type", "application/xml"));
  }

  private S3Response delete(BucketName bucket) {
    store.deleteBucket(bucket);
    return ObjectAnswers.empty(204, Map.of());
  }

  private S3Response location(BucketName bucket) {
    ObjectAnswers.requireBucket(store, bucket);
    XmlWriter xml = XmlWriter.document("LocationConstraint");
    return xml.text(region.equals(CLASSIC_REGION) ? "" : region).respond(200, "LocationConstraint");
  }
}
