package io.horizonpush.s3.op;

import io.horizonpush.s3.filter.S3Request;
import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketConfiguration.Versioning;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.VersioningInput;
import io.horizonpush.s3.store.BucketStore;
import io.horizonpush.s3.xml.XmlElement;
import io.horizonpush.s3.xml.XmlParser;
import io.horizonpush.s3.xml.XmlWriter;
import java.util.Map;

/**
 * Shows and sets whether buckets keep versions. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketVersioning.html">AWS:
 *     PutBucketVersioning</a>
 */
final class VersioningOperations {

  private static final String ROOT = "VersioningConfiguration";

  private final BucketStore store;

  VersioningOperations(BucketStore store) {
    this.store = store;
  }

  S3Response handle(S3Request<?> request, VersioningInput input) {
    Bucket bucket = request.buckets().required();
    return switch (input) {
      case VersioningInput.GetBucketVersioning _ -> get(bucket);
      case VersioningInput.PutBucketVersioning _ -> {
        store.setVersioning(
            bucket.id(), read(XmlParser.parse(request.body()).orElseThrow(XmlParser::malformed)));
        yield ObjectAnswers.empty(200, Map.of());
      }
    };
  }

  private static S3Response get(Bucket bucket) {
    XmlWriter xml = XmlWriter.document(ROOT);
    bucket.configuration().state().ifPresent(state -> xml.element("Status", name(state)));
    return xml.respond(200, ROOT);
  }

  /**
   * Reads a configuration.
   *
   * @throws S3Exception {@code MalformedXML}, {@code IllegalVersioningConfigurationException} when
   *     it says nothing, {@code NotImplemented} when deletes are to take a second factor
   */
  static Versioning read(XmlElement root) {
    if (!root.name().equals(ROOT)) {
      throw XmlParser.malformed();
    }
    switch (root.text("MfaDelete").orElse("Disabled").strip()) {
      case "Disabled" -> {}
      case "Enabled" ->
          throw new S3Exception(S3ErrorCode.NOT_IMPLEMENTED, "MFA delete is not implemented.");
      default -> throw XmlParser.malformed();
    }
    String status =
        root.text("Status")
            .orElseThrow(
                () ->
                    new S3Exception(
                        S3ErrorCode.ILLEGAL_VERSIONING_CONFIGURATION,
                        "The Versioning element must be specified"));
    return switch (status.strip()) {
      case "Enabled" -> Versioning.ENABLED;
      case "Suspended" -> Versioning.SUSPENDED;
      default -> throw XmlParser.malformed();
    };
  }

  private static String name(Versioning state) {
    return switch (state) {
      case ENABLED -> "Enabled";
      case SUSPENDED -> "Suspended";
    };
  }
}
