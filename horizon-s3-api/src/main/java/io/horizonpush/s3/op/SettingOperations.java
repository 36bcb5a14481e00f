package io.horizonpush.s3.op;

import io.horizonpush.s3.access.BucketRules;
import io.horizonpush.s3.access.PublicAccessBlock;
import io.horizonpush.s3.cors.CorsConfiguration;
import io.horizonpush.s3.filter.S3Request;
import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketSetting;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.Tags;
import io.horizonpush.s3.policy.BucketPolicy;
import io.horizonpush.s3.request.S3Operation;
import io.horizonpush.s3.request.SettingInput;
import io.horizonpush.s3.request.SettingInput.DeleteSetting;
import io.horizonpush.s3.request.SettingInput.GetBucketPolicyStatus;
import io.horizonpush.s3.request.SettingInput.GetSetting;
import io.horizonpush.s3.request.SettingInput.GetUnsetFeature;
import io.horizonpush.s3.request.SettingInput.PutSetting;
import io.horizonpush.s3.store.BucketStore;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.xml.XmlElement;
import io.horizonpush.s3.xml.XmlParser;
import io.horizonpush.s3.xml.XmlWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Shows, sets and removes the policy, the CORS rules, the tags and the public access block of
 * buckets. Whatever is set is checked first, so that what is stored is enforced. Thread-safe.
 */
final class SettingOperations {

  private final BucketStore store;
  private final BucketRules rules;

  SettingOperations(BucketStore store, BucketRules rules) {
    this.store = store;
    this.rules = rules;
  }

  S3Response handle(S3Request<?> request, SettingInput input) {
    Bucket bucket = request.buckets().required();
    return switch (input) {
      case GetSetting get -> get(bucket, get.setting());
      case PutSetting put -> put(request, bucket, put);
      case DeleteSetting delete -> {
        store.configure(bucket.id(), delete.setting(), Optional.empty());
        yield ObjectAnswers.empty(204, Map.of());
      }
      case GetBucketPolicyStatus _ -> policyStatus(bucket);
      case GetUnsetFeature feature -> UnsetFeatures.answer(feature.operation(), bucket.name());
    };
  }

  private static S3Response get(Bucket bucket, BucketSetting setting) {
    byte[] document =
        bucket
            .setting(setting)
            .orElseThrow(() -> absent(bucket, setting))
            .getBytes(StandardCharsets.UTF_8);
    return switch (setting) {
      case POLICY -> json(document);
      case ACL, CORS, PUBLIC_ACCESS_BLOCK, TAGGING -> XmlWriter.response(200, document);
    };
  }

  private static S3Response json(byte[] document) {
    return new S3Response(
        200,
        Map.of("content-type", "application/json"),
        List.of(new Content.Memory(ByteBuffer.wrap(document))),
        document.length);
  }

  private S3Response put(S3Request<?> request, Bucket bucket, PutSetting put) {
    String document =
        switch (put.setting()) {
          case POLICY -> policy(request, bucket);
          case CORS -> CorsConfiguration.read(document(request)).text();
          case TAGGING ->
              text(
                  TaggingDocument.write(
                      TaggingDocument.read(document(request), Tags.Carrier.BUCKET)));
          case PUBLIC_ACCESS_BLOCK -> PublicAccessBlock.read(document(request)).text();
          case ACL -> throw new IllegalStateException("Lists are set by their own requests");
        };
    store.configure(bucket.id(), put.setting(), Optional.of(document));
    return ObjectAnswers.empty(
        put.operation() == S3Operation.PUT_BUCKET_CORS
                || put.operation() == S3Operation.PUT_PUBLIC_ACCESS_BLOCK
            ? 200
            : 204,
        Map.of());
  }

  /** A policy is stored as it was sent, once it has been understood. */
  private String policy(S3Request<?> request, Bucket bucket) {
    String json = text(XmlParser.readAll(request.body()));
    BucketPolicy policy = BucketPolicy.parseNew(json, bucket.name());
    if (rules.block(bucket).blockPolicy() && policy.isPublic()) {
      throw S3Exception.accessDenied();
    }
    return json;
  }

  private static XmlElement document(S3Request<?> request) {
    return XmlParser.parse(request.body()).orElseThrow(XmlParser::malformed);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /**
   * Whether the bucket is open to everyone by its policy or its list.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicyStatus.html">AWS:
   *     GetBucketPolicyStatus</a>
   */
  private S3Response policyStatus(Bucket bucket) {
    boolean open =
        rules.policy(bucket).map(BucketPolicy::isPublic).orElse(false)
            || rules.acl(bucket).isPublic();
    return XmlWriter.document("PolicyStatus")
        .element("IsPublic", open)
        .respond(200, "PolicyStatus");
  }

  private static S3Exception absent(Bucket bucket, BucketSetting setting) {
    S3Exception error =
        switch (setting) {
          case POLICY ->
              new S3Exception(
                  S3ErrorCode.NO_SUCH_BUCKET_POLICY, "The bucket policy does not exist");
          case CORS ->
              new S3Exception(
                  S3ErrorCode.NO_SUCH_CORS_CONFIGURATION, "The CORS configuration does not exist");
          case TAGGING -> new S3Exception(S3ErrorCode.NO_SUCH_TAG_SET, "The TagSet does not exist");
          case PUBLIC_ACCESS_BLOCK ->
              new S3Exception(
                  S3ErrorCode.NO_SUCH_PUBLIC_ACCESS_BLOCK,
                  "The public access block configuration was not found");
          case ACL -> throw new IllegalStateException("Every bucket has a list");
        };
    return error.with("BucketName", bucket.name().value());
  }
}
