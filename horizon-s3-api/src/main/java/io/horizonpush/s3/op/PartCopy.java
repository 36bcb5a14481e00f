package io.horizonpush.s3.op;

import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.ChecksumType;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectRecord;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.MultipartInput.UploadPartCopy;
import io.horizonpush.s3.request.RangeSpec;
import io.horizonpush.s3.store.MultipartStore;
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
  S3Response copy(UploadPartCopy copy) {
    uploads.findUpload(copy.bucket(), copy.key(), copy.upload());
    ObjectRecord source = CopyOperations.requireSource(objects, copy.source());
    ByteRange range =
        copy.range().map(each -> inside(each, source)).orElse(ByteRange.all(source.size()));
    UploadedPart part =
        shareWhole(copy, source, range).orElseGet(() -> copyBytes(copy, source, range));
    return XmlWriter.document("CopyPartResult")
        .element("LastModified", part.lastModified())
        .element("ETag", part.etag().quoted())
        .respond(200, "CopyPartResult");
  }

  private Optional<UploadedPart> shareWhole(
      UploadPartCopy copy, ObjectRecord source, ByteRange range) {
    boolean oneBlob = source.body() instanceof ObjectBody.Blobs && source.partCount() == 0;
    if (!oneBlob || range.length() != source.size()) {
      return Optional.empty();
    }
    return objects
        .stageCopy(source.body())
        .map(
            staged -> {
              try (staged) {
                return putPart(copy, source.etag(), wholeChecksums(source), staged);
              }
            });
  }

  private UploadedPart copyBytes(UploadPartCopy copy, ObjectRecord source, ByteRange range) {
    try (HashingReader reader =
            HashingReader.withChecksum(new ContentsReader(objects.open(source, range)));
        StagedBody staged = objects.stage(copy.bucket(), reader)) {
      return putPart(copy, reader.etag(), reader.checksums(), staged);
    }
  }

  /** What is known of all bytes of the source; a checksum of checksums says nothing of a part. */
  private static List<Checksum> wholeChecksums(ObjectRecord source) {
    return source.checksums().stream()
        .filter(checksum -> checksum.type() == ChecksumType.FULL_OBJECT)
        .toList();
  }

  private UploadedPart putPart(
      UploadPartCopy copy, ETag etag, List<Checksum> checksums, StagedBody staged) {
    return uploads.putPart(
        copy.bucket(), copy.key(), copy.upload(), copy.partNumber(), etag, checksums, staged);
  }

  /** Unlike a read, a copy's range must lie inside its source. */
  private static ByteRange inside(RangeSpec.FromTo range, ObjectRecord source) {
    if (range.last() >= source.size()) {
      throw new S3Exception(
              S3ErrorCode.INVALID_RANGE,
              "Range specified is not valid for source object of size: " + source.size())
          .with("ArgumentName", "x-amz-copy-source-range");
    }
    return new ByteRange(range.first(), range.last() - range.first() + 1);
  }
}
