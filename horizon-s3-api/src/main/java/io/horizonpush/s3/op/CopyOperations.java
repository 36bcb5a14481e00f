package io.horizonpush.s3.op;

import io.horizonpush.s3.access.Authorizer;
import io.horizonpush.s3.access.VersionNeeds;
import io.horizonpush.s3.filter.S3Request;
import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.Attribute;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Checksum;
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
import io.horizonpush.s3.store.ContentsReader;
import io.horizonpush.s3.store.Lookup;
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
  private final Authorizer authorizer;

  CopyOperations(ObjectStore store, NewAttributes attributes, Authorizer authorizer) {
    this.store = store;
    this.attributes = attributes;
    this.authorizer = authorizer;
  }

  /** CopyObject. */
  S3Response copy(S3Request<?> request, CopyObject copy) {
    Bucket bucket = request.buckets().required();
    Bucket from = request.buckets().requiredSource();
    StoredVersion source = requireSource(store, from, copy.source());
    requireChange(bucket, copy);
    ObjectMetadata metadata = copy.replacement().orElse(source.metadata());
    Tags tags = copy.tags().orElseGet(() -> kept(request, copy, source.attributes().tags()));
    List<Attribute> made =
        attributes.of(
            request.principal(),
            bucket,
            new RequestedAttributes(copy.acl(), tags, copy.lock(), copy.storageClass()));
    try (StagedBody staged = stage(bucket, from, source)) {
      List<Checksum> checksums =
          copy.checksumAlgorithm()
              .map(algorithm -> CopyChecksum.of(store, from, source, algorithm))
              .orElse(source.checksums());
      NewObject object =
          new NewObject(source.etag(), metadata, made, checksums, source.partCount());
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
      stored
          .checksums()
          .forEach(
              each ->
                  xml.element(each.algorithm().element(), each.value())
                      .element("ChecksumType", each.type().name()));
      return xml.respond(200, "CopyObjectResult")
          .withMore(VersionAnswers.written(stored))
          .withMore(VersionAnswers.sourceHeader(from, source));
    }
  }

  /** The tags of the source, which are to be known and set by whoever copies them. */
  private Tags kept(S3Request<?> request, CopyObject copy, Tags tags) {
    if (!tags.isEmpty()) {
      VersionNeeds.ofKeptTags(copy).forEach(need -> authorizer.require(request, need));
    }
    return tags;
  }

  /** Refuses the copy of an object onto itself that changes nothing. */
  private static void requireChange(Bucket bucket, CopyObject copy) {
    boolean ontoItself =
        copy.bucket().equals(copy.source().bucket()) && copy.key().equals(copy.source().key());
    // An older version that is copied onto its object becomes the current one.
    boolean restores = copy.source().version().isPresent() && bucket.configuration().hasVersions();
    boolean changes = copy.replacement().isPresent() || copy.storageClass().isPresent();
    if (ontoItself && !changes && !restores) {
      throw new S3Exception(
          S3ErrorCode.INVALID_REQUEST,
          "This copy request is illegal because it is trying to copy an object to itself without changing the object's"
              + " metadata, storage class, website redirect location or encryption attributes.");
    }
  }

  /**
   * The object a copy reads.
   *
   * @throws S3Exception {@code NoSuchKey}, {@code NoSuchVersion}, {@code InvalidRequest} for a
   *     delete marker, {@code NotImplemented} for a version that a newer node wrote, or {@code
   *     PreconditionFailed} when its conditions do not hold
   */
  static StoredVersion requireSource(ObjectStore store, Bucket bucket, CopySource source) {
    Lookup found = store.find(bucket, source.key(), source.version());
    if (source.version().isPresent() && found instanceof Lookup.Deleted) {
      throw namesMarker();
    }
    StoredVersion object = found.require(source.key(), source.version());
    return switch (source.conditions().evaluate(object.etag(), object.lastModified())) {
      case Verdict.Proceed() -> object;
      case Verdict.NotModified(), Verdict.Failed _ ->
          throw S3Exception.preconditionFailed("x-amz-copy-source-If-Match");
    };
  }

  /**
   * A delete marker that is named as such can be no source; one that is current is no object.
   *
   * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html">AWS:
   *     UploadPartCopy</a>
   */
  private static S3Exception namesMarker() {
    return new S3Exception(
        S3ErrorCode.INVALID_REQUEST,
        "The source of a copy request may not specifically refer to a delete marker by version"
            + " id.");
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
