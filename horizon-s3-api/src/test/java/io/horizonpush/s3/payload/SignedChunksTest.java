package io.horizonpush.s3.payload;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.auth.PayloadAuthentication;
import io.horizonpush.s3.filter.RequestBody;
import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.ChecksumAlgorithm;
import io.horizonpush.s3.model.ChecksumType;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.ContentReader;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignedChunksTest {

  private static final String SEED =
      "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9";
  private static final String TRAILER_SEED =
      "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e";
  private static final byte[] NINE = "123456789".getBytes(US_ASCII);

  @Test
  void signedChunks_ofTheExampleInAwsDocumentation_areAccepted() {
    String a = "a".repeat(65_536);
    String b = "a".repeat(1024);
    String wire =
        "10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n"
            + a
            + "\r\n"
            + "400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n"
            + b
            + "\r\n"
            + "0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n";
    RequestBody body =
        Payloads.open(
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
            + "\r\n"
            + "400;chunk-signature=1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7\r\n"
            + "a".repeat(1024)
            + "\r\n"
            + "0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n"
            + "x-amz-checksum-crc32c:sOO8/Q==\r\n"
            + "x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n";
    RequestBody body =
        Payloads.open(
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
    byte[] data = Payloads.randomBytes(SignedChunks.SMALLEST + 37);
    String trailer = trailing ? "x-amz-checksum-crc32:" + Payloads.crc32(data) : "";
    byte[] wire = ChunkedBodies.signed(SEED, data, List.of(data.length - 37, 37, 0), trailer);
    for (int cut = 0; cut < wire.length; cut++) {
      RequestBody body = signedBody(trailing, data, ChunkedBodies.pieces(wire, cut, cut + 1));
      assertThat(ChunkedBodies.drain(body)).as("cut at %d", cut).isEqualTo(data);
    }
    RequestBody byteByByte = signedBody(trailing, data, ChunkedBodies.singleBytes(wire));
    assertThat(ChunkedBodies.drain(byteByByte)).isEqualTo(data);
  }

  @Test
  void chunkedBodies_withAnyByteChanged_areRefusedWithAnS3Error() {
    byte[] data = Payloads.randomBytes(8 << 10);
    byte[] signed =
        ChunkedBodies.signed(
            SEED, data, List.of(data.length, 0), "x-amz-checksum-crc32:" + Payloads.crc32(data));
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

  /** Which of the signatures of a body is wrong; -1 is the last one. */
  @ParameterizedTest
  @CsvSource({"false, 0", "false, 1", "false, 2", "false, -1", "true, 0", "true, 3", "true, -1"})
  void signedBody_withAWrongSignature_neverEnds(boolean trailing, int wrong) {
    byte[] data = Payloads.randomBytes(30_000);
    String trailer = trailing ? "x-amz-checksum-crc32:" + Payloads.crc32(data) : "";
    byte[] wire = ChunkedBodies.signed(SEED, data, List.of(10_000, 10_000, 10_000, 0), trailer);
    List<Integer> signatures = ChunkedBodies.signaturesIn(wire);
    int place = signatures.get(wrong < 0 ? signatures.size() - 1 : wrong);
    wire[place] = (byte) (wire[place] == '0' ? '1' : '0');
    for (ContentReader pieces :
        List.of(ChunkedBodies.pieces(wire), ChunkedBodies.singleBytes(wire))) {
      RequestBody body = signedBody(trailing, data, pieces);
      Payloads.assertError(S3ErrorCode.SIGNATURE_DOES_NOT_MATCH, () -> ChunkedBodies.drain(body));
      Payloads.assertError(S3ErrorCode.SIGNATURE_DOES_NOT_MATCH, body::next);
    }
  }

  @Test
  void signedChunk_passesAsItComes() {
    byte[] data = Payloads.randomBytes(20_000);
    byte[] wire = ChunkedBodies.signed(SEED, data, List.of(20_000, 0), "");
    int head = new String(wire, ISO_8859_1).indexOf("\r\n") + 2;
    ContentReader pieces = ChunkedBodies.pieces(wire, head, head + 1, head + 5000);
    AtomicInteger asked = new AtomicInteger();
    ContentReader counted =
        () -> {
          asked.incrementAndGet();
          return pieces.next();
        };
    RequestBody body = signedBody(false, data, counted);
    assertThat(body.next().orElseThrow().remaining()).isEqualTo(1);
    assertThat(asked).hasValue(2);
    assertThat(body.next().orElseThrow().remaining()).isEqualTo(4999);
    assertThat(asked).hasValue(3);
  }

  @Test
  void signedChunks_smallerThanAllowedBeforeTheLast_areRefused() {
    byte[] data = Payloads.randomBytes(200);
    byte[] wire = ChunkedBodies.signed(SEED, data, List.of(100, 100, 0), "");
    Payloads.assertError(
        S3ErrorCode.INVALID_REQUEST,
        () -> ChunkedBodies.drain(signedBody(false, data, ChunkedBodies.pieces(wire))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1000001", "fffffffffffffff"})
  void signedChunk_thatIsTooLarge_isRefusedAtOnce(String size) {
    assertRefused(size, S3ErrorCode.INVALID_REQUEST);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7fffffffffffffff",
        "ffffffffffffffff",
        "10000000000000009",
        "00000000000000009",
        "-1",
        "+9",
        "0x9",
        "",
        " 9",
        "9 9"
      })
  void signedChunk_ofASizeThatIsNone_isRefusedAtOnce(String size) {
    assertRefused(size, S3ErrorCode.INCOMPLETE_BODY);
  }

  private static void assertRefused(String size, S3ErrorCode code) {
    String wire = size + ";chunk-signature=" + "0".repeat(64) + "\r\n";
    Payloads.assertError(
        code,
        () ->
            ChunkedBodies.drain(
                signedBody(false, NINE, ChunkedBodies.pieces(wire.getBytes(ISO_8859_1)))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"9;", "9;chunk-signature=", "0;chunk-signature="})
  void chunkHeader_withAnEndlessExtension_isRefused(String beginning) {
    byte[] wire = (beginning + "x".repeat(10_000)).getBytes(US_ASCII);
    for (ContentReader pieces :
        List.of(ChunkedBodies.pieces(wire), ChunkedBodies.singleBytes(wire))) {
      Payloads.assertError(
          S3ErrorCode.INCOMPLETE_BODY, () -> ChunkedBodies.drain(signedBody(false, NINE, pieces)));
    }
  }

  private static RequestBody signedBody(boolean trailing, byte[] data, ContentReader raw) {
    PayloadAuthentication payload =
        new PayloadAuthentication.SignedChunks(ChunkedBodies.signing(SEED), trailing);
    String length = Integer.toString(data.length);
    return trailing
        ? Payloads.open(
            payload,
            raw,
            "x-amz-decoded-content-length",
            length,
            "x-amz-trailer",
            "x-amz-checksum-crc32")
        : Payloads.open(payload, raw, "x-amz-decoded-content-length", length);
  }
}
