package io.horizonpush.s3.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.api.TestingS3Client.Answer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects as clients see them. */
public abstract class ObjectApiContract extends S3ApiContract {

  private static final byte[] NOTHING = new byte[0];

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4096, 8192, 8193, 16384, 16385, 65536, 1 << 20, (4 << 20) + 17})
  void putObject_ofAnySize_comesBackByteForByte(int size) {
    byte[] body = new byte[size];
    new Random(size).nextBytes(body);

    Answer put = client.put(at("key"), body);
    Answer get = client.get(at("key"));

    assertThat(put.status()).isEqualTo(200);
    assertThat(get.status()).isEqualTo(200);
    assertThat(get.body()).isEqualTo(body);
    assertThat(get.header("etag")).isEqualTo(put.header("etag")).matches("\"[0-9a-f]{32}\"");
    assertThat(get.header("content-length")).isEqualTo(Integer.toString(size));
  }

  @Test
  void form_storesItsFile_underTheNameItHas() {
    String form =
        """
        --b\r
        Content-Disposition: form-data; name="key"\r
        \r
        a/${filename}\r
        --b\r
        Content-Disposition: form-data; name="x-amz-meta-colour"\r
        \r
        blue\r
        --b\r
        Content-Disposition: form-data; name="success_action_status"\r
        \r
        201\r
        --b\r
        Content-Disposition: form-data; name="file"; filename="f.txt"\r
        \r
        hello\r
        --b--\r
        """;
    Map<String, String> type = Map.of("content-type", "multipart/form-data; boundary=b");

    Answer post = client.send("POST", "/" + bucket, type, utf8(form));
    Answer get = client.get(at("a/f.txt"));

    assertThat(post.status()).isEqualTo(201);
    assertThat(post.element("Key")).contains("a/f.txt");
    assertThat(get.text()).isEqualTo("hello");
    assertThat(get.header("x-amz-meta-colour")).isEqualTo("blue");
    assertThat(get.header("etag")).isEqualTo(post.header("etag"));
    String broken = form.substring(0, form.length() - 5).replace("f.txt", "broken");
    assertThat(client.send("POST", "/" + bucket, type, utf8(broken)).errorCode())
        .isEqualTo("MalformedPOSTRequest");
    assertThat(client.get(at("a/broken")).errorCode()).isEqualTo("NoSuchKey");
    assertThat(client.send("POST", "/none-" + bucket, type, utf8(form)).errorCode())
        .isEqualTo("NoSuchBucket");
  }

  @Test
  void etag_isTheMd5() {
    assertThat(client.put(at("key"), "hello").header("etag"))
        .isEqualTo("\"5d41402abc4b2a76b9719d911017c592\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a//b",
        "%2E%2E/x",
        "../x",
        "./x",
        "a%2Fb",
        "trailing/",
        "/leading",
        "sp%20ace",
        "plus+",
        "%F0%9F%98%80",
        "%25",
        "a%3Fb%23c",
        "%C3%BC",
        "%7F",
        "%01",
        "quote%22%3C%26%3E"
      })
  void keys_roundTripWithoutNormalisation(String encoded) {
    assertThat(client.put(at(encoded), encoded).status()).isEqualTo(200);

    assertThat(client.get(at(encoded)).text()).isEqualTo(encoded);
    assertThat(client.send("DELETE", at(encoded)).status()).isEqualTo(204);
    assertThat(client.get(at(encoded)).errorCode()).isEqualTo("NoSuchKey");
  }

  @Test
  void keys_thatArePrefixesOfEachOther_areDifferentObjects() {
    client.put(at("a/b"), "1");
    client.put(at("a"), "2");
    client.put(at("a/"), "3");

    assertThat(client.get(at("a/b")).text()).isEqualTo("1");
    assertThat(client.get(at("a")).text()).isEqualTo("2");
    assertThat(client.get(at("a/")).text()).isEqualTo("3");
  }

  @Test
  void key_of1024BytesIsTheLongest() {
    assertThat(client.put(at("k".repeat(1024)), "x").status()).isEqualTo(200);
    assertThat(client.put(at("k".repeat(1025)), "x").errorCode()).isEqualTo("KeyTooLongError");
    assertThat(client.put(at("%C3%BC".repeat(512)), "x").status()).isEqualTo(200);
    assertThat(client.put(at("%C3%BC".repeat(513)), "x").errorCode()).isEqualTo("KeyTooLongError");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%FF", "%C3", "%ED%A0%80"})
  void key_thatIsNotUtf8_isRefused(String encoded) {
    assertThat(client.put(at(encoded), "x").status()).isEqualTo(400);
  }

  @Test
  void object_isServedSoThatABrowserRunsNothingInIt() {
    assertThat(
            client
                .send("PUT", at("page"), Map.of("content-type", "text/html"), utf8("<script>"))
                .header("content-security-policy"))
        .isEmpty();
    for (Answer answer : List.of(client.get(at("page")), client.send("HEAD", at("page")))) {
      assertThat(answer.header("content-type")).isEqualTo("text/html");
      assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
      assertThat(answer.header("content-security-policy")).isEqualTo("sandbox");
    }
  }

  @Test
  void metadata_isKeptVerbatim() {
    Map<String, String> headers =
        Map.of(
            "content-type", "text/x-test; charset=\"odd\"",
            "cache-control", "no-cache",
            "content-disposition", "attachment; filename=\"a b\"",
            "content-encoding", "gzip",
            "content-language", "de",
            "expires", "not a date",
            "x-amz-meta-Colour", "blue, Green");
    client.send("PUT", at("key"), headers, utf8("x"));

    Answer head = client.send("HEAD", at("key"));

    headers.forEach((name, value) -> assertThat(head.header(name)).as(name).isEqualTo(value));
    assertThat(head.body()).isEmpty();
    assertThat(head.header("content-length")).isEqualTo("1");
  }

  @Test
  void metadata_over2KiB_isRefused() {
    Map<String, String> tooLarge = Map.of("x-amz-meta-a", "v".repeat(2048));

    assertThat(client.send("PUT", at("key"), tooLarge, NOTHING).errorCode())
        .isEqualTo("MetadataTooLarge");
  }

  @Test
  void putObject_replacesBytesAndMetadata() {
    client.send("PUT", at("key"), Map.of("x-amz-meta-a", "1"), utf8("old"));
    client.send("PUT", at("key"), Map.of("x-amz-meta-b", "2"), utf8("new"));

    Answer answer = client.get(at("key"));

    assertThat(answer.text()).isEqualTo("new");
    assertThat(answer.header("x-amz-meta-a")).isEmpty();
    assertThat(answer.header("x-amz-meta-b")).isEqualTo("2");
    assertThat(answer.header("content-type")).isEqualTo("binary/octet-stream");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes=0-3|206|0123|bytes 0-3/10",
        "bytes=4-|206|456789|bytes 4-9/10",
        "bytes=-3|206|789|bytes 7-9/10",
        "bytes=-30|206|0123456789|bytes 0-9/10",
        "bytes=8-99|206|89|bytes 8-9/10",
        "bytes=0-0|206|0|bytes 0-0/10",
        "bytes=5-2|200|0123456789|''",
        "bytes=a-b|200|0123456789|''",
        "bytes=0-1,4-5|200|0123456789|''",
        "lines=0-1|200|0123456789|''"
      })
  void getObject_withARange(String range, int status, String body, String contentRange) {
    client.put(at("key"), "0123456789");

    Answer answer = client.send("GET", at("key"), Map.of("range", range), NOTHING);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.text()).isEqualTo(body);
    assertThat(answer.header("content-range")).isEqualTo(contentRange);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=10-", "bytes=10-20", "bytes=-0"})
  void getObject_withARangeBehindTheEnd_is416(String range) {
    client.put(at("key"), "0123456789");

    Answer answer = client.send("GET", at("key"), Map.of("range", range), NOTHING);

    assertThat(answer.status()).isEqualTo(416);
    assertThat(answer.errorCode()).isEqualTo("InvalidRange");
    assertThat(answer.header("content-range")).isEqualTo("bytes */10");
  }

  @Test
  void getObject_withIfRange_joinsNoTwoVersions() {
    String etag = client.put(at("key"), "0123456789").header("etag");

    Answer same =
        client.send("GET", at("key"), Map.of("range", "bytes=0-1", "if-range", etag), NOTHING);
    Answer other =
        client.send(
            "GET", at("key"), Map.of("range", "bytes=0-1", "if-range", "\"other\""), NOTHING);

    assertThat(same.status()).isEqualTo(206);
    assertThat(other.status()).isEqualTo(200);
    assertThat(other.text()).isEqualTo("0123456789");
  }

  @Test
  void getObject_withARangeEndBeyondAllNumbers_sendsTheRest() {
    client.put(at("key"), "0123456789");

    Answer answer =
        client.send("GET", at("key"), Map.of("range", "BYTES=8-99999999999999999999999"), NOTHING);

    assertThat(answer.text()).isEqualTo("89");
  }

  @Test
  void request_thatExpectsAnotherOwner_isDenied() {
    client.put(at("key"), "x");
    String owner = client.get("/").element("ID").orElseThrow();

    assertThat(
            client
                .send("GET", at("key"), Map.of("x-amz-expected-bucket-owner", owner), NOTHING)
                .status())
        .isEqualTo(200);
    assertThat(
            client
                .send(
                    "PUT",
                    at("key"),
                    Map.of("x-amz-expected-bucket-owner", "111122223333"),
                    NOTHING)
                .errorCode())
        .isEqualTo("AccessDenied");
    assertThat(client.get(at("key")).text()).isEqualTo("x");
  }

  @Test
  void getObject_withARangeOfALargeObject_readsAcrossItsFile() {
    byte[] body = new byte[3 << 20];
    new Random(7).nextBytes(body);
    client.put(at("key"), body);

    Answer answer =
        client.send("GET", at("key"), Map.of("range", "bytes=1000000-2000000"), NOTHING);

    assertThat(answer.body()).isEqualTo(Arrays.copyOfRange(body, 1_000_000, 2_000_001));
  }

  @Test
  void getObject_withARangeOfAnEmptyObject_is416() {
    client.put(at("key"), "");

    assertThat(client.send("GET", at("key"), Map.of("range", "bytes=0-"), NOTHING).status())
        .isEqualTo(416);
  }

  @Test
  void getObject_withConditions() {
    String etag = client.put(at("key"), "x").header("etag");
    String past = "Sat, 01 Jan 2000 00:00:00 GMT";
    String future = "Fri, 01 Jan 2100 00:00:00 GMT";

    assertThat(conditional("if-match", etag)).isEqualTo(200);
    assertThat(conditional("if-match", "\"other\"")).isEqualTo(412);
    assertThat(conditional("if-match", "\"other\", " + etag)).isEqualTo(200);
    assertThat(conditional("if-none-match", etag)).isEqualTo(304);
    assertThat(conditional("if-none-match", "*")).isEqualTo(304);
    assertThat(conditional("if-none-match", "\"other\"")).isEqualTo(200);
    assertThat(conditional("if-modified-since", past)).isEqualTo(200);
    assertThat(conditional("if-modified-since", future)).isEqualTo(304);
    assertThat(conditional("if-unmodified-since", past)).isEqualTo(412);
    assertThat(conditional("if-unmodified-since", future)).isEqualTo(200);
    assertThat(conditional("if-modified-since", "no date")).isEqualTo(200);
  }

  @Test
  void getObject_whereConditionsDisagree_followsThePrecedenceOfRfc9110() {
    String etag = client.put(at("key"), "x").header("etag");
    Map<String, String> matchButModified =
        Map.of("if-match", etag, "if-unmodified-since", "Sat, 01 Jan 2000 00:00:00 GMT");
    Map<String, String> sameButModified =
        Map.of("if-none-match", etag, "if-modified-since", "Sat, 01 Jan 2000 00:00:00 GMT");

    assertThat(client.send("GET", at("key"), matchButModified, NOTHING).status()).isEqualTo(200);
    assertThat(client.send("GET", at("key"), sameButModified, NOTHING).status()).isEqualTo(304);
  }

  @Test
  void putObject_withConditions() {
    Map<String, String> onlyNew = Map.of("if-none-match", "*");
    assertThat(client.send("PUT", at("key"), onlyNew, utf8("1")).status()).isEqualTo(200);
    Answer second = client.send("PUT", at("key"), onlyNew, utf8("2"));
    assertThat(second.status()).isEqualTo(412);
    assertThat(second.errorCode()).isEqualTo("PreconditionFailed");

    String etag = client.get(at("key")).header("etag");
    assertThat(client.send("PUT", at("key"), Map.of("if-match", etag), utf8("3")).status())
        .isEqualTo(200);
    assertThat(client.send("PUT", at("key"), Map.of("if-match", etag), utf8("4")).status())
        .isEqualTo(412);
    assertThat(client.send("PUT", at("none"), Map.of("if-match", etag), utf8("5")).errorCode())
        .isEqualTo("NoSuchKey");
    assertThat(client.get(at("key")).text()).isEqualTo("3");
  }

  @Test
  void deleteObject_thatIsAbsent_is204() {
    assertThat(client.send("DELETE", at("never")).status()).isEqualTo(204);
  }

  @Test
  void deleteObjects_answersForEachKey() {
    client.put(at("a"), "1");
    client.put(at("b"), "2");
    client.put(at("c"), "3");

    Answer answer =
        client.post(
            "/" + bucket + "?delete",
            "<Delete><Object><Key>a</Key></Object><Object><Key>b</Key></Object><Object><Key>absent</Key></Object></Delete>");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.elements("Key")).containsExactly("a", "b", "absent");
    assertThat(client.get(at("a")).status()).isEqualTo(404);
    assertThat(client.get(at("c")).status()).isEqualTo(200);
  }

  /** What is deleted by mistake is gone: a document that came wrong must not be taken. */
  @Test
  void deleteObjects_withoutADigest_isRefused() {
    client.put(at("a"), "1");
    byte[] document = utf8("<Delete><Object><Key>a</Key></Object></Delete>");

    Answer bare = client.send("POST", "/" + bucket + "?delete", Map.of(), document);
    assertThat(bare.status()).isEqualTo(400);
    assertThat(bare.errorCode()).isEqualTo("InvalidRequest");
    assertThat(client.get(at("a")).status()).isEqualTo(200);

    String crc = Base64.getEncoder().encodeToString(crc32(document));
    Map<String, String> promised = Map.of("x-amz-checksum-crc32", crc);
    assertThat(client.send("POST", "/" + bucket + "?delete", promised, document).status())
        .isEqualTo(200);
    assertThat(client.get(at("a")).status()).isEqualTo(404);
  }

  private static byte[] crc32(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
  }

  @Test
  void postOnAnObject_isNoMethod_andOnABucketNeedsAForm() {
    assertThat(client.send("POST", at("a")).status()).isEqualTo(405);
    Answer bare = client.send("POST", "/" + bucket);
    assertThat(bare.status()).isEqualTo(412);
    assertThat(bare.element("Condition").orElseThrow()).contains("multipart/form-data");
  }

  @Test
  void deleteObjects_quietly_namesOnlyErrors() {
    client.put(at("a"), "1");

    Answer answer =
        client.post(
            "/" + bucket + "?delete",
            "<Delete><Quiet>true</Quiet><Object><Key>a</Key></Object><Object><Key>"
                + "k".repeat(1025)
                + "</Key></Object></Delete>");

    assertThat(answer.elements("Code")).containsExactly("KeyTooLongError");
    assertThat(answer.text()).doesNotContain("<Deleted>");
    assertThat(client.get(at("a")).status()).isEqualTo(404);
  }

  @Test
  void deleteObjects_ofMoreThan1000_isMalformed() {
    String objects = "<Object><Key>k</Key></Object>".repeat(1001);

    assertThat(
            client.post("/" + bucket + "?delete", "<Delete>" + objects + "</Delete>").errorCode())
        .isEqualTo("MalformedXML");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no xml",
        "<Delete></Delete>",
        "<Other/>",
        "<Delete><Object></Delete>",
        "<!DOCTYPE d [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><Delete><Object><Key>&e;</Key></Object></Delete>"
      })
  void deleteObjects_withABodyThatIsNone_isMalformed(String body) {
    assertThat(client.post("/" + bucket + "?delete", body).errorCode()).isEqualTo("MalformedXML");
  }

  @Test
  void copyObject_keepsBytesAndMetadata() {
    client.send(
        "PUT",
        at("from%20key"),
        Map.of("x-amz-meta-a", "1", "content-type", "text/plain"),
        utf8("hello"));

    Answer copy =
        client.send(
            "PUT", at("to"), Map.of("x-amz-copy-source", "/" + bucket + "/from%20key"), NOTHING);

    assertThat(copy.status()).isEqualTo(200);
    assertThat(copy.element("ETag")).contains("\"5d41402abc4b2a76b9719d911017c592\"");
    Answer answer = client.get(at("to"));
    assertThat(answer.text()).isEqualTo("hello");
    assertThat(answer.header("x-amz-meta-a")).isEqualTo("1");
    assertThat(answer.header("content-type")).isEqualTo("text/plain");
  }

  @Test
  void copyObject_survivesTheDeletionOfItsSource() {
    byte[] body = new byte[1 << 20];
    new Random(3).nextBytes(body);
    client.put(at("from"), body);
    client.send("PUT", at("to"), Map.of("x-amz-copy-source", bucket + "/from"), NOTHING);

    client.send("DELETE", at("from"));

    assertThat(client.get(at("to")).body()).isEqualTo(body);
  }

  @Test
  void copyObject_withReplace_takesTheNewMetadata() {
    client.send("PUT", at("key"), Map.of("x-amz-meta-a", "1"), utf8("x"));
    Map<String, String> headers =
        Map.of(
            "x-amz-copy-source",
            bucket + "/key",
            "x-amz-metadata-directive",
            "REPLACE",
            "x-amz-meta-b",
            "2");

    assertThat(client.send("PUT", at("key"), headers, NOTHING).status()).isEqualTo(200);

    Answer answer = client.send("HEAD", at("key"));
    assertThat(answer.header("x-amz-meta-a")).isEmpty();
    assertThat(answer.header("x-amz-meta-b")).isEqualTo("2");
  }

  @Test
  void copyObject_thatCannotBe_saysWhy() {
    client.put(at("key"), "x");

    assertThat(copyFrom(bucket + "/absent").errorCode()).isEqualTo("NoSuchKey");
    assertThat(copyFrom("absent-bucket/key").errorCode()).isEqualTo("NoSuchBucket");
    assertThat(copyFrom("nonsense").errorCode()).isEqualTo("InvalidArgument");
    assertThat(copyFrom("").status()).isEqualTo(400);
    assertThat(
            client
                .send("PUT", at("key"), Map.of("x-amz-copy-source", bucket + "/key"), NOTHING)
                .errorCode())
        .isEqualTo("InvalidRequest");
    Map<String, String> failing =
        Map.of("x-amz-copy-source", bucket + "/key", "x-amz-copy-source-if-match", "\"other\"");
    assertThat(client.send("PUT", at("to"), failing, NOTHING).status()).isEqualTo(412);
  }

  @Test
  void bothAddresses_andBothStyles_reachTheSameObject() {
    String path = endpoint().getPath();
    assertThat(path).isEqualTo("/s3");
    client.put(at("key"), "x");

    TestingS3Client root =
        new TestingS3Client(java.net.URI.create(endpoint().toString().replace("/s3", "")));

    assertThat(root.get(at("key")).text()).isEqualTo("x");
  }

  @Test
  void checksum_thatIsWrong_isRefusedAndNothingIsStored() {
    Map<String, String> wrong = Map.of("x-amz-checksum-crc32", "AAAAAA==");

    assertThat(client.send("PUT", at("key"), wrong, utf8("hello")).errorCode())
        .isEqualTo("BadDigest");
    assertThat(
            client
                .send(
                    "PUT",
                    at("key"),
                    Map.of("content-md5", "AAAAAAAAAAAAAAAAAAAAAA=="),
                    utf8("hello"))
                .errorCode())
        .isEqualTo("BadDigest");
    assertThat(
            client
                .send("PUT", at("key"), Map.of("content-md5", "short"), utf8("hello"))
                .errorCode())
        .isEqualTo("InvalidDigest");
    assertThat(client.get(at("key")).errorCode()).isEqualTo("NoSuchKey");
  }

  @Test
  void checksum_thatWasSent_isGivenBackOnRequest() {
    Map<String, String> crc = Map.of("x-amz-checksum-crc32", "NhCmhg==");
    assertThat(client.send("PUT", at("key"), crc, utf8("hello")).header("x-amz-checksum-crc32"))
        .isEqualTo("NhCmhg==");

    assertThat(client.get(at("key")).header("x-amz-checksum-crc32")).isEmpty();
    Answer answer =
        client.send("GET", at("key"), Map.of("x-amz-checksum-mode", "ENABLED"), NOTHING);
    assertThat(answer.header("x-amz-checksum-crc32")).isEqualTo("NhCmhg==");
    assertThat(answer.header("x-amz-checksum-type")).isEqualTo("FULL_OBJECT");
  }

  @ParameterizedTest
  @CsvSource({"x-amz-server-side-encryption,AES256", "x-amz-storage-class,GLACIER"})
  void putObject_withAFeatureThatIsNotOffered_is501AndStoresNothing(String header, String value) {
    assertThat(client.send("PUT", at("key"), Map.of(header, value), utf8("x")).status())
        .isEqualTo(501);
    assertThat(client.get(at("key")).status()).isEqualTo(404);
  }

  @Test
  void aStorageClassThatTheBucketHasNoPlaceFor_isRefusedWhereverAnObjectIsMade() {
    Map<String, String> glacier = Map.of("x-amz-storage-class", "GLACIER");
    client.send("PUT", at("key"), Map.of("x-amz-storage-class", "STANDARD"), utf8("x"));
    assertThat(client.get(at("key")).text()).isEqualTo("x");
    assertThat(client.get(at("key")).header("x-amz-storage-class")).isEmpty();
    assertThat(client.send("POST", at("to") + "?uploads", glacier, NOTHING).status())
        .isEqualTo(501);
    Map<String, String> copied =
        Map.of("x-amz-copy-source", at("key"), "x-amz-storage-class", "GLACIER");
    assertThat(client.send("PUT", at("to"), copied, NOTHING).errorCode())
        .isEqualTo("NotImplemented");
    assertThat(client.get(at("to")).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "glacier", "ICE", "OUTPOSTS", "EXPRESS_ONEZONE"})
  void aStorageClassThatIsNone_isRefused(String word) {
    Answer answer = client.send("PUT", at("key"), Map.of("x-amz-storage-class", word), utf8("x"));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.errorCode()).isEqualTo("InvalidStorageClass");
    assertThat(client.get(at("key")).status()).isEqualTo(404);
  }

  @Test
  void copyObject_ontoItselfWithAStorageClass_isNoCopyThatChangesNothing() {
    client.send("PUT", at("key"), Map.of(), utf8("x"));
    Map<String, String> copied =
        Map.of("x-amz-copy-source", at("key"), "x-amz-storage-class", "STANDARD");
    assertThat(client.send("PUT", at("key"), copied, NOTHING).status()).isEqualTo(200);
    assertThat(client.get(at("key")).text()).isEqualTo("x");
  }

  @Test
  void everyAnswer_carriesTheRequestIdThatItsErrorNames() {
    Answer answer = client.get(at("absent"));

    assertThat(answer.element("RequestId")).contains(answer.header("x-amz-request-id"));
    assertThat(answer.element("Resource").orElseThrow()).endsWith(at("absent"));
  }

  private Answer copyFrom(String source) {
    return client.send("PUT", at("to"), Map.of("x-amz-copy-source", source), NOTHING);
  }

  private int conditional(String header, String value) {
    int get = client.send("GET", at("key"), Map.of(header, value), NOTHING).status();
    int head = client.send("HEAD", at("key"), Map.of(header, value), NOTHING).status();
    assertThat(head).isEqualTo(get);
    return get;
  }
}
