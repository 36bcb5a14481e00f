package io.horizonpush.s3.op;

import io.horizonpush.s3.access.AccessControl;
import io.horizonpush.s3.access.Authorizer;
import io.horizonpush.s3.access.BucketRules;
import io.horizonpush.s3.filter.S3Request;
import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketSetting;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.Principal;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.parse.ContinuationToken;
import io.horizonpush.s3.request.BucketInput;
import io.horizonpush.s3.request.BucketInput.CreateBucket;
import io.horizonpush.s3.request.BucketInput.ListBuckets;
import io.horizonpush.s3.store.BucketStore;
import io.horizonpush.s3.xml.XmlElement;
import io.horizonpush.s3.xml.XmlParser;
import io.horizonpush.s3.xml.XmlWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Creates, lists, describes and deletes buckets. Thread-safe. */
final class BucketOperations {

  /** The region that AWS names by an absent location. */
  private static final String CLASSIC_REGION = "us-east-1";

  private final BucketStore store;
  private final Authorizer authorizer;
  private final NewAttributes attributes;
  private final String region;

  BucketOperations(BucketStore store, AccessControl access, String region) {
    this.store = store;
    this.authorizer = access.authorizer();
    this.attributes = new NewAttributes(access);
    this.region = region;
  }

  S3Response handle(S3Request<?> request, BucketInput input) {
    return switch (input) {
      case BucketInput.ListBuckets list -> list(request.principal(), list);
      case BucketInput.CreateBucket create -> create(request, create);
      case BucketInput.HeadBucket _ -> head(request);
      case BucketInput.DeleteBucket _ -> delete(request);
      case BucketInput.GetBucketLocation _ -> location(request);
    };
  }

  private S3Response list(Principal principal, ListBuckets list) {
    String after =
        list.continuationToken()
            .filter(token -> !token.isEmpty())
            .map(ContinuationToken::decode)
            .orElse("");
    List<Bucket> found =
        authorizer.visible(principal).stream()
            .filter(bucket -> bucket.name().value().startsWith(list.prefix()))
            .filter(bucket -> bucket.name().value().compareTo(after) > 0)
            .filter(bucket -> list.region().filter(asked -> !asked.equals(region)).isEmpty())
            .limit(list.limit() + 1L)
            .toList();
    List<Bucket> page = found.subList(0, Math.min(list.limit(), found.size()));
    Owner owner = principal.owner();
    XmlWriter xml = XmlWriter.document("ListAllMyBucketsResult");
    ListOperations.writeOwner(xml, "Owner", owner);
    xml.open("Buckets");
    for (Bucket bucket : page) {
      xml.open("Bucket")
          .element("Name", bucket.name().value())
          .element("CreationDate", bucket.createdAt())
          .element("BucketRegion", region)
          .close("Bucket");
    }
    xml.close("Buckets");
    if (!list.prefix().isEmpty()) {
      xml.element("Prefix", list.prefix());
    }
    if (found.size() > page.size()) {
      xml.element("ContinuationToken", ContinuationToken.encode(page.getLast().name().value()));
    }
    return xml.respond(200, "ListAllMyBucketsResult");
  }

  /** Creating a bucket one owns already succeeds and sets its list, as it does in us-east-1. */
  private S3Response create(S3Request<?> request, CreateBucket create) {
    Optional<XmlElement> configuration = XmlParser.parse(request.body());
    if (configuration
        .filter(root -> !root.name().equals("CreateBucketConfiguration"))
        .isPresent()) {
      throw XmlParser.malformed();
    }
    Owner owner = request.principal().owner();
    Map<BucketSetting, String> settings =
        create
            .acl()
            .map(
                acl ->
                    Map.of(BucketSetting.ACL, BucketRules.text(attributes.ofNewBucket(acl, owner))))
            .orElse(Map.of());
    try {
      store.create(
          create.bucket(),
          owner,
          new BucketStore.NewBucket(settings, create.objectLock(), BucketStore.Options.DEFAULT));
    } catch (S3Exception e) {
      if (e.code() != S3ErrorCode.BUCKET_ALREADY_OWNED_BY_YOU) {
        throw e;
      }
      Bucket existing = store.find(create.bucket()).orElseThrow(() -> e);
      if (create.objectLock() && !existing.configuration().objectLock()) {
        throw e;
      }
      create
          .acl()
          .map(acl -> attributes.changed(acl, existing.owner(), existing))
          .map(BucketRules::text)
          .ifPresent(list -> store.configure(existing.id(), BucketSetting.ACL, Optional.of(list)));
    }
    return ObjectAnswers.empty(200, Map.of("location", "/" + create.bucket().value()));
  }

  private S3Response head(S3Request<?> request) {
    Bucket _ = request.buckets().required();
    return ObjectAnswers.empty(
        200, Map.of("x-amz-bucket-region", region, "content-type", "application/xml"));
  }

  private S3Response delete(S3Request<?> request) {
    store.delete(request.buckets().required().id());
    return ObjectAnswers.empty(204, Map.of());
  }

  private S3Response location(S3Request<?> request) {
    Bucket _ = request.buckets().required();
    XmlWriter xml = XmlWriter.document("LocationConstraint");
    return xml.text(region.equals(CLASSIC_REGION) ? "" : region).respond(200, "LocationConstraint");
  }
}
