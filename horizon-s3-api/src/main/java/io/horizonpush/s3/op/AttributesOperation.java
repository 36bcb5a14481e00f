package io.horizonpush.s3.op;

import io.horizonpush.s3.filter.S3Request;
import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.parse.RequestParser;
import io.horizonpush.s3.request.HttpDate;
import io.horizonpush.s3.request.ObjectAttribute;
import io.horizonpush.s3.request.ObjectInput.GetObjectAttributes;
import io.horizonpush.s3.request.ReadConditions.Verdict;
import io.horizonpush.s3.store.Records;
import io.horizonpush.s3.xml.XmlWriter;
import java.util.List;
import java.util.Map;

/**
 * Answers what a client wants to know of an object, and nothing else. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAttributes.html">AWS:
 *     GetObjectAttributes</a>
 */
final class AttributesOperation {

  private static final String ROOT = "GetObjectAttributesResponse";

  private final Records records;

  AttributesOperation(Records records) {
    this.records = records;
  }

  S3Response get(S3Request<?> request, GetObjectAttributes get) {
    Bucket bucket = request.buckets().required();
    StoredVersion object = records.require(bucket, get.key(), get.version());
    return switch (get.conditions().evaluate(object.etag(), object.lastModified())) {
      case Verdict.Failed(String header) -> throw S3Exception.preconditionFailed(header);
      case Verdict.NotModified() -> ObjectAnswers.notModified(bucket, object);
      case Verdict.Proceed() -> describe(get, bucket, object);
    };
  }

  private static S3Response describe(GetObjectAttributes get, Bucket bucket, StoredVersion object) {
    XmlWriter xml = XmlWriter.document(ROOT);
    if (get.wanted().contains(ObjectAttribute.ETAG)) {
      xml.element("ETag", object.etag().value());
    }
    if (get.wanted().contains(ObjectAttribute.CHECKSUM) && !object.checksums().isEmpty()) {
      xml.open("Checksum");
      for (Checksum checksum : object.checksums()) {
        xml.element(checksum.algorithm().element(), checksum.value());
      }
      xml.element("ChecksumType", object.checksums().getFirst().type().name());
      xml.close("Checksum");
    }
    if (get.wanted().contains(ObjectAttribute.OBJECT_PARTS) && object.partCount() > 0) {
      writeParts(xml, get, object);
    }
    if (get.wanted().contains(ObjectAttribute.STORAGE_CLASS)) {
      xml.element("StorageClass", object.attributes().storageClass().word());
    }
    if (get.wanted().contains(ObjectAttribute.OBJECT_SIZE)) {
      xml.element("ObjectSize", object.size());
    }
    return xml.respond(200, ROOT)
        .withMore(Map.of("last-modified", HttpDate.format(object.lastModified())))
        .withMore(VersionAnswers.header(bucket, object));
  }

  /** AWS lists the parts only of objects whose parts have checksums. */
  private static void writeParts(XmlWriter xml, GetObjectAttributes get, StoredVersion object) {
    List<ObjectBody.Part> parts =
        object.body() instanceof ObjectBody.Blobs blobs
            ? blobs.parts().stream().filter(part -> part.number() > get.partNumberMarker()).toList()
            : List.of();
    int limit = Math.min(get.maxParts(), RequestParser.PAGE);
    List<ObjectBody.Part> page = parts.subList(0, Math.min(limit, parts.size()));
    xml.open("ObjectParts")
        .element("PartsCount", object.partCount())
        .element("PartNumberMarker", get.partNumberMarker())
        .element("NextPartNumberMarker", page.isEmpty() ? 0 : page.getLast().number())
        .element("MaxParts", get.maxParts())
        .element("IsTruncated", parts.size() > page.size());
    for (ObjectBody.Part part : page) {
      xml.open("Part");
      part.checksums().forEach(each -> xml.element(each.algorithm().element(), each.value()));
      xml.element("PartNumber", part.number()).element("Size", part.length()).close("Part");
    }
    xml.close("ObjectParts");
  }
}
