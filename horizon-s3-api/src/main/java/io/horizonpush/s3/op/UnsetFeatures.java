package io.horizonpush.s3.op;

import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.S3Operation;
import io.horizonpush.s3.xml.XmlWriter;

/**
 * What AWS answers about a feature that is not set for a bucket. Tools ask for all of them before
 * they change one, and take a 501 for a failure. Stateless.
 */
final class UnsetFeatures {

  private UnsetFeatures() {}

  static S3Response answer(S3Operation operation, BucketName bucket) {
    return switch (operation) {
      case GET_BUCKET_LOGGING -> empty("BucketLoggingStatus");
      case GET_BUCKET_ACCELERATE_CONFIGURATION -> empty("AccelerateConfiguration");
      case GET_BUCKET_NOTIFICATION, GET_BUCKET_NOTIFICATION_CONFIGURATION ->
          empty("NotificationConfiguration");
      case GET_BUCKET_REQUEST_PAYMENT ->
          XmlWriter.document("RequestPaymentConfiguration")
              .element("Payer", "BucketOwner")
              .respond(200, "RequestPaymentConfiguration");
      case GET_BUCKET_LIFECYCLE, GET_BUCKET_LIFECYCLE_CONFIGURATION ->
          throw absent(
              S3ErrorCode.NO_SUCH_LIFECYCLE_CONFIGURATION,
              "The lifecycle configuration does not exist",
              bucket);
      case GET_BUCKET_WEBSITE ->
          throw absent(
              S3ErrorCode.NO_SUCH_WEBSITE_CONFIGURATION,
              "The specified bucket does not have a website configuration",
              bucket);
      case GET_BUCKET_ENCRYPTION ->
          throw absent(
              S3ErrorCode.ENCRYPTION_CONFIGURATION_NOT_FOUND,
              "The server side encryption configuration was not found",
              bucket);
      case GET_BUCKET_REPLICATION ->
          throw absent(
              S3ErrorCode.REPLICATION_CONFIGURATION_NOT_FOUND,
              "The replication configuration was not found",
              bucket);
      case GET_BUCKET_OWNERSHIP_CONTROLS ->
          throw absent(
              S3ErrorCode.OWNERSHIP_CONTROLS_NOT_FOUND,
              "The bucket ownership controls were not found",
              bucket);
      default -> throw new IllegalStateException(operation + " is no feature that is not set");
    };
  }

  private static S3Response empty(String root) {
    return XmlWriter.document(root).respond(200, root);
  }

  private static S3Exception absent(S3ErrorCode code, String message, BucketName bucket) {
    return new S3Exception(code, message).with("BucketName", bucket.value());
  }
}
