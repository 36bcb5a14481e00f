package io.horizonpush.s3.op;

import io.horizonpush.s3.filter.S3Request;
import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.ChecksumAlgorithm;
import io.horizonpush.s3.model.ChecksumType;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.request.MultipartInput.UploadPartCopy;
import io.horizonpush.s3.request.RangeSpec;
import io.horizonpush.s3.store.ContentsReader;
import io.horizonpush.s3.store.MultipartStore;
import io.horizonpush.s3.store.MultipartStore.NewPart;
import io.horizonpush.s3.store.MultipartStore.UploadedPart;
import io.horizonpush.s3.store.ObjectStore;
import io.horizonpush.s3.store.StagedBody;
import io.horizonpush.s3.xml.XmlWriter;
import java.util.List;
import java.util.Optional;

/**
 * Makes parts of an upload from existing objects. A whole object of one blob is not copied; a range
 * is, because a part is one blob.
 *
 * <p>Thread-safe.
 */
final class PartCopy {

  private final ObjectStore objects;
  private final MultipartStore uploads;

  PartCopy(ObjectStore objects, MultipartStore uploads) {
    this.objects = objects;
    this.uploads = uploads;
  }

  /** UploadPartCopy. */
  S3Response copy(S3Request<?> request, UploadPartCopy copy) {
    Bucket to = request.buckets().required();
    ChecksumAlgorithm wanted =
        PartChecksums.required(uploads.findUpload(to, copy.key(), copy.upload()).details());
    Places places = new Places(to, request.buckets().requiredSource());
    StoredVersion source = CopyOperations.requireSource(objects, places.from(), copy.source());
    ByteRange range =
        copy.range().map(each -> inside(each, source)).orElse(ByteRange.all(source.size()));
    UploadedPart part =
        shareWhole(places, copy, source, range, wanted)
            .orElseGet(() -> copyBytes(places, copy, source, range, wanted));
    XmlWriter xml =
        XmlWriter.document("CopyPartResult")
            .element("LastModified", part.lastModified())
            .element("ETag", part.etag().quoted());
    part.checksums().stream()
        .filter(each -> each.algorithm() == wanted)
        .forEach(each -> xml.element(each.algorithm().element(), each.value()));
    return xml.respond(200, "CopyPartResult")
        .withMore(VersionAnswers.sourceHeader(places.from(), source));
  }

  /** The buckets of a copy. */
  private record Places(Bucket to, Bucket from) {}

  private Optional<UploadedPart> shareWhole(
      Places places,
      UploadPartCopy copy,
      StoredVersion source,
      ByteRange range,
      ChecksumAlgorithm wanted) {
    boolean oneBlob = source.body() instanceof ObjectBody.Blobs && source.partCount() == 0;
    if (!oneBlob || range.length() != source.size()) {
      return Optional.empty();
    }
    return objects
        .stageCopy(places.from(), source)
        .map(
            staged -> {
              try (staged) {
                List<Checksum> checksums =
                    PartChecksums.of(
                        wholeChecksums(source),
                        CopyChecksum.of(objects, places.from(), source, wanted));
                return putPart(places, copy, source.etag(), checksums, staged);
              }
            });
  }

  private UploadedPart copyBytes(
      Places places,
      UploadPartCopy copy,
      StoredVersion source,
      ByteRange range,
      ChecksumAlgorithm wanted) {
    try (HashingReader reader =
            HashingReader.withChecksum(
                new ContentsReader(objects.open(places.from(), source, range)), wanted);
        StagedBody staged = objects.stage(places.to(), reader)) {
      return putPart(places, copy, reader.etag(), reader.checksums(), staged);
    }
  }

  /** What is known of all bytes of the source; a checksum of checksums says nothing of a part. */
  private static List<Checksum> wholeChecksums(StoredVersion source) {
    return source.checksums().stream()
        .filter(checksum -> checksum.type() == ChecksumType.FULL_OBJECT)
        .toList();
  }

  private UploadedPart putPart(
      Places places, UploadPartCopy copy, ETag etag, List<Checksum> checksums, StagedBody staged) {
    return uploads.putPart(
        places.to(),
        copy.key(),
        copy.upload(),
        new NewPart(copy.partNumber(), etag, checksums, staged));
  }

  /** Unlike a read, a copy's range must lie inside its source. */
  private static ByteRange inside(RangeSpec.FromTo range, StoredVersion source) {
    if (range.last() >= source.size()) {
      throw new S3Exception(
              S3ErrorCode.INVALID_ARGUMENT,
              "Range specified is not valid for source object of size: " + source.size())
          .with("ArgumentName", "x-amz-copy-source-range");
    }
    return new ByteRange(range.first(), range.last() - range.first() + 1);
  }
}
