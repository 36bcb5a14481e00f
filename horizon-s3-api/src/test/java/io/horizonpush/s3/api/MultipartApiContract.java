package io.horizonpush.s3.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.api.TestingS3Client.Answer;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Multipart uploads as clients see them. */
public abstract class MultipartApiContract extends S3ApiContract {

  private static final int MIN_PART = 5 << 20;
  private static final byte[] NOTHING = new byte[0];

  @Test
  void upload_ofTwoParts_becomesOneObject() throws NoSuchAlgorithmException {
    byte[] first = random(MIN_PART, 1);
    byte[] second = random(1000, 2);
    String upload = create(Map.of("x-amz-meta-a", "1", "content-type", "text/plain"));
    String etag1 = putPart(upload, 1, first);
    String etag2 = putPart(upload, 2, second);
    assertThat(client.get(at("key")).status()).isEqualTo(404);

    Answer done = complete(upload, part(1, etag1) + part(2, etag2));

    MessageDigest md5 = MessageDigest.getInstance("MD5");
    md5.update(HexFormat.of().parseHex(etag1.replace("\"", "")));
    md5.update(HexFormat.of().parseHex(etag2.replace("\"", "")));
    String expected = "\"" + HexFormat.of().formatHex(md5.digest()) + "-2\"";
    assertThat(done.element("ETag")).contains(expected);
    Answer answer = client.get(at("key"));
    assertThat(answer.body()).hasSize(MIN_PART + 1000).startsWith(first).endsWith(second);
    assertThat(answer.header("etag")).isEqualTo(expected);
    assertThat(answer.header("x-amz-meta-a")).isEqualTo("1");
    assertThat(answer.header("content-type")).isEqualTo("text/plain");
  }

  @Test
  void getObject_acrossPartsAndByPartNumber() {
    byte[] first = random(MIN_PART, 1);
    byte[] second = random(1000, 2);
    String upload = create(Map.of());
    complete(upload, part(3, putPart(upload, 3, first)) + part(7, putPart(upload, 7, second)));

    Answer across =
        client.send(
            "GET",
            at("key"),
            Map.of("range", "bytes=" + (MIN_PART - 2) + "-" + (MIN_PART + 1)),
            NOTHING);
    Answer part = client.get(at("key") + "?partNumber=7");

    assertThat(across.body())
        .containsExactly(first[MIN_PART - 2], first[MIN_PART - 1], second[0], second[1]);
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.body()).isEqualTo(second);
    assertThat(part.header("x-amz-mp-parts-count")).isEqualTo("2");
    assertThat(client.get(at("key") + "?partNumber=1").status()).isEqualTo(416);
  }

  @Test
  void complete_again_answersWithTheSameObject() {
    String upload = create(Map.of());
    String parts = part(1, putPart(upload, 1, random(10, 1)));

    Answer first = complete(upload, parts);
    Answer second = complete(upload, parts);

    assertThat(second.status()).isEqualTo(200);
    assertThat(second.element("ETag")).isEqualTo(first.element("ETag"));
    assertThat(first.element("Location").orElseThrow())
        .startsWith("http://")
        .endsWith("/" + bucket + "/key");
  }

  @Test
  void complete_ofAnAbortedUpload_isNoSuchUpload() {
    String upload = create(Map.of());
    String parts = part(1, putPart(upload, 1, random(10, 1)));

    assertThat(client.send("DELETE", at("key") + "?uploadId=" + upload).status()).isEqualTo(204);

    assertThat(complete(upload, parts).errorCode()).isEqualTo("NoSuchUpload");
    assertThat(
            client
                .send("PUT", at("key") + "?partNumber=1&uploadId=" + upload, Map.of(), NOTHING)
                .errorCode())
        .isEqualTo("NoSuchUpload");
    assertThat(client.send("DELETE", at("key") + "?uploadId=" + upload).errorCode())
        .isEqualTo("NoSuchUpload");
  }

  @Test
  void complete_withPartsThatDoNotFit_saysWhichAndKeepsTheUpload() {
    String upload = create(Map.of());
    String small1 = putPart(upload, 1, random(10, 1));
    String small2 = putPart(upload, 2, random(10, 2));

    assertThat(complete(upload, part(1, small1) + part(2, small2)).errorCode())
        .isEqualTo("EntityTooSmall");
    assertThat(complete(upload, part(2, small2) + part(1, small1)).errorCode())
        .isEqualTo("InvalidPartOrder");
    assertThat(complete(upload, part(1, small2)).errorCode()).isEqualTo("InvalidPart");
    assertThat(complete(upload, part(9, small2)).errorCode()).isEqualTo("InvalidPart");
    assertThat(complete(upload, "").errorCode()).isEqualTo("MalformedXML");
    assertThat(complete(upload, part(2, small2)).status()).isEqualTo(200);
  }

  @Test
  void part_sentAgain_replacesTheFirst() {
    String upload = create(Map.of());
    putPart(upload, 1, random(10, 1));
    byte[] again = random(20, 2);

    complete(upload, part(1, putPart(upload, 1, again)));

    assertThat(client.get(at("key")).body()).isEqualTo(again);
  }

  @Test
  void part_withoutBytes_canBeTheOnlyOne() {
    String upload = create(Map.of());

    assertThat(complete(upload, part(1, putPart(upload, 1, NOTHING))).status()).isEqualTo(200);

    assertThat(client.get(at("key")).body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "10001", "-1", "x"})
  void part_withANumberOutOfRange_isRefused(String number) {
    String upload = create(Map.of());

    assertThat(
            client
                .put(at("key") + "?partNumber=" + number + "&uploadId=" + upload, "x")
                .errorCode())
        .isEqualTo("InvalidArgument");
  }

  @Test
  void object_ofMoreRunsThanFilesMayBeOpen_comesBackWhole() {
    byte[] source = random(MIN_PART, 11);
    client.put(at("source"), source);
    String upload = create(Map.of());
    StringBuilder parts = new StringBuilder();
    for (int number = 1; number <= 100; number++) {
      Answer copied =
          client.send(
              "PUT",
              at("key") + "?partNumber=" + number + "&uploadId=" + upload,
              Map.of("x-amz-copy-source", bucket + "/source"),
              NOTHING);
      parts.append(part(number, copied.element("ETag").orElseThrow()));
    }
    complete(upload, parts.toString());

    byte[] body = client.get(at("key")).body();

    assertThat(body).hasSize(100 * MIN_PART);
    for (int run = 0; run < 100; run++) {
      assertThat(Arrays.mismatch(body, run * MIN_PART, (run + 1) * MIN_PART, source, 0, MIN_PART))
          .isEqualTo(-1);
    }
  }

  @Test
  void listParts_pages() {
    String upload = create(Map.of());
    for (int number = 1; number <= 3; number++) {
      putPart(upload, number, random(number, number));
    }

    Answer first = client.get(at("key") + "?uploadId=" + upload + "&max-parts=2");
    Answer second =
        client.get(at("key") + "?uploadId=" + upload + "&max-parts=2&part-number-marker=2");

    assertThat(first.elements("PartNumber")).containsExactly("1", "2");
    assertThat(first.element("IsTruncated")).contains("true");
    assertThat(first.element("NextPartNumberMarker")).contains("2");
    assertThat(second.elements("PartNumber")).containsExactly("3");
    assertThat(second.elements("Size")).containsExactly("3");
    assertThat(second.element("IsTruncated")).contains("false");
  }

  @Test
  void listMultipartUploads_namesUnfinishedOnesOnly() {
    String upload = create(Map.of());
    assertThat(client.get("/" + bucket + "?uploads").elements("UploadId")).containsExactly(upload);

    complete(upload, part(1, putPart(upload, 1, random(1, 1))));

    assertThat(client.get("/" + bucket + "?uploads").elements("UploadId")).isEmpty();
  }

  @Test
  void uploadPartCopy_takesAWholeObjectOrARange() {
    byte[] source = random(MIN_PART + 100, 4);
    client.put(at("source"), source);
    String upload = create(Map.of());

    Answer whole =
        client.send(
            "PUT",
            at("key") + "?partNumber=1&uploadId=" + upload,
            Map.of("x-amz-copy-source", bucket + "/source"),
            NOTHING);
    Answer range =
        client.send(
            "PUT",
            at("key") + "?partNumber=2&uploadId=" + upload,
            Map.of(
                "x-amz-copy-source", bucket + "/source", "x-amz-copy-source-range", "bytes=5-104"),
            NOTHING);
    complete(
        upload,
        part(1, whole.element("ETag").orElseThrow())
            + part(2, range.element("ETag").orElseThrow()));

    byte[] body = client.get(at("key")).body();
    assertThat(body).hasSize(source.length + 100).startsWith(source);
    assertThat(body).endsWith(Arrays.copyOfRange(source, 5, 105));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=5-", "bytes=-5", "0-5", "bytes=7-3"})
  void uploadPartCopy_withARangeThatIsNone_isRefused(String range) {
    client.put(at("source"), "0123456789");
    String upload = create(Map.of());

    Answer answer = copyRange(upload, range);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.errorCode()).isEqualTo("InvalidArgument");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=0-10", "bytes=10-10", "bytes=100-200"})
  void uploadPartCopy_withARangeBeyondItsSource_isRefused(String range) {
    client.put(at("source"), "0123456789");

    Answer answer = copyRange(create(Map.of()), range);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.errorCode()).isEqualTo("InvalidArgument");
  }

  private Answer copyRange(String upload, String range) {
    return client.send(
        "PUT",
        at("key") + "?partNumber=1&uploadId=" + upload,
        Map.of("x-amz-copy-source", bucket + "/source", "x-amz-copy-source-range", range),
        NOTHING);
  }

  @Test
  void checksum_ofTheWholeObject_isCombinedFromItsParts() {
    String upload =
        create(Map.of("x-amz-checksum-algorithm", "CRC32", "x-amz-checksum-type", "FULL_OBJECT"));
    byte[] first = random(MIN_PART, 1);
    byte[] second = random(1234, 2);
    String parts =
        part(1, putPart(upload, 1, first, crc32(first)))
            + part(2, putPart(upload, 2, second, crc32(second)));

    Answer done = complete(upload, parts);

    byte[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    assertThat(done.element("ChecksumCRC32")).contains(crc32(all).get("x-amz-checksum-crc32"));
    assertThat(done.element("ChecksumType")).contains("FULL_OBJECT");
  }

  @Test
  void checksum_thatDoesNotFitOrCannotBeVerified_isRefused() {
    String upload = create(Map.of());
    byte[] body = random(10, 1);
    String etag = putPart(upload, 1, body);
    String promised =
        part(1, etag).replace("</Part>", "<ChecksumCRC32>AAAAAA==</ChecksumCRC32></Part>");

    assertThat(complete(upload, promised).errorCode()).isEqualTo("InvalidPart");
    assertThat(completeExpecting(upload, etag, "x-amz-checksum-crc64nvme", "AAAAAAAAAAA="))
        .isEqualTo("BadDigest");
    assertThat(completeExpecting(upload, etag, "x-amz-checksum-crc32", "AAAAAA=="))
        .isEqualTo("InvalidRequest");
    assertThat(client.get(at("key")).status()).isEqualTo(404);
    assertThat(
            client
                .send(
                    "POST",
                    at("key") + "?uploads",
                    Map.of("x-amz-checksum-type", "FULL_OBJECT"),
                    NOTHING)
                .errorCode())
        .isEqualTo("InvalidRequest");
  }

  private String completeExpecting(String upload, String etag, String checksum, String value) {
    return client
        .send(
            "POST",
            at("key") + "?uploadId=" + upload,
            Map.of(checksum, value),
            utf8("<CompleteMultipartUpload>" + part(1, etag) + "</CompleteMultipartUpload>"))
        .errorCode();
  }

  private static Map<String, String> crc32(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    byte[] value = ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
    return Map.of("x-amz-checksum-crc32", java.util.Base64.getEncoder().encodeToString(value));
  }

  private String create(Map<String, String> headers) {
    return client
        .send("POST", at("key") + "?uploads", headers, NOTHING)
        .element("UploadId")
        .orElseThrow();
  }

  private String putPart(String upload, int number, byte[] body) {
    return putPart(upload, number, body, Map.of());
  }

  private String putPart(String upload, int number, byte[] body, Map<String, String> headers) {
    Answer answer =
        client.send(
            "PUT", at("key") + "?partNumber=" + number + "&uploadId=" + upload, headers, body);
    assertThat(answer.status()).isEqualTo(200);
    return answer.header("etag");
  }

  private Answer complete(String upload, String parts) {
    return client.post(
        at("key") + "?uploadId=" + upload,
        "<CompleteMultipartUpload>" + parts + "</CompleteMultipartUpload>");
  }

  private static String part(int number, String etag) {
    return "<Part><PartNumber>" + number + "</PartNumber><ETag>" + etag + "</ETag></Part>";
  }

  private static byte[] random(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
