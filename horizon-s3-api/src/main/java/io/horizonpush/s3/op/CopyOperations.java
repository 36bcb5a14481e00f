package io.horizonpush.s3.op;

import io.horizonpush.s3.filter.S3Request;
import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.Attribute;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.Tags;
import io.horizonpush.s3.request.CopySource;
import io.horizonpush.s3.request.ObjectInput.CopyObject;
import io.horizonpush.s3.request.ReadConditions.Verdict;
import io.horizonpush.s3.request.RequestedAttributes;
import io.horizonpush.s3.store.Change;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.Change.Expectation;
import io.horizonpush.s3.store.NewObject;
import io.horizonpush.s3.store.ObjectStore;
import io.horizonpush.s3.store.StagedBody;
import io.horizonpush.s3.xml.XmlWriter;
import java.util.List;
import java.util.Optional;

/**
 * Copies objects. The new record names the same blobs; bytes are only read when they are not on
 * this node. The copy of a multipart object keeps its parts and therefore its ETag.
 *
 * <p>Thread-safe.
 */
final class CopyOperations {

  private final ObjectStore store;
  private final NewAttributes attributes;

  CopyOperations(ObjectStore store, NewAttributes attributes) {
    this.store = store;
    this.attributes = attributes;
  }

  /** CopyObject. */
  S3Response copy(S3Request<?> request, CopyObject copy) {
    Bucket bucket = request.buckets().required();
    Bucket from = request.buckets().requiredSource();
    StoredVersion source = requireSource(store, from, copy.source());
    boolean ontoItself =
        copy.bucket().equals(copy.source().bucket()) && copy.key().equals(copy.source().key());
    if (ontoItself && copy.replacement().isEmpty()) {
      throw new S3Exception(
          S3ErrorCode.INVALID_REQUEST,
          "This copy request is illegal because it is trying to copy an object to itself without changing the object's"
              + " metadata, storage class, website redirect location or encryption attributes.");
    }
    ObjectMetadata metadata = copy.replacement().orElse(source.metadata());
    Tags tags = copy.tags().orElse(source.attributes().tags());
    List<Attribute> made =
        attributes.of(request.principal(), bucket, new RequestedAttributes(copy.acl(), tags));
    try (StagedBody staged = stage(bucket, from, source)) {
      NewObject object =
          new NewObject(source.etag(), metadata, made, source.checksums(), source.partCount());
      StoredVersion stored =
          store
              .change(
                  new Change(
                      bucket.id(),
                      copy.key(),
                      new Expectation.OfWrite(copy.conditions()),
                      Draft.Write.of(object, staged)))
              .flatMap(ObjectVersion::stored)
              .orElseThrow();
      XmlWriter xml =
          XmlWriter.document("CopyObjectResult")
              .element("LastModified", stored.lastModified())
              .element("ETag", stored.etag().quoted());
      stored.checksums().forEach(each -> xml.element(each.algorithm().element(), each.value()));
      return xml.respond(200, "CopyObjectResult");
    }
  }

  /**
   * The object a copy reads.
   *
   * @throws S3Exception {@code NoSuchKey}, {@code NotImplemented} for a version that a newer node
   *     wrote, or {@code PreconditionFailed} when its conditions do not hold
   */
  static StoredVersion requireSource(ObjectStore store, Bucket bucket, CopySource source) {
    StoredVersion object = ObjectAnswers.require(store, bucket, source.key());
    return switch (source.conditions().evaluate(object.etag(), object.lastModified())) {
      case Verdict.Proceed() -> object;
      case Verdict.NotModified(), Verdict.Failed _ ->
          throw S3Exception.preconditionFailed("x-amz-copy-source-If-Match");
    };
  }

  /** Keeps the source's bytes where they are; where they are not here, fetches them. */
  private StagedBody stage(Bucket bucket, Bucket from, StoredVersion source) {
    Optional<StagedBody> kept = store.stageCopy(from, source);
    if (kept.isPresent()) {
      return kept.get();
    }
    try (ContentsReader reader =
        new ContentsReader(store.open(from, source, ByteRange.all(source.size())))) {
      return store.stage(bucket, reader);
    }
  }
}
