package io.horizonpush.fallback.aws;

import io.horizonpush.fallback.origin.OriginCall;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.OriginFault;
import io.horizonpush.fallback.origin.OriginObject;
import io.horizonpush.fallback.origin.OriginSource;
import io.horizonpush.fallback.origin.OriginUpload;
import io.horizonpush.fallback.origin.OriginWrite;
import io.horizonpush.fallback.origin.Secret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** A multipart upload, part after part. */
final class S3Upload implements OriginUpload {

  private static final int MAX_PARTS = 10_000;
  private static final long MIB = 1 << 20;
  private static final long USUAL_PART = 8 * MIB;

  /** Amazon takes minutes to join many parts, and sends white space so long. */
  private static final Duration COMPLETION = Duration.ofMinutes(10);

  private final S3Origin origin;
  private final OriginWrite write;
  private final Secret token;
  private final List<CompletedPart> parts = new ArrayList<>();
  private long stored;

  S3Upload(S3Origin origin, OriginWrite write, Secret token) {
    if (write.length() == 0) {
      throw new IllegalArgumentException("Nothing to upload in parts");
    }
    this.origin = origin;
    this.write = write;
    this.token = token;
  }

  @Override
  public Secret token() {
    return token;
  }

  @Override
  public long stored() {
    return stored;
  }

  @Override
  public long pieceLength() {
    long least = (write.length() + MAX_PARTS - 1) / MAX_PARTS;
    return Math.max(USUAL_PART, (least + MIB - 1) / MIB * MIB);
  }

  /**
   * Takes over the parts that the origin has, up to the first that is missing or has another size.
   */
  void find() {
    Iterable<Part> found =
        origin.call(
            "GET upload",
            write.key(),
            () ->
                origin
                    .client()
                    .listPartsPaginator(
                        request ->
                            request
                                .bucket(origin.bucket())
                                .key(write.key())
                                .uploadId(token.value()))
                    .parts()
                    .stream()
                    .toList());
    for (Part part : found) {
      if (part.partNumber() != parts.size() + 1 || part.size() != next()) {
        return;
      }
      add(part);
    }
  }

  @Override
  public void append(OriginSource source) {
    long length = next();
    if (length == 0) {
      throw new IllegalStateException("All of the upload is there");
    }
    String what = "PUT part of " + write.key();
    int number = parts.size() + 1;
    OriginCall.Sending sending = new OriginCall.Sending();
    UploadPartResponse answer =
        OriginCall.of(
                what,
                () -> {
                  try (S3RequestBody body = new S3RequestBody(source, length, sending)) {
                    return origin
                        .client()
                        .uploadPart(
                            request ->
                                request
                                    .bucket(origin.bucket())
                                    .key(write.key())
                                    .uploadId(token.value())
                                    .partNumber(number)
                                    .contentLength(length),
                            body.toRequestBody());
                  } catch (RuntimeException e) {
                    throw S3Faults.of(what, e);
                  }
                })
            .whileMoving(origin.limits().silence(), sending);
    parts.add(
        CompletedPart.builder()
            .partNumber(number)
            .eTag(answer.eTag())
            .checksumCRC32(answer.checksumCRC32())
            .checksumCRC32C(answer.checksumCRC32C())
            .checksumCRC64NVME(answer.checksumCRC64NVME())
            .checksumSHA1(answer.checksumSHA1())
            .checksumSHA256(answer.checksumSHA256())
            .build());
    stored += length;
  }

  @Override
  public String complete() {
    if (stored < write.length()) {
      throw new IllegalStateException("%d of %d bytes are there".formatted(stored, write.length()));
    }
    CompleteMultipartUploadRequest.Builder request =
        CompleteMultipartUploadRequest.builder()
            .bucket(origin.bucket())
            .key(write.key())
            .uploadId(token.value())
            .multipartUpload(upload -> upload.parts(parts));
    S3Writes.condition(write.condition(), request);
    return origin.call(
        "POST",
        write.key(),
        COMPLETION,
        () -> OriginObject.tagOf(origin.client().completeMultipartUpload(request.build()).eTag()));
  }

  @Override
  public void abort() {
    try {
      origin.call(
          "DELETE upload of",
          write.key(),
          () ->
              origin
                  .client()
                  .abortMultipartUpload(
                      request ->
                          request
                              .bucket(origin.bucket())
                              .key(write.key())
                              .uploadId(token.value())));
    } catch (OriginException e) {
      if (!(e.fault() instanceof OriginFault.Missing)) {
        throw e;
      }
    }
  }

  private long next() {
    return Math.min(pieceLength(), write.length() - stored);
  }

  private void add(Part part) {
    parts.add(
        CompletedPart.builder()
            .partNumber(part.partNumber())
            .eTag(part.eTag())
            .checksumCRC32(part.checksumCRC32())
            .checksumCRC32C(part.checksumCRC32C())
            .checksumCRC64NVME(part.checksumCRC64NVME())
            .checksumSHA1(part.checksumSHA1())
            .checksumSHA256(part.checksumSHA256())
            .build());
    stored += part.size();
  }
}
