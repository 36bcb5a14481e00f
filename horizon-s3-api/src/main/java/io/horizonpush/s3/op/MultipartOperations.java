package io.horizonpush.s3.op;

import io.horizonpush.s3.filter.S3Request;
import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.parse.RequestParser;
import io.horizonpush.s3.request.MultipartInput;
import io.horizonpush.s3.request.MultipartInput.AbortMultipartUpload;
import io.horizonpush.s3.request.MultipartInput.CompleteMultipartUpload;
import io.horizonpush.s3.request.MultipartInput.CreateMultipartUpload;
import io.horizonpush.s3.request.MultipartInput.ListMultipartUploads;
import io.horizonpush.s3.request.MultipartInput.ListParts;
import io.horizonpush.s3.request.MultipartInput.UploadPart;
import io.horizonpush.s3.request.MultipartInput.UploadPartCopy;
import io.horizonpush.s3.store.ListQuery;
import io.horizonpush.s3.store.MultipartStore;
import io.horizonpush.s3.store.MultipartStore.NewPart;
import io.horizonpush.s3.store.MultipartStore.NewUpload;
import io.horizonpush.s3.store.MultipartStore.Upload;
import io.horizonpush.s3.store.MultipartStore.UploadListing;
import io.horizonpush.s3.store.MultipartStore.UploadedPart;
import io.horizonpush.s3.store.ObjectStore;
import io.horizonpush.s3.store.StagedBody;
import io.horizonpush.s3.xml.XmlParser;
import io.horizonpush.s3.xml.XmlWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Runs multipart uploads. Thread-safe. */
final class MultipartOperations {

  private final ObjectStore objects;
  private final MultipartStore uploads;
  private final PartCopy partCopy;
  private final Completions completions;
  private final NewAttributes attributes;

  MultipartOperations(ObjectStore objects, MultipartStore uploads, NewAttributes attributes) {
    this.attributes = attributes;
    this.objects = objects;
    this.uploads = uploads;
    this.partCopy = new PartCopy(objects, uploads);
    this.completions = new Completions(objects, uploads);
  }

  S3Response handle(S3Request<?> request, MultipartInput input) {
    return switch (input) {
      case CreateMultipartUpload create -> create(request, create);
      case UploadPart part -> uploadPart(request, part);
      case UploadPartCopy copy -> partCopy.copy(request, copy);
      case CompleteMultipartUpload complete -> complete(request, complete);
      case AbortMultipartUpload abort -> abort(request, abort);
      case ListParts list -> listParts(request, list);
      case ListMultipartUploads list -> listUploads(request, list);
    };
  }

  private S3Response create(S3Request<?> request, CreateMultipartUpload create) {
    Bucket bucket = request.buckets().required();
    Upload upload =
        uploads.createUpload(
            bucket,
            create.key(),
            new NewUpload(
                request.principal().owner(),
                create.metadata(),
                attributes.of(request.principal(), bucket, create.attributes()),
                create.checksumAlgorithm(),
                MultipartChecksum.type(create)));
    XmlWriter xml =
        XmlWriter.document("InitiateMultipartUploadResult")
            .element("Bucket", create.bucket().value())
            .element("Key", create.key().value())
            .element("UploadId", upload.id().value());
    Map<String, String> headers = new LinkedHashMap<>();
    upload
        .details()
        .checksumAlgorithm()
        .ifPresent(each -> headers.put("x-amz-checksum-algorithm", each.name()));
    upload
        .details()
        .checksumType()
        .ifPresent(each -> headers.put("x-amz-checksum-type", each.name()));
    return xml.respond(200, "InitiateMultipartUploadResult").withMore(headers);
  }

  private S3Response uploadPart(S3Request<?> request, UploadPart part) {
    Bucket bucket = request.buckets().required();
    Upload upload = uploads.findUpload(bucket, part.key(), part.upload());
    request.body().length().ifPresent(HashingReader::checkSize);
    HashingReader reader = PartChecksums.reader(upload.details(), request.body());
    try (StagedBody staged = objects.stage(bucket, reader)) {
      List<Checksum> made = reader.checksums();
      List<Checksum> promised = request.body().checksums();
      PartChecksums.requireDeclared(upload.details(), promised);
      UploadedPart stored =
          uploads.putPart(
              bucket,
              part.key(),
              part.upload(),
              new NewPart(
                  part.partNumber(), reader.etag(), PartChecksums.of(promised, made), staged));
      Map<String, String> headers = new LinkedHashMap<>();
      headers.put("etag", stored.etag().quoted());
      (promised.isEmpty() ? made : promised)
          .forEach(each -> headers.put(each.algorithm().header(), each.value()));
      return ObjectAnswers.empty(200, headers);
    }
  }

  private S3Response complete(S3Request<?> request, CompleteMultipartUpload complete) {
    Bucket bucket = request.buckets().required();
    StoredVersion stored =
        completions.complete(
            bucket,
            complete,
            CompletionPlan.of(
                XmlParser.parse(request.body()).orElseThrow(XmlParser::malformed), complete));
    XmlWriter xml =
        XmlWriter.document("CompleteMultipartUploadResult")
            .element("Location", location(request))
            .element("Bucket", complete.bucket().value())
            .element("Key", complete.key().value())
            .element("ETag", stored.etag().quoted());
    for (Checksum checksum : stored.checksums()) {
      xml.element(checksum.algorithm().element(), checksum.value())
          .element("ChecksumType", checksum.type().name());
    }
    return xml.respond(200, "CompleteMultipartUploadResult")
        .withMore(VersionAnswers.written(stored));
  }

  /** The URI by which the client named the object; with AWS, too, it is absolute. */
  private static String location(S3Request<?> request) {
    return "%s://%s%s"
        .formatted(
            request.client().secure() ? "https" : "http",
            request.head().header("host").orElse(""),
            request.head().rawPath());
  }

  private S3Response abort(S3Request<?> request, AbortMultipartUpload abort) {
    uploads.abortUpload(request.buckets().required(), abort.key(), abort.upload());
    return ObjectAnswers.empty(204, Map.of());
  }

  private S3Response listParts(S3Request<?> request, ListParts list) {
    Bucket bucket = request.buckets().required();
    Upload upload = uploads.findUpload(bucket, list.key(), list.upload());
    int limit = Math.min(list.maxParts(), RequestParser.PAGE);
    List<UploadedPart> found =
        uploads.listParts(bucket, list.key(), list.upload(), list.partNumberMarker(), limit + 1);
    boolean truncated = found.size() > limit && limit > 0;
    List<UploadedPart> page = found.subList(0, Math.min(limit, found.size()));
    XmlWriter xml =
        XmlWriter.document("ListPartsResult")
            .element("Bucket", list.bucket().value())
            .element("Key", list.key().value())
            .element("UploadId", list.upload().value());
    ListOperations.writeOwner(xml, "Initiator", upload.details().initiator());
    ListOperations.writeOwner(xml, "Owner", upload.details().initiator());
    xml.element("StorageClass", upload.details().storageClass().word())
        .element("PartNumberMarker", list.partNumberMarker())
        .element("NextPartNumberMarker", page.isEmpty() ? 0 : page.getLast().number())
        .element("MaxParts", limit)
        .element("IsTruncated", truncated);
    upload
        .details()
        .checksumAlgorithm()
        .ifPresent(each -> xml.element("ChecksumAlgorithm", each.name()));
    upload.details().checksumType().ifPresent(each -> xml.element("ChecksumType", each.name()));
    for (UploadedPart part : page) {
      xml.open("Part")
          .element("PartNumber", part.number())
          .element("LastModified", part.lastModified())
          .element("ETag", part.etag().quoted())
          .element("Size", part.size());
      part.checksums().forEach(each -> xml.element(each.algorithm().element(), each.value()));
      xml.close("Part");
    }
    return xml.respond(200, "ListPartsResult");
  }

  private S3Response listUploads(S3Request<?> request, ListMultipartUploads list) {
    Bucket bucket = request.buckets().required();
    int limit = Math.min(list.maxUploads(), RequestParser.PAGE);
    UploadListing page =
        limit == 0
            ? new UploadListing(List.of(), List.of(), Optional.empty(), Optional.empty())
            : uploads.listUploads(
                bucket,
                new ListQuery(list.prefix(), list.delimiter(), list.keyMarker(), limit),
                list.uploadIdMarker());
    UnaryOperator<String> name = ListOperations.naming(list.urlEncoding());
    XmlWriter xml =
        XmlWriter.document("ListMultipartUploadsResult")
            .element("Bucket", list.bucket().value())
            .element("KeyMarker", name.apply(list.keyMarker()))
            .element("UploadIdMarker", list.uploadIdMarker().map(Object::toString).orElse(""))
            .element("Prefix", name.apply(list.prefix()))
            .element("MaxUploads", limit);
    if (!list.delimiter().isEmpty()) {
      xml.element("Delimiter", name.apply(list.delimiter()));
    }
    if (list.urlEncoding()) {
      xml.element("EncodingType", "url");
    }
    page.next()
        .ifPresent(
            next ->
                xml.element("NextKeyMarker", name.apply(next.key().value()))
                    .element("NextUploadIdMarker", next.id().value()));
    page.nextPrefix().ifPresent(prefix -> xml.element("NextKeyMarker", name.apply(prefix)));
    xml.element("IsTruncated", page.next().isPresent() || page.nextPrefix().isPresent());
    page.uploads().forEach(upload -> writeUpload(xml, upload, name));
    for (String prefix : page.commonPrefixes()) {
      xml.open("CommonPrefixes").element("Prefix", name.apply(prefix)).close("CommonPrefixes");
    }
    return xml.respond(200, "ListMultipartUploadsResult");
  }

  private static void writeUpload(XmlWriter xml, Upload upload, UnaryOperator<String> name) {
    xml.open("Upload")
        .element("Key", name.apply(upload.key().value()))
        .element("UploadId", upload.id().value());
    ListOperations.writeOwner(xml, "Initiator", upload.details().initiator());
    ListOperations.writeOwner(xml, "Owner", upload.details().initiator());
    xml.element("StorageClass", upload.details().storageClass().word())
        .element("Initiated", upload.initiated())
        .close("Upload");
  }
}
