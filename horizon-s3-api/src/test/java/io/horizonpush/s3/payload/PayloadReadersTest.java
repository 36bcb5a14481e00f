package io.horizonpush.s3.payload;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.auth.PayloadAuthentication;
import io.horizonpush.s3.filter.RequestBody;
import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.ChecksumAlgorithm;
import io.horizonpush.s3.model.ChecksumType;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.request.S3Operation;
import io.horizonpush.s3.store.BodyMemory;
import io.horizonpush.s3.store.ContentReader;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadReadersTest {

  private static final String SEED =
      "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9";
  private static final String TRAILER_SEED =
      "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e";
  private static final byte[] NINE = "123456789".getBytes(US_ASCII);
  private static final PayloadAuthentication UNSIGNED = new PayloadAuthentication.Unsigned();
  private static final PayloadAuthentication UNSIGNED_CHUNKS =
      new PayloadAuthentication.UnsignedChunks();

  @Test
  void signedChunks_ofTheExampleInAwsDocumentation_areAccepted() {
    String a = "a".repeat(65_536);
    String b = "a".repeat(1024);
    String wire =
        "10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n"
            + a
            + "\r\n400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n"
            + b
            + "\r\n0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n";
    RequestBody body =
        open(
            new PayloadAuthentication.SignedChunks(ChunkedBodies.signing(SEED), false),
            ChunkedBodies.pieces(wire.getBytes(US_ASCII)),
            "x-amz-decoded-content-length",
            "66560");
    assertThat(body.length()).hasValue(66_560);
    assertThat(ChunkedBodies.drain(body)).hasSize(66_560).containsOnly('a');
  }

  @Test
  void signedChunksWithTrailer_ofTheExampleInAwsDocumentation_areAccepted() {
    String wire =
        "10000;chunk-signature=b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2\r\n"
            + "a".repeat(65_536)
            + "\r\n400;chunk-signature=1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7\r\n"
            + "a".repeat(1024)
            + "\r\n0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n"
            + "x-amz-checksum-crc32c:sOO8/Q==\r\n"
            + "x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n";
    RequestBody body =
        open(
            new PayloadAuthentication.SignedChunks(ChunkedBodies.signing(TRAILER_SEED), true),
            ChunkedBodies.pieces(wire.getBytes(US_ASCII)),
            "x-amz-decoded-content-length",
            "66560",
            "x-amz-trailer",
            "x-amz-checksum-crc32c");
    assertThat(ChunkedBodies.drain(body)).hasSize(66_560);
    assertThat(body.checksums())
        .containsExactly(
            new Checksum(ChecksumAlgorithm.CRC32C, ChecksumType.FULL_OBJECT, "sOO8/Q=="));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void signedChunks_cutAtEveryByte_giveTheSameBytes(boolean trailing) {
    byte[] data = randomBytes(SignedChunksReader.SMALLEST_CHUNK + 37);
    String trailer = trailing ? "x-amz-checksum-crc32:" + crc32(data) : "";
    byte[] wire = ChunkedBodies.signed(SEED, data, List.of(data.length - 37, 37, 0), trailer);
    for (int cut = 0; cut < wire.length; cut++) {
      boolean inHeaders = cut < 200 || cut > data.length - 200;
      if (inHeaders || cut % 97 == 0) {
        RequestBody body = signedBody(trailing, data, ChunkedBodies.pieces(wire, cut, cut + 1));
        assertThat(ChunkedBodies.drain(body)).as("cut at %d", cut).isEqualTo(data);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r\n", "\r\n\r\n"})
  void unsignedChunks_cutAtEveryByteAndByteByByte_giveTheSameBytes(String ending) {
    byte[] data = randomBytes(60);
    String trailer = "x-amz-checksum-crc32:" + crc32(data);
    byte[] wire = ChunkedBodies.unsigned(data, List.of(20, 39, 1, 0), trailer, ending);
    for (int cut = 0; cut < wire.length; cut++) {
      RequestBody body = unsignedBody(data.length, ChunkedBodies.pieces(wire, cut));
      assertThat(ChunkedBodies.drain(body)).as("cut at %d", cut).isEqualTo(data);
    }
    int[] everywhere = new int[wire.length];
    Arrays.setAll(everywhere, at -> at);
    assertThat(ChunkedBodies.drain(unsignedBody(60, ChunkedBodies.pieces(wire, everywhere))))
        .isEqualTo(data);
  }

  @Test
  void chunkedBodies_withAnyByteChanged_areRefusedWithAnS3Error() {
    byte[] data = randomBytes(8 << 10);
    byte[] signed =
        ChunkedBodies.signed(
            SEED, data, List.of(data.length, 0), "x-amz-checksum-crc32:" + crc32(data));
    for (int at = 0; at < signed.length; at += at < 150 || at > data.length ? 1 : 61) {
      byte[] mutated = signed.clone();
      mutated[at] ^= 0x01;
      int place = at;
      assertThatThrownBy(
              () ->
                  ChunkedBodies.drain(signedBody(true, data, ChunkedBodies.pieces(mutated, place))))
          .as("byte %d", at)
          .isInstanceOf(S3Exception.class);
    }
  }

  @Test
  void chunkedBodies_cutShortAnywhere_areRefused() {
    byte[] data = randomBytes(60);
    byte[] wire =
        ChunkedBodies.unsigned(
            data, List.of(60, 0), "x-amz-checksum-crc32:" + crc32(data), "\r\n\r\n");
    for (int length = 0; length < wire.length - 4; length++) {
      byte[] cut = Arrays.copyOf(wire, length);
      assertThatThrownBy(() -> ChunkedBodies.drain(unsignedBody(60, ChunkedBodies.pieces(cut))))
          .as("cut at %d", length)
          .isInstanceOf(S3Exception.class);
    }
  }

  @Test
  void signedChunk_withAWrongSignature_isNotPublished() {
    byte[] data = randomBytes(20_000);
    byte[] wire = ChunkedBodies.signed(SEED, data, List.of(10_000, 10_000, 0), "");
    wire[wire.length - 200] ^= 0x01;
    RequestBody body = signedBody(false, data, ChunkedBodies.pieces(wire));
    assertThat(body.next().orElseThrow().remaining()).isEqualTo(10_000);
    assertError(S3ErrorCode.SIGNATURE_DOES_NOT_MATCH, body::next);
  }

  @Test
  void signedChunks_smallerThanAllowedBeforeTheLast_areRefused() {
    byte[] data = randomBytes(200);
    byte[] wire = ChunkedBodies.signed(SEED, data, List.of(100, 100, 0), "");
    assertError(
        S3ErrorCode.INVALID_REQUEST,
        () -> ChunkedBodies.drain(signedBody(false, data, ChunkedBodies.pieces(wire))));
  }

  @Test
  void signedChunk_thatAnnouncesTooMuch_isRefusedAtOnce() {
    String wire = "1000001;chunk-signature=" + "0".repeat(64) + "\r\n";
    assertError(
        S3ErrorCode.INVALID_REQUEST,
        () ->
            ChunkedBodies.drain(
                signedBody(false, NINE, ChunkedBodies.pieces(wire.getBytes(US_ASCII)))));
  }

  @Test
  void chunkHeader_withAnEndlessExtension_isRefused() {
    String wire = "9;" + "x".repeat(10_000);
    assertError(
        S3ErrorCode.INVALID_REQUEST,
        () -> ChunkedBodies.drain(unsignedBody(9, ChunkedBodies.pieces(wire.getBytes(US_ASCII)))));
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 10})
  void decodedLength_thatDiffersFromTheBody_isIncompleteBody(int announced) {
    byte[] wire =
        ChunkedBodies.unsigned(
            NINE, List.of(9, 0), "x-amz-checksum-crc32:" + crc32(NINE), "\r\n\r\n");
    assertError(
        S3ErrorCode.INCOMPLETE_BODY,
        () -> ChunkedBodies.drain(unsignedBody(announced, ChunkedBodies.pieces(wire))));
  }

  @Test
  void trailer_thatWasNotDeclared_isRefused() {
    byte[] wire = ChunkedBodies.unsigned(NINE, List.of(9, 0), "x-amz-checksum-sha1:AA==", "\r\n");
    assertError(
        S3ErrorCode.INVALID_REQUEST,
        () -> ChunkedBodies.drain(unsignedBody(9, ChunkedBodies.pieces(wire))));
  }

  @Test
  void trailer_withAWrongChecksum_isBadDigest() {
    byte[] wire =
        ChunkedBodies.unsigned(NINE, List.of(9, 0), "x-amz-checksum-crc32:AAAAAA==", "\r\n");
    assertError(
        S3ErrorCode.BAD_DIGEST,
        () -> ChunkedBodies.drain(unsignedBody(9, ChunkedBodies.pieces(wire))));
  }

  @ParameterizedTest
  @CsvSource({
    "x-amz-checksum-crc32, y/Q5Jg==, ''",
    "x-amz-checksum-crc32, y/Q5Jw==, BadDigest",
    "x-amz-checksum-crc32, y/Q5, BadDigest",
    "x-amz-checksum-crc32, '', BadDigest",
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
                open(UNSIGNED, ChunkedBodies.pieces(NINE, 4), "content-length", "9", name, value));
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
    assertError(
        S3ErrorCode.INVALID_REQUEST,
        () ->
            open(
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
    assertError(
        S3ErrorCode.INVALID_REQUEST,
        () ->
            open(
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
    assertError(
        S3ErrorCode.X_AMZ_CONTENT_SHA256_MISMATCH,
        () -> ChunkedBodies.drain(open(hash, ChunkedBodies.pieces(NINE), "content-length", "9")));
    assertError(
        S3ErrorCode.X_AMZ_CONTENT_SHA256_MISMATCH,
        () ->
            ChunkedBodies.drain(
                open(hash, ChunkedBodies.pieces(new byte[0]), "content-length", "0")));
  }

  @Test
  void upload_withoutAnyLength_is411_butTransferEncodingWillDo() {
    assertError(
        S3ErrorCode.MISSING_CONTENT_LENGTH, () -> open(UNSIGNED, ChunkedBodies.pieces(NINE)));
    RequestBody body = open(UNSIGNED, ChunkedBodies.pieces(NINE), "transfer-encoding", "chunked");
    assertThat(body.length()).isEmpty();
    assertThat(ChunkedBodies.drain(body)).isEqualTo(NINE);
  }

  @Test
  void completion_doesNotCompareTheObjectsChecksumWithItsOwnBody() {
    RequestBody body =
        PayloadReaders.open(
            head("content-length", "9", "x-amz-checksum-crc32", "AAAAAA=="),
            S3Operation.COMPLETE_MULTIPART_UPLOAD,
            UNSIGNED,
            ChunkedBodies.pieces(NINE),
            new BodyMemory(BodyMemory.SMALLEST));
    assertThat(ChunkedBodies.drain(body)).isEqualTo(NINE);
  }

  @Test
  void anAnnouncedChunk_takesAsMuchMemoryAsHasComeOfIt() {
    BodyMemory memory = new BodyMemory(BodyMemory.SMALLEST);
    byte[] head = ("100000;chunk-signature=" + "0".repeat(64) + "\r\n").getBytes(US_ASCII);
    Deque<byte[]> pieces = new ArrayDeque<>(List.of(head, new byte[1], new byte[5000]));
    List<Long> used = new ArrayList<>();
    ContentReader slow =
        () -> {
          used.add(memory.used());
          return pieces.isEmpty()
              ? Optional.empty()
              : Optional.of(ByteBuffer.wrap(pieces.remove()));
        };
    RequestBody body =
        PayloadReaders.open(
            head("x-amz-decoded-content-length", "1048576"),
            S3Operation.PUT_OBJECT,
            new PayloadAuthentication.SignedChunks(ChunkedBodies.signing(SEED), false),
            slow,
            memory);
    assertThatThrownBy(() -> ChunkedBodies.drain(body)).isInstanceOf(S3Exception.class);
    body.close();
    assertThat(used).containsExactly(0L, 0L, 4096L, 2L * 5001);
    assertThat(memory.used()).isZero();
  }

  private static RequestBody signedBody(boolean trailing, byte[] data, ContentReader raw) {
    PayloadAuthentication payload =
        new PayloadAuthentication.SignedChunks(ChunkedBodies.signing(SEED), trailing);
    String length = Integer.toString(data.length);
    return trailing
        ? open(
            payload,
            raw,
            "x-amz-decoded-content-length",
            length,
            "x-amz-trailer",
            "x-amz-checksum-crc32")
        : open(payload, raw, "x-amz-decoded-content-length", length);
  }

  private static RequestBody unsignedBody(int length, ContentReader raw) {
    return open(
        UNSIGNED_CHUNKS,
        raw,
        "x-amz-decoded-content-length",
        Integer.toString(length),
        "x-amz-trailer",
        "x-amz-checksum-crc32");
  }

  private static RequestBody open(
      PayloadAuthentication payload, ContentReader raw, String... headers) {
    return PayloadReaders.open(
        head(headers), S3Operation.PUT_OBJECT, payload, raw, new BodyMemory(BodyMemory.SMALLEST));
  }

  private static RequestHead head(String... headers) {
    List<RequestHead.Header> all = new ArrayList<>();
    for (int at = 0; at < headers.length; at += 2) {
      all.add(new RequestHead.Header(headers[at], headers[at + 1]));
    }
    return new RequestHead("PUT", "/b/k", "", all);
  }

  private static String crc32(byte[] data) {
    RunningChecksum crc = Checksums.start(ChecksumAlgorithm.CRC32);
    crc.update(ByteBuffer.wrap(data));
    return crc.base64();
  }

  private static byte[] randomBytes(int length) {
    byte[] bytes = new byte[length];
    new Random(42).nextBytes(bytes);
    return bytes;
  }

  private static void assertError(S3ErrorCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(S3Exception.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
