package io.horizonpush.fallback.aws;

import io.horizonpush.fallback.origin.Origin;
import io.horizonpush.fallback.origin.OriginBody;
import io.horizonpush.fallback.origin.OriginCall;
import io.horizonpush.fallback.origin.OriginDescription;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.OriginFault;
import io.horizonpush.fallback.origin.OriginLimits;
import io.horizonpush.fallback.origin.OriginListing;
import io.horizonpush.fallback.origin.OriginObject;
import io.horizonpush.fallback.origin.OriginPage;
import io.horizonpush.fallback.origin.OriginSource;
import io.horizonpush.fallback.origin.OriginType;
import io.horizonpush.fallback.origin.OriginUpload;
import io.horizonpush.fallback.origin.OriginWrite;
import io.horizonpush.fallback.origin.RequestedRange;
import io.horizonpush.fallback.origin.Secret;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Tag;
import io.horizonpush.s3.model.Tags;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * An origin that speaks S3.
 *
 * <p>What a compatible store may do and nobody can prevent from here: ignore the condition of a
 * write, which {@code OriginTrial} finds out. A delete with a tag looks first and sends the
 * condition, too; where a store ignores it, a write between the two is deleted.
 */
final class S3Origin implements Origin {

  private final OriginDescription description;
  private final S3Client client;
  private final OriginLimits limits;

  S3Origin(OriginDescription description, S3Client client, OriginLimits limits) {
    this.description = description;
    this.client = client;
    this.limits = limits;
  }

  @Override
  public OriginDescription description() {
    return description;
  }

  @Override
  public boolean describesWithBytes() {
    return true;
  }

  @Override
  public OriginObject head(String key) {
    return call(
        "HEAD",
        key,
        () -> {
          HeadObjectResponse head =
              client.headObject(
                  request -> {
                    request.bucket(bucket()).key(key);
                    if (isAmazon()) {
                      request.checksumMode(ChecksumMode.ENABLED);
                    }
                  });
          return S3Objects.read(
              key,
              OriginObject.tagOf(head.eTag()),
              head.contentLength(),
              head.sdkHttpResponse(),
              head.lastModified());
        });
  }

  @Override
  public Tags tags(String key) {
    return call(
        "GET tags",
        key,
        () ->
            new Tags(
                client
                    .getObjectTagging(request -> request.bucket(bucket()).key(key))
                    .tagSet()
                    .stream()
                    .map(tag -> new Tag(tag.key(), tag.value()))
                    .collect(
                        Collectors.toMap(Tag::key, Tag::value, (one, _) -> one, TreeMap::new))));
  }

  @Override
  public OriginBody open(String key, Optional<ByteRange> range, Optional<String> pin) {
    String what = "GET " + key;
    RequestedRange requested = new RequestedRange(range);
    GetObjectRequest.Builder request = GetObjectRequest.builder().bucket(bucket()).key(key);
    requested.header().ifPresent(request::range);
    pin.map(S3Objects::quoted).ifPresent(request::ifMatch);
    return OriginCall.of(
            what,
            () -> {
              ResponseInputStream<GetObjectResponse> answer;
              try {
                answer = client.getObject(request.build());
              } catch (RuntimeException e) {
                throw S3Faults.of(what, e);
              }
              try {
                return body(key, requested, pin, answer);
              } catch (RuntimeException e) {
                answer.abort();
                throw e;
              }
            },
            OriginBody::close)
        .within(limits.call());
  }

  private static OriginBody body(
      String key,
      RequestedRange requested,
      Optional<String> pin,
      ResponseInputStream<GetObjectResponse> answer) {
    GetObjectResponse response = answer.response();
    SdkHttpResponse head = response.sdkHttpResponse();
    String tag = OriginObject.tagOf(response.eTag());
    if (pin.isPresent() && !pin.get().equals(tag)) {
      throw new OriginException(
          new OriginFault.Changed(),
          "GET %s: the origin ignored the condition and sent another object".formatted(key));
    }
    RequestedRange.Sent sent =
        requested.sent(
            head.statusCode(),
            Optional.ofNullable(response.contentRange()),
            response.contentLength() == null ? -1 : response.contentLength());
    return new OriginBody(
        S3Objects.read(key, tag, sent.size(), head, response.lastModified()),
        sent.bytes(),
        answer,
        answer::abort);
  }

  @Override
  public OriginPage list(OriginListing listing) {
    ListObjectsV2Request.Builder request =
        ListObjectsV2Request.builder()
            .bucket(bucket())
            .prefix(listing.prefix())
            .maxKeys(listing.limit())
            // XML cannot say every character that a key may have.
            .encodingType(EncodingType.URL);
    listing.delimiter().ifPresent(request::delimiter);
    listing.after().ifPresent(request::startAfter);
    listing.marker().ifPresent(request::continuationToken);
    return call("LIST", listing.prefix(), () -> page(client.listObjectsV2(request.build())));
  }

  private static OriginPage page(ListObjectsV2Response answer) {
    boolean isTruncated = Boolean.TRUE.equals(answer.isTruncated());
    if (isTruncated && answer.nextContinuationToken() == null) {
      throw OriginException.broken("the origin said that a listing goes on and not where");
    }
    return new OriginPage(
        answer.contents().stream().map(S3Origin::entry).toList(),
        answer.commonPrefixes().stream().map(CommonPrefix::prefix).toList(),
        isTruncated ? Optional.of(answer.nextContinuationToken()) : Optional.empty());
  }

  private static OriginPage.Entry entry(S3Object object) {
    return new OriginPage.Entry(
        object.key(), OriginObject.tagOf(object.eTag()), object.size(), object.lastModified());
  }

  @Override
  public String put(OriginWrite write, OriginSource source) {
    String what = "PUT " + write.key();
    OriginCall.Sending sending = new OriginCall.Sending();
    return OriginCall.of(
            what,
            () -> {
              try (S3RequestBody body = new S3RequestBody(source, write.length(), sending)) {
                return OriginObject.tagOf(
                    client.putObject(S3Writes.put(bucket(), write), body.toRequestBody()).eTag());
              } catch (RuntimeException e) {
                throw S3Faults.of(what, e);
              }
            })
        .whileMoving(limits.silence(), sending);
  }

  @Override
  public OriginUpload begin(OriginWrite write) {
    String token =
        call(
            "POST",
            write.key(),
            () -> client.createMultipartUpload(S3Writes.begin(bucket(), write)).uploadId());
    return new S3Upload(this, write, new Secret(token));
  }

  @Override
  public OriginUpload resume(OriginWrite write, Secret token) {
    S3Upload upload = new S3Upload(this, write, token);
    upload.find();
    return upload;
  }

  @Override
  public void delete(String key, Optional<String> tag) {
    if (tag.isPresent() && !isAmazon() && !isStill(key, tag.get())) {
      return;
    }
    call(
        "DELETE",
        key,
        () ->
            client.deleteObject(
                request -> {
                  request.bucket(bucket()).key(key);
                  tag.map(S3Objects::quoted).ifPresent(request::ifMatch);
                }));
  }

  /** Whether there is an object with this tag; another one is a failure, none is not. */
  private boolean isStill(String key, String tag) {
    try {
      if (head(key).tag().equals(tag)) {
        return true;
      }
    } catch (OriginException e) {
      if (e.fault() instanceof OriginFault.Missing) {
        return false;
      }
      throw e;
    }
    throw new OriginException(
        new OriginFault.Changed(), "DELETE %s: the object is another one".formatted(key));
  }

  /** A call without a body. */
  <T> T call(String method, String key, Supplier<T> call) {
    return call(method, key, limits.call(), call);
  }

  /** A call that takes as long as there is to do. */
  <T> T call(String method, String key, Duration limit, Supplier<T> call) {
    String what = method + " " + key;
    return OriginCall.of(
            what,
            () -> {
              try {
                return call.get();
              } catch (RuntimeException e) {
                throw S3Faults.of(what, e);
              }
            })
        .within(limit);
  }

  S3Client client() {
    return client;
  }

  OriginLimits limits() {
    return limits;
  }

  String bucket() {
    return description.place().bucket();
  }

  private boolean isAmazon() {
    return description.place().type() == OriginType.AWS_S3;
  }
}
