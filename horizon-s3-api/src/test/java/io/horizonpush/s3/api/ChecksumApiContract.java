package io.horizonpush.s3.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.api.TestingS3Client.Answer;
import io.horizonpush.s3.model.ChecksumAlgorithm;
import io.horizonpush.s3.payload.Checksums;
import io.horizonpush.s3.payload.RunningChecksum;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The checksums of objects and parts: those that clients send, and the one that is made. */
public abstract class ChecksumApiContract extends S3ApiContract {

  private static final byte[] NOTHING = new byte[0];
  private static final int MIN_PART = 5 << 20;

  /** The check value of CRC-64/NVME: what it gives for {@code 123456789}. */
  private static final String CRC = "rosUhgp5mIg=";

  private static final Map<String, String> CHECKSUMS = Map.of("x-amz-checksum-mode", "ENABLED");

  /** Those whose value for a whole follows from the values of its parts. */
  private static final Set<ChecksumAlgorithm> CRCS =
      EnumSet.of(ChecksumAlgorithm.CRC32, ChecksumAlgorithm.CRC32C, ChecksumAlgorithm.CRC64NVME);

  @ParameterizedTest
  @EnumSource
  void checksum_thatAClientSends_isVerifiedAndGivenBack(ChecksumAlgorithm algorithm) {
    byte[] body = random(100_000, 7);
    String value = base64(algorithm, body);
    String header = algorithm.header();

    Answer put = client.send("PUT", at("key"), Map.of(header, value), body);
    Answer wrong =
        client.send("PUT", at("wrong"), Map.of(header, base64(algorithm, utf8("x"))), body);
    Answer malformed = client.send("PUT", at("wrong"), Map.of(header, "AAA="), body);

    assertThat(put.status()).isEqualTo(200);
    assertThat(put.header(header)).isEqualTo(value);
    assertThat(put.header("x-amz-checksum-type")).isEqualTo("FULL_OBJECT");
    for (String method : List.of("GET", "HEAD")) {
      Answer answer = client.send(method, at("key"), CHECKSUMS, NOTHING);
      assertThat(answer.header(header)).isEqualTo(value);
      assertThat(answer.header("x-amz-checksum-type")).isEqualTo("FULL_OBJECT");
    }
    Answer attributes = attributes("key", "Checksum");
    assertThat(attributes.element(algorithm.element())).contains(value);
    assertThat(attributes.element("ChecksumType")).contains("FULL_OBJECT");
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.errorCode()).isEqualTo("BadDigest");
    assertThat(malformed.status()).isEqualTo(400);
    assertThat(client.get(at("wrong")).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @EnumSource
  void checksum_ofAnUpload_isMadeOfThoseOfItsParts(ChecksumAlgorithm algorithm) {
    byte[] first = random(MIN_PART, 8);
    byte[] second = random(1000, 9);
    String name = algorithm.name();
    Answer created =
        client.send(
            "POST", at("key") + "?uploads", Map.of("x-amz-checksum-algorithm", name), NOTHING);
    String upload = created.element("UploadId").orElseThrow();
    boolean composite = algorithm != ChecksumAlgorithm.CRC64NVME;

    String parts = sendPart(upload, 1, algorithm, first) + sendPart(upload, 2, algorithm, second);
    Answer done =
        client.post(
            at("key") + "?uploadId=" + upload,
            "<CompleteMultipartUpload>" + parts + "</CompleteMultipartUpload>");

    byte[] whole = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, whole, first.length, second.length);
    String expected =
        composite
            ? base64(algorithm, value(algorithm, first), value(algorithm, second)) + "-2"
            : base64(algorithm, whole);
    String type = composite ? "COMPOSITE" : "FULL_OBJECT";
    assertThat(created.header("x-amz-checksum-algorithm")).isEqualTo(name);
    assertThat(created.header("x-amz-checksum-type")).isEqualTo(type);
    assertThat(done.element(algorithm.element())).contains(expected);
    assertThat(done.element("ChecksumType")).contains(type);
    Answer object = client.send("HEAD", at("key"), CHECKSUMS, NOTHING);
    assertThat(object.header(algorithm.header())).isEqualTo(expected);
    Answer part = client.send("GET", at("key") + "?partNumber=2", CHECKSUMS, NOTHING);
    assertThat(part.header(algorithm.header())).isEqualTo(base64(algorithm, second));
  }

  @Test
  void compositeChecksum_isVerifiedWithTheCountOfPartsAndWithout() {
    ChecksumAlgorithm algorithm = ChecksumAlgorithm.CRC32C;
    byte[] bytes = random(1000, 10);
    String value = base64(algorithm, value(algorithm, bytes));
    assertThat(complete(algorithm, bytes, base64(algorithm, bytes)).errorCode())
        .isEqualTo("BadDigest");
    assertThat(complete(algorithm, bytes, value + "-2").errorCode()).isEqualTo("BadDigest");
    for (String given : List.of(value, value + "-1")) {
      assertThat(complete(algorithm, bytes, given).element(algorithm.element()))
          .contains(value + "-1");
    }
  }

  /** As minio-go uploads what it does not know the length of, {@code mc pipe} with it. */
  @ParameterizedTest
  @EnumSource
  void checksum_ofAnUploadMadeWithoutAnAlgorithm_isTheOneThatItsCompletionNames(
      ChecksumAlgorithm algorithm) {
    byte[] bytes = random(1000, 11);
    String full = base64(algorithm, bytes);
    String composite = base64(algorithm, value(algorithm, bytes));
    boolean canBeFull = CRCS.contains(algorithm);
    boolean canBeComposite = algorithm != ChecksumAlgorithm.CRC64NVME;
    Map<String, String> undeclared = Map.of();
    for (String given : List.of(composite, composite + "-1")) {
      for (Map<String, String> type : List.of(undeclared, type("COMPOSITE"))) {
        Answer answer = complete(undeclared, algorithm, bytes, expecting(algorithm, given, type));
        assertThat(answer.errorCode()).isEqualTo(canBeComposite ? "" : "BadDigest");
        assertThat(answer.element(algorithm.element()))
            .isEqualTo(canBeComposite ? Optional.of(composite + "-1") : Optional.empty());
      }
    }
    for (Map<String, String> type : List.of(undeclared, type("FULL_OBJECT"))) {
      Answer answer = complete(undeclared, algorithm, bytes, expecting(algorithm, full, type));
      assertThat(answer.errorCode()).isEqualTo(canBeFull ? "" : "BadDigest");
    }
    String wrong = base64(algorithm, utf8("x"));
    assertThat(
            complete(undeclared, algorithm, bytes, expecting(algorithm, wrong, undeclared))
                .errorCode())
        .isEqualTo("BadDigest");
    assertThat(
            complete(
                    undeclared,
                    algorithm,
                    bytes,
                    expecting(algorithm, composite + "-2", type("COMPOSITE")))
                .errorCode())
        .isEqualTo("BadDigest");
  }

  @Test
  void checksumType_ofACompletion_mustBeTheOneOfTheUpload() {
    ChecksumAlgorithm algorithm = ChecksumAlgorithm.CRC32C;
    byte[] bytes = random(1000, 12);
    for (String type : List.of("COMPOSITE", "FULL_OBJECT")) {
      Map<String, String> made =
          Map.of("x-amz-checksum-algorithm", algorithm.name(), "x-amz-checksum-type", type);
      String other = type.equals("COMPOSITE") ? "FULL_OBJECT" : "COMPOSITE";
      assertThat(complete(made, algorithm, bytes, type(type)).element("ChecksumType"))
          .contains(type);
      assertThat(complete(made, algorithm, bytes, type(other)).errorCode()).isEqualTo("BadDigest");
    }
    assertThat(complete(Map.of(), algorithm, bytes, type("FULL_OBJECT")).errorCode()).isEmpty();
    assertThat(complete(Map.of(), algorithm, bytes, type("COMPOSITE")).errorCode())
        .isEqualTo("BadDigest");
    assertThat(complete(Map.of(), algorithm, bytes, type("other")).errorCode())
        .isEqualTo("InvalidRequest");
  }

  private static Map<String, String> type(String type) {
    return Map.of("x-amz-checksum-type", type);
  }

  private static Map<String, String> expecting(
      ChecksumAlgorithm algorithm, String value, Map<String, String> more) {
    Map<String, String> headers = new HashMap<>(more);
    headers.put(algorithm.header(), value);
    return headers;
  }

  private Answer complete(ChecksumAlgorithm algorithm, byte[] bytes, String expected) {
    return complete(
        Map.of("x-amz-checksum-algorithm", algorithm.name()),
        algorithm,
        bytes,
        Map.of(algorithm.header(), expected));
  }

  /** Completes an upload of one part, given the headers with which it is made and completed. */
  private Answer complete(
      Map<String, String> made,
      ChecksumAlgorithm algorithm,
      byte[] bytes,
      Map<String, String> completed) {
    String upload =
        client
            .send("POST", at("key") + "?uploads", made, NOTHING)
            .element("UploadId")
            .orElseThrow();
    String part = sendPart(upload, 1, algorithm, bytes);
    return client.send(
        "POST",
        at("key") + "?uploadId=" + upload,
        completed,
        utf8("<CompleteMultipartUpload>" + part + "</CompleteMultipartUpload>"));
  }

  @ParameterizedTest
  @EnumSource
  void checksumType_thatTheAlgorithmCannotGive_isRefused(ChecksumAlgorithm algorithm) {
    for (String type : List.of("COMPOSITE", "FULL_OBJECT")) {
      Map<String, String> asked =
          Map.of("x-amz-checksum-algorithm", algorithm.name(), "x-amz-checksum-type", type);
      boolean possible =
          type.equals("FULL_OBJECT")
              ? CRCS.contains(algorithm)
              : algorithm != ChecksumAlgorithm.CRC64NVME;

      Answer answer = client.send("POST", at("key") + "?uploads", asked, NOTHING);

      assertThat(answer.status()).as(type).isEqualTo(possible ? 200 : 400);
      assertThat(answer.errorCode()).as(type).isEqualTo(possible ? "" : "InvalidRequest");
    }
  }

  @Test
  void checksumAlgorithm_thatIsNone_isRefusedWithThoseThatAre() {
    Answer answer =
        client.send(
            "POST", at("key") + "?uploads", Map.of("x-amz-checksum-algorithm", "ADLER32"), NOTHING);

    assertThat(answer.errorCode()).isEqualTo("InvalidRequest");
    assertThat(answer.element("Message").orElseThrow()).contains("CRC64NVME", "XXHASH128]");
    assertThat(
            client
                .send("PUT", at("key"), Map.of("x-amz-checksum-adler32", "AAAAAA=="), NOTHING)
                .errorCode())
        .isEqualTo("InvalidRequest");
    assertThat(client.get(at("key")).status()).isEqualTo(404);
  }

  @Test
  void checksum_thatNobodyPromised_isMadeAndGivenBack() {
    Answer put = client.put(at("key"), "123456789");

    assertThat(put.header("x-amz-checksum-crc64nvme")).isEqualTo(CRC);
    assertThat(put.header("x-amz-checksum-type")).isEqualTo("FULL_OBJECT");
    for (String method : List.of("GET", "HEAD")) {
      Answer asked = client.send(method, at("key"), CHECKSUMS, NOTHING);
      assertThat(asked.header("x-amz-checksum-crc64nvme")).isEqualTo(CRC);
      assertThat(asked.header("x-amz-checksum-type")).isEqualTo("FULL_OBJECT");
      assertThat(client.send(method, at("key")).header("x-amz-checksum-crc64nvme")).isEmpty();
    }
    Map<String, String> range = Map.of("x-amz-checksum-mode", "ENABLED", "range", "bytes=0-3");
    assertThat(client.send("GET", at("key"), range, NOTHING).header("x-amz-checksum-crc64nvme"))
        .isEmpty();
    Answer copy =
        client.send("PUT", at("copy"), Map.of("x-amz-copy-source", bucket + "/key"), NOTHING);
    assertThat(copy.element("ChecksumCRC64NVME")).contains(CRC);
    assertThat(
            client.send("GET", at("copy"), CHECKSUMS, NOTHING).header("x-amz-checksum-crc64nvme"))
        .isEqualTo(CRC);
  }

  @Test
  void checksum_ofPartsThatNobodyPromised_isTheOneOfTheWhole() {
    byte[] first = random(MIN_PART, 3);
    byte[] all = Arrays.copyOf(first, first.length + 9);
    System.arraycopy(utf8("123456789"), 0, all, first.length, 9);
    String whole = client.put(at("whole"), all).header("x-amz-checksum-crc64nvme");

    Answer done = complete(first, utf8("123456789"));

    assertThat(done.element("ChecksumCRC64NVME")).contains(whole);
    assertThat(done.element("ChecksumType")).contains("FULL_OBJECT");
    Answer object = client.send("HEAD", at("key"), CHECKSUMS, NOTHING);
    assertThat(object.header("x-amz-checksum-crc64nvme")).isEqualTo(whole);
    Answer part = client.send("GET", at("key") + "?partNumber=2", CHECKSUMS, NOTHING);
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.text()).isEqualTo("123456789");
    assertThat(part.header("x-amz-checksum-crc64nvme")).isEqualTo(CRC);
  }

  @ParameterizedTest
  @EnumSource
  void copy_withAnAlgorithm_hasItsChecksum(ChecksumAlgorithm algorithm) {
    client.put(at("key"), "123456789");
    Map<String, String> headers =
        Map.of(
            "x-amz-copy-source",
            bucket + "/key",
            "x-amz-checksum-algorithm",
            algorithm.name(),
            "x-amz-metadata-directive",
            "REPLACE");
    String value = base64(algorithm, utf8("123456789"));

    for (String target : List.of("copy", "key")) {
      Answer copy = client.send("PUT", at(target), headers, NOTHING);
      assertThat(copy.element(algorithm.element())).contains(value);
      assertThat(copy.element("ChecksumType")).contains("FULL_OBJECT");
      Answer read = client.send("HEAD", at(target), CHECKSUMS, NOTHING);
      assertThat(read.header(algorithm.header())).isEqualTo(value);
    }
  }

  @ParameterizedTest
  @EnumSource
  void part_withoutTheChecksumThatItsUploadDeclared_isRefused(ChecksumAlgorithm declared) {
    ChecksumAlgorithm other =
        declared == ChecksumAlgorithm.SHA1 ? ChecksumAlgorithm.SHA256 : ChecksumAlgorithm.SHA1;
    String upload = declare(declared);
    String target = at("key") + "?partNumber=1&uploadId=" + upload;

    Answer bare = client.put(target, "x");
    Answer another =
        client.send("PUT", target, Map.of(other.header(), base64(other, utf8("x"))), utf8("x"));

    for (Answer refused : List.of(bare, another)) {
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.errorCode()).isEqualTo("InvalidRequest");
      assertThat(refused.element("Message").orElseThrow()).contains("Checksum Type mismatch");
    }
    assertThat(client.get(at("key") + "?uploadId=" + upload).elements("Part")).isEmpty();
    sendPart(upload, 1, declared, utf8("x"));
  }

  @ParameterizedTest
  @EnumSource
  void partThatIsCopied_hasTheChecksumThatItsUploadDeclared(ChecksumAlgorithm declared) {
    client.put(at("source"), "123456789");
    String upload = declare(declared);
    StringBuilder parts = new StringBuilder();
    for (Map<String, String> range :
        List.of(Map.<String, String>of(), Map.of("x-amz-copy-source-range", "bytes=2-4"))) {
      Map<String, String> headers = new HashMap<>(range);
      headers.put("x-amz-copy-source", bucket + "/source");
      String bytes = range.isEmpty() ? "123456789" : "345";

      Answer copied =
          client.send("PUT", at("key") + "?partNumber=1&uploadId=" + upload, headers, NOTHING);

      assertThat(copied.element(declared.element())).contains(base64(declared, utf8(bytes)));
      parts.setLength(0);
      parts.append(part(1, copied.element("ETag").orElseThrow()));
    }
    Answer done =
        client.post(
            at("key") + "?uploadId=" + upload,
            "<CompleteMultipartUpload>" + parts + "</CompleteMultipartUpload>");
    assertThat(done.element(declared.element())).isPresent();
  }

  /** As the SDKs do by themselves: they declare nothing, and promise a checksum for each part. */
  @Test
  void upload_thatDeclaresNothing_hasTheUsualChecksum_whateverItsPartsPromise() {
    String upload = client.send("POST", at("key") + "?uploads").element("UploadId").orElseThrow();
    String part = sendPart(upload, 1, ChecksumAlgorithm.CRC32, utf8("123456789"));

    Answer done =
        client.post(
            at("key") + "?uploadId=" + upload,
            "<CompleteMultipartUpload>"
                + part.replaceAll("<Checksum.*>(?=</Part>)", "")
                + "</CompleteMultipartUpload>");

    assertThat(done.element("ChecksumCRC64NVME")).contains(CRC);
    assertThat(done.element("ChecksumType")).contains("FULL_OBJECT");
  }

  @Test
  void partOne_ofAnObjectOfOnePut_hasTheChecksumOfTheObject() {
    client.put(at("key"), "123456789");

    Answer part = client.send("GET", at("key") + "?partNumber=1", CHECKSUMS, NOTHING);

    assertThat(part.header("x-amz-checksum-crc64nvme")).isEqualTo(CRC);
    assertThat(part.header("x-amz-checksum-type")).isEqualTo("FULL_OBJECT");
  }

  private String declare(ChecksumAlgorithm algorithm) {
    Map<String, String> headers = Map.of("x-amz-checksum-algorithm", algorithm.name());
    return client
        .send("POST", at("key") + "?uploads", headers, NOTHING)
        .element("UploadId")
        .orElseThrow();
  }

  private String sendPart(String upload, int number, ChecksumAlgorithm algorithm, byte[] body) {
    String value = base64(algorithm, body);
    Answer part =
        client.send(
            "PUT",
            at("key") + "?partNumber=" + number + "&uploadId=" + upload,
            Map.of(algorithm.header(), value),
            body);
    assertThat(part.status()).isEqualTo(200);
    assertThat(part.header(algorithm.header())).isEqualTo(value);
    String element = algorithm.element();
    return part(number, part.header("etag"))
        .replace("</Part>", "<" + element + ">" + value + "</" + element + "></Part>");
  }

  private Answer complete(byte[]... bodies) {
    String upload = client.send("POST", at("key") + "?uploads").element("UploadId").orElseThrow();
    StringBuilder parts = new StringBuilder();
    for (int number = 1; number <= bodies.length; number++) {
      String target = at("key") + "?partNumber=" + number + "&uploadId=" + upload;
      parts.append(part(number, client.put(target, bodies[number - 1]).header("etag")));
    }
    return client.post(
        at("key") + "?uploadId=" + upload,
        "<CompleteMultipartUpload>" + parts + "</CompleteMultipartUpload>");
  }

  private Answer attributes(String key, String wanted) {
    return client.send(
        "GET", at(key) + "?attributes", Map.of("x-amz-object-attributes", wanted), NOTHING);
  }

  private static String part(int number, String etag) {
    return "<Part><PartNumber>" + number + "</PartNumber><ETag>" + etag + "</ETag></Part>";
  }

  private static String base64(ChecksumAlgorithm algorithm, byte[]... pieces) {
    return Base64.getEncoder().encodeToString(value(algorithm, pieces));
  }

  private static byte[] value(ChecksumAlgorithm algorithm, byte[]... pieces) {
    RunningChecksum checksum = Checksums.start(algorithm);
    for (byte[] piece : pieces) {
      checksum.update(ByteBuffer.wrap(piece));
    }
    return checksum.value();
  }

  private static byte[] random(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
