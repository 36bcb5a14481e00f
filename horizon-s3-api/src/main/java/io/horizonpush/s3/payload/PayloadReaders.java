package io.horizonpush.s3.payload;

import io.horizonpush.s3.auth.PayloadAuthentication;
import io.horizonpush.s3.filter.RequestBody;
import io.horizonpush.s3.model.ChecksumAlgorithm;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.request.S3Operation;
import io.horizonpush.s3.store.ContentReader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Opens the body of a request: takes its framing off and verifies what the client promised. */
public final class PayloadReaders {

  private PayloadReaders() {}

  /**
   * Opens the body of a request. No byte of it is read here.
   *
   * @param body as it came over HTTP
   * @throws S3Exception if what the head says about the body is missing, malformed or contradicts
   *     itself
   */
  public static RequestBody open(
      RequestHead head,
      S3Operation operation,
      PayloadAuthentication authentication,
      ContentReader body) {
    List<String> trailers = authentication.trailing() ? declaredTrailers(head) : List.of();
    List<Verification> verifications = verifications(head, operation, trailers);
    return switch (authentication) {
      case PayloadAuthentication.Unsigned() -> plain(head, operation, body, verifications);
      case PayloadAuthentication.SignedHash(String hex) -> {
        verifications.add(new Verification.SignedHash(hex));
        yield plain(head, operation, body, verifications);
      }
      case PayloadAuthentication.SignedChunks(var signing, boolean trailing) ->
          new VerifiedBody(
              new AwsChunkedReader(body, new SignedChunks(signing.begin(), trailing), trailers),
              decodedLength(head),
              verifications);
      case PayloadAuthentication.UnsignedChunks() ->
          new VerifiedBody(
              new AwsChunkedReader(body, ChunkVerification.NONE, trailers),
              decodedLength(head),
              verifications);
    };
  }

  /**
   * Opens the file of a form upload.
   *
   * @param fields a head whose headers are the fields of the form: they may promise a checksum
   * @throws S3Exception if such a promise is malformed
   */
  public static RequestBody openFile(RequestHead fields, ContentReader file) {
    return new VerifiedBody(
        new Plain(file), -1, verifications(fields, S3Operation.POST_OBJECT, List.of()));
  }

  private static RequestBody plain(
      RequestHead head,
      S3Operation operation,
      ContentReader body,
      List<Verification> verifications) {
    return new VerifiedBody(new Plain(body), plainLength(head, operation), verifications);
  }

  private static List<Verification> verifications(
      RequestHead head, S3Operation operation, List<String> trailers) {
    List<Verification> verifications = new ArrayList<>();
    head.header("content-md5").ifPresent(it -> verifications.add(new Verification.ContentMd5(it)));
    if (operation == S3Operation.COMPLETE_MULTIPART_UPLOAD) {
      // There the headers speak of the object, not of the request's own body.
      return verifications;
    }
    Optional<PromisedChecksum> promise = PromisedChecksum.of(head, trailers);
    checkNamedAlgorithm(head, operation, promise);
    promise.ifPresent(it -> verifications.add(new Verification.Additional(it)));
    return verifications;
  }

  private static void checkNamedAlgorithm(
      RequestHead head, S3Operation operation, Optional<PromisedChecksum> promise) {
    Optional<String> named = head.header("x-amz-sdk-checksum-algorithm");
    if (named.isEmpty()) {
      return;
    }
    Optional<ChecksumAlgorithm> algorithm = ChecksumAlgorithm.named(named.get());
    boolean kept = promise.map(it -> algorithm.equals(Optional.of(it.algorithm()))).orElse(false);
    if (!kept && (promise.isPresent() || carriesObjectBytes(operation))) {
      throw new S3Exception(
          S3ErrorCode.INVALID_REQUEST,
          "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or"
              + " x-amz-trailer headers were found.");
    }
  }

  private static boolean carriesObjectBytes(S3Operation operation) {
    return operation == S3Operation.PUT_OBJECT || operation == S3Operation.UPLOAD_PART;
  }

  private static List<String> declaredTrailers(RequestHead head) {
    return head.header("x-amz-trailer").stream()
        .flatMap(value -> Stream.of(value.split(",", -1)))
        .map(name -> name.strip().toLowerCase(Locale.ROOT))
        .filter(name -> !name.isEmpty())
        .toList();
  }

  /** RFC 9112 §6.3: without either header a body is empty; AWS insists on one for an upload. */
  private static long plainLength(RequestHead head, S3Operation operation) {
    Optional<String> length = head.header("content-length");
    if (length.isPresent()) {
      return parseLength("Content-Length", length.get());
    }
    if (head.header("transfer-encoding").isPresent()) {
      return -1;
    }
    if (carriesObjectBytes(operation)) {
      throw missingLength("Content-Length");
    }
    return 0;
  }

  private static long decodedLength(RequestHead head) {
    String name = "x-amz-decoded-content-length";
    return parseLength(name, head.header(name).orElseThrow(() -> missingLength(name)));
  }

  private static long parseLength(String name, String value) {
    boolean valid = !value.isEmpty() && value.length() <= 18;
    if (!valid || !value.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
      throw new S3Exception(S3ErrorCode.INVALID_ARGUMENT, name + " must be a number of bytes.")
          .with("ArgumentName", name)
          .with("ArgumentValue", value);
    }
    return Long.parseLong(value);
  }

  private static S3Exception missingLength(String name) {
    return new S3Exception(
        S3ErrorCode.MISSING_CONTENT_LENGTH, "You must provide the " + name + " HTTP header.");
  }

  /** A body without framing of its own. */
  private record Plain(ContentReader body) implements DecodedReader {

    @Override
    public Optional<ByteBuffer> next() {
      return body.next();
    }

    @Override
    public boolean isReady() {
      return body.isReady();
    }

    @Override
    public Trailers trailers() {
      return Trailers.NONE;
    }

    @Override
    public void close() {
      body.close();
    }
  }
}
