package io.horizonpush.s3.op;

import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.model.VersionSummary;
import io.horizonpush.s3.parse.RequestParser;
import io.horizonpush.s3.request.ListInput.ListObjectVersions;
import io.horizonpush.s3.store.Records;
import io.horizonpush.s3.store.VersionListing;
import io.horizonpush.s3.store.VersionQuery;
import io.horizonpush.s3.xml.XmlWriter;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Lists the versions of a bucket. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html">AWS:
 *     ListObjectVersions</a>
 */
final class VersionListings {

  private static final String ROOT = "ListVersionsResult";

  private final Records records;

  VersionListings(Records records) {
    this.records = records;
  }

  S3Response list(Bucket bucket, ListObjectVersions input) {
    VersionListing page = page(bucket, input);
    UnaryOperator<String> name = ListOperations.naming(input.urlEncoding());
    XmlWriter xml = ListOperations.head(XmlWriter.document(ROOT), input, name);
    xml.element("KeyMarker", name.apply(input.keyMarker()))
        .element("VersionIdMarker", input.versionMarker().map(VersionName::text).orElse(""))
        .element("IsTruncated", page.next().isPresent());
    page.next()
        .ifPresent(
            next -> {
              xml.element("NextKeyMarker", name.apply(next.key()));
              next.version()
                  .ifPresent(version -> xml.element("NextVersionIdMarker", version.text()));
            });
    page.versions().forEach(version -> write(xml, version, bucket, name));
    ListOperations.commonPrefixes(xml, page.commonPrefixes(), name);
    return ListOperations.answer(xml.respond(200, ROOT), page.partial());
  }

  private VersionListing page(Bucket bucket, ListObjectVersions input) {
    int limit = Math.min(input.maxKeys(), RequestParser.PAGE);
    if (limit == 0) {
      return new VersionListing(List.of(), List.of(), Optional.empty());
    }
    Optional<VersionQuery.Position> after =
        Optional.of(input.keyMarker())
            .filter(marker -> !marker.isEmpty())
            .map(marker -> new VersionQuery.Position(marker, input.versionMarker()));
    return records.listVersions(
        bucket, new VersionQuery(input.prefix(), input.delimiter(), after, limit));
  }

  private static void write(
      XmlWriter xml, VersionSummary version, Bucket bucket, UnaryOperator<String> name) {
    String element = version.content().isPresent() ? "Version" : "DeleteMarker";
    xml.open(element)
        .element("Key", name.apply(version.key().value()))
        .element("VersionId", version.name().text())
        .element("IsLatest", version.latest())
        .element("LastModified", version.lastModified());
    version
        .content()
        .ifPresent(
            content ->
                xml.element("ETag", content.etag().quoted())
                    .element("Size", content.size())
                    .element("StorageClass", content.storageClass().word()));
    ListOperations.writeOwner(xml, "Owner", bucket.owner());
    xml.close(element);
  }
}
