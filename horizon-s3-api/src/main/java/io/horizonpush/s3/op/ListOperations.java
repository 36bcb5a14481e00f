package io.horizonpush.s3.op;

import io.horizonpush.s3.filter.S3Request;
import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.ObjectSummary;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.parse.ContinuationToken;
import io.horizonpush.s3.parse.RequestParser;
import io.horizonpush.s3.request.ListInput;
import io.horizonpush.s3.request.ListInput.ListObjectVersions;
import io.horizonpush.s3.request.ListInput.ListObjects;
import io.horizonpush.s3.request.ListInput.ListObjectsV2;
import io.horizonpush.s3.request.PercentCoding;
import io.horizonpush.s3.store.ListQuery;
import io.horizonpush.s3.store.ObjectListing;
import io.horizonpush.s3.store.Records;
import io.horizonpush.s3.xml.XmlWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Lists a bucket: its objects, in both forms of the protocol, and its versions. Thread-safe. */
final class ListOperations {

  private static final String ROOT = "ListBucketResult";

  /** Says that a listing is of what is known here, while an origin cannot be asked. */
  private static final Map<String, String> PARTIAL = Map.of("x-horizon-listing", "partial");

  private final Records store;
  private final VersionListings versions;

  ListOperations(Records store) {
    this.store = store;
    this.versions = new VersionListings(store);
  }

  S3Response handle(S3Request<?> request, ListInput input) {
    Bucket bucket = request.buckets().required();
    return switch (input) {
      case ListObjects list -> list(bucket, list);
      case ListObjectsV2 list -> list(bucket, list);
      case ListObjectVersions list -> versions.list(bucket, list);
    };
  }

  private S3Response list(Bucket bucket, ListObjects input) {
    ObjectListing page = page(bucket, input, input.marker());
    UnaryOperator<String> name = naming(input.urlEncoding());
    XmlWriter xml =
        head(XmlWriter.document(ROOT), input, name).element("Marker", name.apply(input.marker()));
    xml.element("IsTruncated", page.next().isPresent());
    if (!input.delimiter().isEmpty()) {
      page.next().ifPresent(next -> xml.element("NextMarker", name.apply(next)));
    }
    entries(xml, page, name, Optional.of(bucket.owner()));
    return answer(xml.respond(200, ROOT), page.partial());
  }

  private S3Response list(Bucket bucket, ListObjectsV2 input) {
    String after =
        input
            .continuationToken()
            .filter(token -> !token.isEmpty())
            .map(ContinuationToken::decode)
            .orElse(input.startAfter());
    ObjectListing page = page(bucket, input, after);
    UnaryOperator<String> name = naming(input.urlEncoding());
    XmlWriter xml = head(XmlWriter.document(ROOT), input, name);
    if (!input.startAfter().isEmpty()) {
      xml.element("StartAfter", name.apply(input.startAfter()));
    }
    input.continuationToken().ifPresent(token -> xml.element("ContinuationToken", token));
    xml.element("KeyCount", page.objects().size() + page.commonPrefixes().size());
    xml.element("IsTruncated", page.next().isPresent());
    page.next()
        .ifPresent(next -> xml.element("NextContinuationToken", ContinuationToken.encode(next)));
    entries(xml, page, name, input.fetchOwner() ? Optional.of(bucket.owner()) : Optional.empty());
    return answer(xml.respond(200, ROOT), page.partial());
  }

  /** An answer that says if it is short. */
  static S3Response answer(S3Response answer, boolean partial) {
    return partial ? answer.withMore(PARTIAL) : answer;
  }

  private ObjectListing page(Bucket bucket, ListInput input, String after) {
    int limit = Math.min(input.maxKeys(), RequestParser.PAGE);
    return limit == 0
        ? new ObjectListing(List.of(), List.of(), List.of(), Optional.empty())
        : store.list(bucket, new ListQuery(input.prefix(), input.delimiter(), after, limit));
  }

  static XmlWriter head(XmlWriter xml, ListInput input, UnaryOperator<String> name) {
    xml.element("Name", input.bucket().value())
        .element("Prefix", name.apply(input.prefix()))
        .element("MaxKeys", Math.min(input.maxKeys(), RequestParser.PAGE));
    if (!input.delimiter().isEmpty()) {
      xml.element("Delimiter", name.apply(input.delimiter()));
    }
    if (input.urlEncoding()) {
      xml.element("EncodingType", "url");
    }
    return xml;
  }

  private static void entries(
      XmlWriter xml, ObjectListing page, UnaryOperator<String> name, Optional<Owner> owner) {
    for (ObjectSummary.OfObject object : page.objects()) {
      xml.open("Contents");
      describe(xml, object, name);
      owner.ifPresent(each -> writeOwner(xml, "Owner", each));
      xml.element("StorageClass", object.storageClass().word()).close("Contents");
    }
    commonPrefixes(xml, page.commonPrefixes(), name);
  }

  private static void describe(
      XmlWriter xml, ObjectSummary.OfObject object, UnaryOperator<String> name) {
    xml.element("Key", name.apply(object.key().value()))
        .element("LastModified", object.lastModified())
        .element("ETag", object.etag().quoted())
        .element("Size", object.size());
  }

  static void commonPrefixes(XmlWriter xml, List<String> prefixes, UnaryOperator<String> name) {
    for (String prefix : prefixes) {
      xml.open("CommonPrefixes").element("Prefix", name.apply(prefix)).close("CommonPrefixes");
    }
  }

  static void writeOwner(XmlWriter xml, String element, Owner owner) {
    xml.open(element)
        .element("ID", owner.id())
        .element("DisplayName", owner.displayName())
        .close(element);
  }

  /** How names are written: as they are, or percent-encoded where the client asked for that. */
  static UnaryOperator<String> naming(boolean urlEncoding) {
    return urlEncoding ? PercentCoding::encodePath : UnaryOperator.identity();
  }
}
