package io.horizonpush.s3.filter;

import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.KeyRights;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.Principal;
import io.horizonpush.s3.model.Signature;
import io.horizonpush.s3.request.BucketInput;
import io.horizonpush.s3.request.ExpectedOwners;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.request.RequestId;
import io.horizonpush.s3.request.ResolvedBuckets;
import io.horizonpush.s3.request.S3Input;
import io.horizonpush.s3.request.TestingClients;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Requests and answers for tests that care for nothing in them. */
public final class TestingRequests {

  private TestingRequests() {}

  public static S3Request<?> any() {
    return of(
        new Principal.Local(new Owner("id", "name")),
        new RequestHead("GET", "/", "", List.of()),
        new BucketInput.ListBuckets("", 10_000, Optional.empty(), Optional.empty()),
        ResolvedBuckets.NONE);
  }

  /** The holder of an access key, which signed with a header. */
  public static Principal holder(String accessKeyId, Owner owner, KeyRights rights) {
    Signature signature = new Signature.V4(Signature.Carrier.HEADER, Instant.EPOCH);
    return new Principal.KeyHolder(accessKeyId, owner, rights, signature);
  }

  /** A request without a body. */
  public static S3Request<?> of(
      Principal principal, RequestHead head, S3Input input, ResolvedBuckets buckets) {
    return of(principal, head, input, buckets, new NoBody());
  }

  public static S3Request<?> of(
      Principal principal,
      RequestHead head,
      S3Input input,
      ResolvedBuckets buckets,
      RequestBody body) {
    return new S3Request<>(
        new Caller(RequestId.next(), principal, TestingClients.at("192.0.2.7")),
        head,
        ExpectedOwners.ANY,
        input,
        buckets,
        body);
  }

  /** Lets every request pass, over no buckets. */
  public static Admission open() {
    return new Admission() {
      @Override
      public ResolvedBuckets resolve(S3Input input) {
        return ResolvedBuckets.of(input, name -> Optional.empty());
      }

      @Override
      public void authorize(S3Request<?> request) {}
    };
  }

  public static S3Response answer(int status) {
    return new S3Response(status, Map.of(), List.of(), 0);
  }

  private record NoBody() implements RequestBody {

    @Override
    public boolean promisesChecksum() {
      return false;
    }

    @Override
    public OptionalLong length() {
      return OptionalLong.of(0);
    }

    @Override
    public List<Checksum> checksums() {
      return List.of();
    }

    @Override
    public Optional<ByteBuffer> next() {
      return Optional.empty();
    }
  }
}
