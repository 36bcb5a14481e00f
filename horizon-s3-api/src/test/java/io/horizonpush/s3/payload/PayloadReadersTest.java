package io.horizonpush.s3.payload;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.auth.PayloadAuthentication;
import io.horizonpush.s3.filter.RequestBody;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.S3Operation;
import io.horizonpush.s3.store.ContentReader;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadReadersTest {

  private static final byte[] NINE = "123456789".getBytes(US_ASCII);
  private static final PayloadAuthentication UNSIGNED = new PayloadAuthentication.Unsigned();
  private static final PayloadAuthentication UNSIGNED_CHUNKS =
      new PayloadAuthentication.UnsignedChunks();

  @ParameterizedTest
  @ValueSource(strings = {"\r\n", "\r\n\r\n"})
  void unsignedChunks_cutAtEveryByteAndByteByByte_giveTheSameBytes(String ending) {
    byte[] data = Payloads.randomBytes(60);
    String trailer = "x-amz-checksum-crc32:" + Payloads.crc32(data);
    byte[] wire = ChunkedBodies.unsigned(data, List.of(20, 39, 1, 0), trailer, ending);
    for (int cut = 0; cut < wire.length; cut++) {
      RequestBody body = unsignedBody(data.length, ChunkedBodies.pieces(wire, cut));
      assertThat(ChunkedBodies.drain(body)).as("cut at %d", cut).isEqualTo(data);
    }
    assertThat(ChunkedBodies.drain(unsignedBody(60, ChunkedBodies.singleBytes(wire))))
        .isEqualTo(data);
  }

  @Test
  void chunkedBodies_cutShortAnywhere_areRefused() {
    byte[] data = Payloads.randomBytes(60);
    byte[] wire =
        ChunkedBodies.unsigned(
            data, List.of(60, 0), "x-amz-checksum-crc32:" + Payloads.crc32(data), "\r\n\r\n");
    for (int length = 0; length < wire.length - 4; length++) {
      byte[] cut = Arrays.copyOf(wire, length);
      assertThatThrownBy(() -> ChunkedBodies.drain(unsignedBody(60, ChunkedBodies.pieces(cut))))
          .as("cut at %d", length)
          .isInstanceOf(S3Exception.class);
    }
  }

  /** Else whoever swallows the failure and reads on would take what is left for all of it. */
  @Test
  void bodyThatFailed_failsAgain() {
    var hashOfNothing =
        new PayloadAuthentication.SignedHash(
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    RequestBody body =
        Payloads.open(hashOfNothing, ChunkedBodies.pieces(NINE), "content-length", "9");
    Payloads.assertError(
        S3ErrorCode.X_AMZ_CONTENT_SHA256_MISMATCH, () -> ChunkedBodies.drain(body));
    Payloads.assertError(S3ErrorCode.X_AMZ_CONTENT_SHA256_MISMATCH, body::next);
  }

  @Test
  void chunkHeader_withAnEndlessExtension_isRefused() {
    byte[] wire = ("9;" + "x".repeat(10_000)).getBytes(US_ASCII);
    Payloads.assertError(
        S3ErrorCode.INCOMPLETE_BODY,
        () -> ChunkedBodies.drain(unsignedBody(9, ChunkedBodies.pieces(wire))));
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 10})
  void decodedLength_thatDiffersFromTheBody_isIncompleteBody(int announced) {
    byte[] wire =
        ChunkedBodies.unsigned(
            NINE, List.of(9, 0), "x-amz-checksum-crc32:" + Payloads.crc32(NINE), "\r\n\r\n");
    Payloads.assertError(
        S3ErrorCode.INCOMPLETE_BODY,
        () -> ChunkedBodies.drain(unsignedBody(announced, ChunkedBodies.pieces(wire))));
  }

  @Test
  void trailer_thatWasNotDeclared_isRefused() {
    byte[] wire = ChunkedBodies.unsigned(NINE, List.of(9, 0), "x-amz-checksum-sha1:AA==", "\r\n");
    Payloads.assertError(
        S3ErrorCode.MALFORMED_TRAILER,
        () -> ChunkedBodies.drain(unsignedBody(9, ChunkedBodies.pieces(wire))));
  }

  @Test
  void trailer_withAWrongChecksum_isBadDigest() {
    byte[] wire =
        ChunkedBodies.unsigned(NINE, List.of(9, 0), "x-amz-checksum-crc32:AAAAAA==", "\r\n");
    Payloads.assertError(
        S3ErrorCode.BAD_DIGEST,
        () -> ChunkedBodies.drain(unsignedBody(9, ChunkedBodies.pieces(wire))));
  }

  @ParameterizedTest
  @CsvSource({
    "x-amz-checksum-crc32, y/Q5Jg==, ''",
    "x-amz-checksum-crc32, y/Q5Jw==, BadDigest",
    "x-amz-checksum-crc32, y/Q5, InvalidRequest",
    "x-amz-checksum-crc32, '', InvalidRequest",
    "x-amz-checksum-crc64nvme, rosUhgp5mIg=, ''",
    "x-amz-checksum-crc64nvme, rosUhgp5mIk=, BadDigest",
    "x-amz-checksum-sha1, 98O8HYCOBHMq32eZZczDTKeuNEE=, ''",
    "x-amz-checksum-nonsense, AAAA, InvalidRequest",
    "content-md5, JfnnlDI7RTiF9RgfG2JNCw==, ''",
    "content-md5, AAAAAAAAAAAAAAAAAAAAAA==, BadDigest",
    "content-md5, AAAA, InvalidDigest",
    "content-md5, '', InvalidDigest"
  })
  void headerDigests_areVerified(String name, String value, String error) {
    ThrowingCallable read =
        () ->
            ChunkedBodies.drain(
                Payloads.open(
                    UNSIGNED, ChunkedBodies.pieces(NINE, 4), "content-length", "9", name, value));
    if (error.isEmpty()) {
      assertThatNoException().isThrownBy(read);
    } else {
      assertThatThrownBy(read)
          .isInstanceOfSatisfying(
              S3Exception.class, e -> assertThat(e.code().code()).isEqualTo(error));
    }
  }

  @Test
  void twoChecksums_areRefused() {
    Payloads.assertError(
        S3ErrorCode.INVALID_REQUEST,
        () ->
            Payloads.open(
                UNSIGNED,
                ChunkedBodies.pieces(NINE),
                "content-length",
                "9",
                "x-amz-checksum-crc32",
                "y/Q5Jg==",
                "x-amz-checksum-sha1",
                "98O8HYCOBHMq32eZZczDTKeuNEE="));
  }

  @Test
  void namedAlgorithm_withoutItsChecksum_isRefused() {
    Payloads.assertError(
        S3ErrorCode.INVALID_REQUEST,
        () ->
            Payloads.open(
                UNSIGNED,
                ChunkedBodies.pieces(NINE),
                "content-length",
                "9",
                "x-amz-checksum-crc32",
                "y/Q5Jg==",
                "x-amz-sdk-checksum-algorithm",
                "SHA256"));
  }

  @Test
  void signedHash_ofAnotherBody_isRefused_evenWhenTheBodyIsEmpty() {
    var hash = new PayloadAuthentication.SignedHash("00".repeat(32));
    Payloads.assertError(
        S3ErrorCode.X_AMZ_CONTENT_SHA256_MISMATCH,
        () ->
            ChunkedBodies.drain(
                Payloads.open(hash, ChunkedBodies.pieces(NINE), "content-length", "9")));
    Payloads.assertError(
        S3ErrorCode.X_AMZ_CONTENT_SHA256_MISMATCH,
        () ->
            ChunkedBodies.drain(
                Payloads.open(hash, ChunkedBodies.pieces(new byte[0]), "content-length", "0")));
  }

  @Test
  void upload_withoutAnyLength_is411_butTransferEncodingWillDo() {
    Payloads.assertError(
        S3ErrorCode.MISSING_CONTENT_LENGTH,
        () -> Payloads.open(UNSIGNED, ChunkedBodies.pieces(NINE)));
    RequestBody body =
        Payloads.open(UNSIGNED, ChunkedBodies.pieces(NINE), "transfer-encoding", "chunked");
    assertThat(body.length()).isEmpty();
    assertThat(ChunkedBodies.drain(body)).isEqualTo(NINE);
  }

  @Test
  void completion_doesNotCompareTheObjectsChecksumWithItsOwnBody() {
    RequestBody body =
        PayloadReaders.open(
            Payloads.head("content-length", "9", "x-amz-checksum-crc32", "AAAAAA=="),
            S3Operation.COMPLETE_MULTIPART_UPLOAD,
            UNSIGNED,
            ChunkedBodies.pieces(NINE));
    assertThat(ChunkedBodies.drain(body)).isEqualTo(NINE);
  }

  private static RequestBody unsignedBody(int length, ContentReader raw) {
    return Payloads.open(
        UNSIGNED_CHUNKS,
        raw,
        "x-amz-decoded-content-length",
        Integer.toString(length),
        "x-amz-trailer",
        "x-amz-checksum-crc32");
  }
}
