package io.horizonpush.s3.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.api.TestingS3Client.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tags, attributes, conditional deletions and versions of objects. */
public abstract class AttributesApiContract extends S3ApiContract {

  private static final byte[] NOTHING = new byte[0];
  private static final int MIN_PART = 5 << 20;

  /** The check value of CRC-64/NVME: what it gives for {@code 123456789}. */
  private static final String CRC = "rosUhgp5mIg=";

  @Test
  void tags_comeWithAnObject_canBeReplaced_andCanBeTakenAway() {
    Answer put = send("PUT", "key", Map.of("x-amz-tagging", "b=2&a=1%202&c"), "x");
    assertThat(put.status()).isEqualTo(200);
    assertThat(client.get(at("key") + "?tagging").elements("Key")).containsExactly("a", "b", "c");
    assertThat(client.get(at("key") + "?tagging").elements("Value"))
        .containsExactly("1 2", "2", "");
    assertThat(client.get(at("key")).header("x-amz-tagging-count")).isEqualTo("3");
    assertThat(client.send("HEAD", at("key")).header("x-amz-tagging-count")).isEqualTo("3");
    String modified = client.get(at("key")).header("last-modified");

    assertThat(client.put(at("key") + "?tagging", tagging(1)).status()).isEqualTo(200);
    assertThat(client.get(at("key") + "?tagging").elements("Key")).containsExactly("k1");
    assertThat(client.get(at("key")).header("x-amz-tagging-count")).isEqualTo("1");

    assertThat(client.send("DELETE", at("key") + "?tagging").status()).isEqualTo(204);
    Answer none = client.get(at("key") + "?tagging");
    assertThat(none.status()).isEqualTo(200);
    assertThat(none.elements("Tag")).isEmpty();
    Answer object = client.get(at("key"));
    assertThat(object.header("x-amz-tagging-count")).isEmpty();
    assertThat(object.text()).isEqualTo("x");
    assertThat(object.header("etag")).isEqualTo(put.header("etag"));
    assertThat(object.header("last-modified")).isEqualTo(modified);
  }

  @Test
  void tags_goWithTheObjectThatHadThem() {
    send("PUT", "key", Map.of("x-amz-tagging", "a=1"), "x");

    client.put(at("key"), "y");

    assertThat(client.get(at("key") + "?tagging").elements("Key")).isEmpty();
    assertThat(client.get(at("absent") + "?tagging").errorCode()).isEqualTo("NoSuchKey");
    assertThat(client.put(at("absent") + "?tagging", tagging(1)).errorCode())
        .isEqualTo("NoSuchKey");
    assertThat(client.send("DELETE", at("absent") + "?tagging").errorCode()).isEqualTo("NoSuchKey");
    assertThat(client.get(at("absent")).status()).isEqualTo(404);
  }

  @Test
  void tags_beyondTheLimits_areRefusedAndNothingIsStored() {
    String ten = IntStream.range(0, 10).mapToObj(n -> "k" + n + "=v").collect(joined());
    assertThat(send("PUT", "ten", Map.of("x-amz-tagging", ten), "x").status()).isEqualTo(200);

    assertThat(send("PUT", "key", Map.of("x-amz-tagging", ten + "&k10=v"), "x").errorCode())
        .isEqualTo("InvalidTag");
    assertThat(send("PUT", "key", Map.of("x-amz-tagging", "a=1&a=2"), "x").errorCode())
        .isEqualTo("InvalidArgument");
    assertThat(send("POST", "key?uploads", Map.of("x-amz-tagging", "aws:a=1"), "").errorCode())
        .isEqualTo("InvalidTag");
    assertThat(client.put(at("ten") + "?tagging", tagging(11)).errorCode()).isEqualTo("InvalidTag");
    assertThat(client.put(at("ten") + "?tagging", "<Tagging/>").errorCode())
        .isEqualTo("MalformedXML");
    assertThat(client.get(at("key")).status()).isEqualTo(404);
    assertThat(client.get(at("ten")).header("x-amz-tagging-count")).isEqualTo("10");
  }

  @Test
  void tags_comeWithAnUploadInParts() {
    complete("key", Map.of("x-amz-tagging", "a=1&b=2"), utf8("part"));

    assertThat(client.get(at("key") + "?tagging").elements("Key")).containsExactly("a", "b");
    assertThat(client.get(at("key")).header("x-amz-tagging-count")).isEqualTo("2");
  }

  @Test
  void tags_comeWithAForm() {
    String form =
        """
        --b\r
        Content-Disposition: form-data; name="key"\r
        \r
        key\r
        --b\r
        Content-Disposition: form-data; name="tagging"\r
        \r
        %s\r
        --b\r
        Content-Disposition: form-data; name="file"; filename="f"\r
        \r
        hello\r
        --b--\r
        """
            .formatted(tagging(2));

    Answer post =
        client.send(
            "POST",
            "/" + bucket,
            Map.of("content-type", "multipart/form-data; boundary=b"),
            utf8(form));

    assertThat(post.status()).isEqualTo(204);
    assertThat(client.get(at("key") + "?tagging").elements("Key")).containsExactly("k1", "k2");
  }

  @ParameterizedTest
  @CsvSource({
    "'',      '',    a",
    "COPY,    '',    a",
    "COPY,    b=1,   a",
    "'',      b=1,   a",
    "REPLACE, b=1,   b",
    "REPLACE, '',    ''"
  })
  void tags_ofACopy_areTheSourcesUnlessTheyAreReplaced(
      String directive, String tags, String expected) {
    send("PUT", "from", Map.of("x-amz-tagging", "a=1"), "x");
    Map<String, String> headers = new TreeMap<>();
    headers.put("x-amz-copy-source", bucket + "/from");
    if (!directive.isEmpty()) {
      headers.put("x-amz-tagging-directive", directive);
    }
    if (!tags.isEmpty()) {
      headers.put("x-amz-tagging", tags);
    }

    assertThat(client.send("PUT", at("to"), headers, NOTHING).status()).isEqualTo(200);

    assertThat(client.get(at("to") + "?tagging").elements("Key"))
        .isEqualTo(expected.isEmpty() ? List.of() : List.of(expected));
    headers.put("x-amz-tagging-directive", "PERHAPS");
    assertThat(client.send("PUT", at("to"), headers, NOTHING).errorCode())
        .isEqualTo("InvalidArgument");
  }

  @Test
  void getObjectAttributes_answersWhatIsAskedAndNothingElse() {
    String etag = client.put(at("key"), "123456789").header("etag");

    Answer all = attributes("key", "ETag,Checksum,ObjectParts,StorageClass,ObjectSize", Map.of());
    Answer size = attributes("key", "ObjectSize", Map.of());

    assertThat(all.status()).isEqualTo(200);
    assertThat(all.element("ETag").map(each -> "\"" + each + "\"")).contains(etag);
    assertThat(all.element("ChecksumCRC64NVME")).contains(CRC);
    assertThat(all.element("ChecksumType")).contains("FULL_OBJECT");
    assertThat(all.elements("ObjectParts")).isEmpty();
    assertThat(all.element("StorageClass")).contains("STANDARD");
    assertThat(all.element("ObjectSize")).contains("9");
    assertThat(all.header("last-modified")).isNotEmpty();
    assertThat(size.element("ObjectSize")).contains("9");
    assertThat(size.text()).doesNotContain("ETag", "Checksum", "StorageClass");
  }

  @Test
  void getObjectAttributes_pagesThroughTheParts() {
    complete("key", Map.of(), random(MIN_PART, 1), random(MIN_PART, 2), utf8("123456789"));

    Answer first = attributes("key", "ObjectParts", Map.of("x-amz-max-parts", "2"));
    Answer second =
        attributes(
            "key", "ObjectParts", Map.of("x-amz-max-parts", "2", "x-amz-part-number-marker", "2"));

    assertThat(first.element("PartsCount")).contains("3");
    assertThat(first.element("IsTruncated")).contains("true");
    assertThat(first.element("MaxParts")).contains("2");
    assertThat(first.element("PartNumberMarker")).contains("0");
    assertThat(first.element("NextPartNumberMarker")).contains("2");
    assertThat(first.elements("PartNumber")).containsExactly("1", "2");
    assertThat(second.element("IsTruncated")).contains("false");
    assertThat(second.elements("PartNumber")).containsExactly("3");
    assertThat(second.elements("Size")).containsExactly("9");
    assertThat(second.elements("ChecksumCRC64NVME")).containsExactly(CRC);
  }

  @Test
  void getObjectAttributes_ofWhatCannotBe_isRefused() {
    String etag = client.put(at("key"), "x").header("etag");

    assertThat(attributes("absent", "ETag", Map.of()).errorCode()).isEqualTo("NoSuchKey");
    assertThat(attributes("key", "ETag,Colour", Map.of()).errorCode()).isEqualTo("InvalidArgument");
    assertThat(client.get(at("key") + "?attributes").errorCode()).isEqualTo("InvalidArgument");
    assertThat(attributes("key", "ETag", Map.of("if-match", "\"other\"")).status()).isEqualTo(412);
    assertThat(attributes("key", "ETag", Map.of("if-none-match", etag)).status()).isEqualTo(304);
    assertThat(attributes("key", "ETag", Map.of("x-amz-max-parts", "x")).errorCode())
        .isEqualTo("InvalidArgument");
  }

  @Test
  void deleteObject_withConditions_deletesOnlyWhatFits() {
    String etag = client.put(at("key"), "x").header("etag");
    String modified = client.get(at("key")).header("last-modified");
    Map<String, String> wrong =
        Map.of(
            "if-match", "\"other\"",
            "x-amz-if-match-last-modified-time", "Sat, 01 Jan 2000 00:00:00 GMT",
            "x-amz-if-match-size", "2");
    wrong.forEach(
        (name, value) -> {
          Answer answer = client.send("DELETE", at("key"), Map.of(name, value), NOTHING);
          assertThat(answer.status()).as(name).isEqualTo(412);
          assertThat(answer.errorCode()).isEqualTo("PreconditionFailed");
        });
    Map<String, String> oneWrong = Map.of("if-match", etag, "x-amz-if-match-size", "2");
    assertThat(client.send("DELETE", at("key"), oneWrong, NOTHING).status()).isEqualTo(412);
    assertThat(
            client
                .send("DELETE", at("key"), Map.of("x-amz-if-match-size", "x"), NOTHING)
                .errorCode())
        .isEqualTo("InvalidArgument");
    assertThat(client.get(at("key")).text()).isEqualTo("x");

    Map<String, String> right =
        Map.of(
            "if-match", etag,
            "x-amz-if-match-last-modified-time", modified,
            "x-amz-if-match-size", "1");
    assertThat(client.send("DELETE", at("key"), right, NOTHING).status()).isEqualTo(204);
    assertThat(client.get(at("key")).status()).isEqualTo(404);
    assertThat(client.send("DELETE", at("key"), wrong, NOTHING).status()).isEqualTo(204);
    client.put(at("key"), "y");
    assertThat(client.send("DELETE", at("key"), Map.of("if-match", "*"), NOTHING).status())
        .isEqualTo(204);
  }

  @Test
  void deleteObjects_withConditions_answersForEachKey() {
    List<String> keys = List.of("a", "b", "c", "d");
    keys.forEach(key -> client.put(at(key), "x"));
    String etag = client.get(at("a")).header("etag").replace("\"", "&quot;");

    Answer answer =
        client.post(
            "/" + bucket + "?delete",
            "<Delete><Object><Key>a</Key><ETag>"
                + etag
                + "</ETag></Object><Object><Key>b</Key><ETag>other</ETag></Object>"
                + "<Object><Key>c</Key><Size>1</Size></Object>"
                + "<Object><Key>d</Key><LastModifiedTime>2000-01-01T00:00:00Z</LastModifiedTime>"
                + "</Object></Delete>");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.elements("Deleted")).containsExactly("<Key>a</Key>", "<Key>c</Key>");
    assertThat(answer.elements("Code")).containsExactly("PreconditionFailed", "PreconditionFailed");
    assertThat(client.get("/" + bucket).elements("Key")).containsExactly("b", "d");
  }

  @Test
  void putObject_thatIsToDifferFromWhatIsThere_isHeldAgainstIt() {
    String etag = client.put(at("key"), "1").header("etag");

    assertThat(send("PUT", "key", Map.of("if-none-match", etag), "2").status()).isEqualTo(412);
    assertThat(client.get(at("key")).text()).isEqualTo("1");
    assertThat(send("PUT", "key", Map.of("if-none-match", "\"other\""), "3").status())
        .isEqualTo(200);
    assertThat(client.get(at("key")).text()).isEqualTo("3");
  }

  @Test
  void listObjectVersions_namesTheOneVersionOfEachKey() {
    String etag = client.put(at("key"), "hello").header("etag");

    Answer answer = client.get("/" + bucket + "?versions");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.element("Name")).contains(bucket);
    assertThat(answer.elements("Key")).containsExactly("key");
    assertThat(answer.elements("VersionId")).containsExactly("null");
    assertThat(answer.elements("IsLatest")).containsExactly("true");
    assertThat(answer.elements("ETag")).containsExactly(etag);
    assertThat(answer.elements("Size")).containsExactly("5");
    assertThat(answer.elements("DeleteMarker")).isEmpty();
    assertThat(client.get(at("key") + "?versionId=null").text()).isEqualTo("hello");
    assertThat(client.send("DELETE", at("key") + "?versionId=null").status()).isEqualTo(204);
    assertThat(client.get("/" + bucket + "?versions").elements("Version")).isEmpty();
    assertThat(client.get("/none-" + bucket + "?versions").errorCode()).isEqualTo("NoSuchBucket");
  }

  @Test
  void listObjectVersions_pagesAndRollsUp() {
    List.of("a", "b/1", "b/2", "c", "d").forEach(key -> client.put(at(key), "x"));
    List<String> found = new ArrayList<>();
    String marker = "";
    do {
      Answer page = client.get("/" + bucket + "?versions&max-keys=2" + marker);
      found.addAll(page.elements("Key"));
      marker = page.element("NextKeyMarker").map(next -> "&key-marker=" + next).orElse("");
      assertThat(page.element("IsTruncated")).contains(Boolean.toString(!marker.isEmpty()));
    } while (!marker.isEmpty());
    Answer rolled = client.get("/" + bucket + "?versions&delimiter=/");

    assertThat(found).containsExactly("a", "b/1", "b/2", "c", "d");
    assertThat(rolled.elements("Key")).containsExactly("a", "c", "d");
    assertThat(rolled.elements("CommonPrefixes")).containsExactly("<Prefix>b/</Prefix>");
  }

  private Answer send(String method, String key, Map<String, String> headers, String body) {
    return client.send(method, at(key), headers, utf8(body));
  }

  private Answer attributes(String key, String wanted, Map<String, String> more) {
    Map<String, String> headers = new TreeMap<>(more);
    headers.put("x-amz-object-attributes", wanted);
    return client.send("GET", at(key) + "?attributes", headers, NOTHING);
  }

  private Answer complete(String key, Map<String, String> headers, byte[]... bodies) {
    String upload =
        client.send("POST", at(key) + "?uploads", headers, NOTHING).element("UploadId").get();
    StringBuilder parts = new StringBuilder();
    for (int number = 1; number <= bodies.length; number++) {
      Answer part =
          client.put(at(key) + "?partNumber=" + number + "&uploadId=" + upload, bodies[number - 1]);
      parts.append(part(number, part.header("etag")));
    }
    Answer done =
        client.post(
            at(key) + "?uploadId=" + upload,
            "<CompleteMultipartUpload>" + parts + "</CompleteMultipartUpload>");
    assertThat(done.status()).isEqualTo(200);
    return done;
  }

  private static String part(int number, String etag) {
    return "<Part><PartNumber>" + number + "</PartNumber><ETag>" + etag + "</ETag></Part>";
  }

  private static String tagging(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(n -> "<Tag><Key>k%d</Key><Value>v</Value></Tag>".formatted(n))
        .collect(Collectors.joining("", "<Tagging><TagSet>", "</TagSet></Tagging>"));
  }

  private static Collector<CharSequence, ?, String> joined() {
    return Collectors.joining("&");
  }

  private static byte[] random(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
