package io.horizonpush.fallback.aws;

import io.horizonpush.fallback.origin.OriginCondition;
import io.horizonpush.fallback.origin.OriginMetadata;
import io.horizonpush.fallback.origin.OriginWrite;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** What is to be written, in the requests of S3. */
final class S3Writes {

  private S3Writes() {}

  static PutObjectRequest put(String bucket, OriginWrite write) {
    OriginMetadata metadata = write.metadata();
    PutObjectRequest.Builder request =
        PutObjectRequest.builder()
            .bucket(bucket)
            .key(write.key())
            .contentLength(write.length())
            .metadata(metadata.object().user())
            .overrideConfiguration(expires(metadata));
    metadata.header("content-type").ifPresent(request::contentType);
    metadata.header("cache-control").ifPresent(request::cacheControl);
    metadata.header("content-disposition").ifPresent(request::contentDisposition);
    metadata.header("content-encoding").ifPresent(request::contentEncoding);
    metadata.header("content-language").ifPresent(request::contentLanguage);
    metadata.storageClass().ifPresent(request::storageClass);
    S3Objects.header(metadata.tags()).ifPresent(request::tagging);
    switch (write.condition()) {
      case OriginCondition.Any any -> {}
      case OriginCondition.Absent absent -> request.ifNoneMatch("*");
      case OriginCondition.Matches matches -> request.ifMatch(S3Objects.quoted(matches.tag()));
    }
    return request.build();
  }

  static CreateMultipartUploadRequest begin(String bucket, OriginWrite write) {
    OriginMetadata metadata = write.metadata();
    CreateMultipartUploadRequest.Builder request =
        CreateMultipartUploadRequest.builder()
            .bucket(bucket)
            .key(write.key())
            .metadata(metadata.object().user())
            .overrideConfiguration(expires(metadata));
    metadata.header("content-type").ifPresent(request::contentType);
    metadata.header("cache-control").ifPresent(request::cacheControl);
    metadata.header("content-disposition").ifPresent(request::contentDisposition);
    metadata.header("content-encoding").ifPresent(request::contentEncoding);
    metadata.header("content-language").ifPresent(request::contentLanguage);
    metadata.storageClass().ifPresent(request::storageClass);
    S3Objects.header(metadata.tags()).ifPresent(request::tagging);
    return request.build();
  }

  /** Conditions of an upload in parts are those of its completion. */
  static void condition(OriginCondition condition, CompleteMultipartUploadRequest.Builder request) {
    switch (condition) {
      case OriginCondition.Any any -> {}
      case OriginCondition.Absent absent -> request.ifNoneMatch("*");
      case OriginCondition.Matches matches -> request.ifMatch(S3Objects.quoted(matches.tag()));
    }
  }

  /** Written as it stands: the SDK takes a date alone, and S3 keeps any text. */
  private static AwsRequestOverrideConfiguration expires(OriginMetadata metadata) {
    AwsRequestOverrideConfiguration.Builder configuration =
        AwsRequestOverrideConfiguration.builder();
    metadata.header("expires").ifPresent(value -> configuration.putHeader("Expires", value));
    return configuration.build();
  }
}
