package io.horizonpush.s3.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.api.TestingS3Client.Answer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Listings as clients see them. */
public abstract class ListApiContract extends S3ApiContract {

  @Test
  void listObjectsV2_describesEveryObject() {
    String etag = client.put(at("key"), "hello").header("etag");

    Answer answer = client.get("/" + bucket + "?list-type=2");

    assertThat(answer.element("Name")).contains(bucket);
    assertThat(answer.element("Key")).contains("key");
    assertThat(answer.element("ETag")).contains(etag);
    assertThat(answer.element("Size")).contains("5");
    assertThat(answer.element("KeyCount")).contains("1");
    assertThat(answer.element("IsTruncated")).contains("false");
    assertThat(answer.element("StorageClass")).contains("STANDARD");
    assertThat(answer.element("Owner")).isEmpty();
  }

  @Test
  void listObjectsV2_pagesThroughEverything() {
    putAll("a", "b", "c", "d", "e");
    List<String> found = new ArrayList<>();
    String token = "";
    do {
      Answer page = client.get("/" + bucket + "?list-type=2&max-keys=2" + token);
      found.addAll(page.elements("Key"));
      token =
          page.element("NextContinuationToken")
              .map(next -> "&continuation-token=" + next)
              .orElse("");
    } while (!token.isEmpty());

    assertThat(found).containsExactly("a", "b", "c", "d", "e");
  }

  @Test
  void listObjectsV2_withStartAfter_beginsBehindIt() {
    putAll("a", "b", "c");

    assertThat(keys("list-type=2&start-after=a")).containsExactly("b", "c");
    assertThat(keys("list-type=2&start-after=aa")).containsExactly("b", "c");
  }

  @Test
  void listObjectsV2_withFetchOwner_namesTheOwner() {
    putAll("a");

    assertThat(client.get("/" + bucket + "?list-type=2&fetch-owner=true").element("Owner"))
        .isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "AAAA", "%20"})
  void listObjectsV2_withATokenOfAnotherMake_isRefused(String token) {
    assertThat(client.get("/" + bucket + "?list-type=2&continuation-token=" + token).errorCode())
        .isEqualTo("InvalidArgument");
  }

  @Test
  void listObjects_withDelimiter_rollsUp() {
    putAll("a", "b/1", "b/2", "c/1/x", "d");

    Answer answer = client.get("/" + bucket + "?delimiter=/");

    assertThat(answer.elements("Key")).containsExactly("a", "d");
    assertThat(prefixes(answer)).containsExactly("b/", "c/");
  }

  @Test
  void listObjects_withPrefixAndDelimiter_rollsUpBehindThePrefix() {
    putAll("a/1", "a/b/1", "a/b/2", "a/c/1", "b/1");

    Answer answer = client.get("/" + bucket + "?prefix=a/&delimiter=/");

    assertThat(answer.elements("Key")).containsExactly("a/1");
    assertThat(prefixes(answer)).containsExactly("a/b/", "a/c/");
  }

  @Test
  void listObjects_pagesAcrossCommonPrefixesWithoutRepeatingThem() {
    putAll("a/1", "a/2", "b", "c/1", "c/2", "d");
    List<String> found = new ArrayList<>();
    String marker = "";
    while (true) {
      Answer page = client.get("/" + bucket + "?delimiter=/&max-keys=1&marker=" + marker);
      found.addAll(page.elements("Key"));
      found.addAll(prefixes(page));
      if (page.element("IsTruncated").orElseThrow().equals("false")) {
        break;
      }
      marker = page.element("NextMarker").orElseThrow();
    }

    assertThat(found).containsExactly("a/", "b", "c/", "d");
  }

  @Test
  void listObjects_inVersion1_namesOwnersAndNoNextMarkerWithoutDelimiter() {
    putAll("a", "b");

    Answer answer = client.get("/" + bucket + "?max-keys=1");

    assertThat(answer.element("Owner")).isPresent();
    assertThat(answer.element("IsTruncated")).contains("true");
    assertThat(answer.element("NextMarker")).isEmpty();
  }

  @Test
  void keys_areOrderedByTheirUtf8Bytes() {
    putAll("%F0%90%80%80", "%EF%BF%BC", "Z", "a", "%C3%A4");

    assertThat(keys("list-type=2")).containsExactly("Z", "a", "\u00e4", "\ufffc", "\ud800\udc00");
  }

  @Test
  void keys_thatXmlForbids_areListedAsReferencesAndEncodedOnRequest() {
    putAll("a%01b", "c%0Dd", "e%20f%2Bg");

    assertThat(client.get("/" + bucket).text()).contains("a&#x1;b").contains("c&#xd;d");
    assertThat(keys("encoding-type=url")).containsExactly("a%01b", "c%0Dd", "e%20f%2Bg");
  }

  @Test
  void maxKeys_ofZero_isAnEmptyPage() {
    putAll("a");

    Answer answer = client.get("/" + bucket + "?list-type=2&max-keys=0");

    assertThat(answer.elements("Key")).isEmpty();
    assertThat(answer.element("IsTruncated")).contains("false");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"max-keys=-1", "max-keys=abc", "max-keys=99999999999", "encoding-type=base64"})
  void parameters_thatMakeNoSense_areRefused(String parameter) {
    assertThat(client.get("/" + bucket + "?list-type=2&" + parameter).errorCode())
        .isEqualTo("InvalidArgument");
  }

  @Test
  void listing_followsWritesAtOnce() {
    putAll("a");
    assertThat(keys("list-type=2")).containsExactly("a");

    client.send("DELETE", at("a"));

    assertThat(keys("list-type=2")).isEmpty();
  }

  private void putAll(String... keys) {
    for (String key : keys) {
      assertThat(client.put(at(key), "x").status()).isEqualTo(200);
    }
  }

  private List<String> keys(String query) {
    return client.get("/" + bucket + "?" + query).elements("Key");
  }

  private static List<String> prefixes(Answer answer) {
    return answer.elements("CommonPrefixes").stream()
        .map(each -> each.replace("<Prefix>", "").replace("</Prefix>", ""))
        .toList();
  }

  @Test
  void moreKeysThanAPageHas_areAskedForInVain_andTheAnswerSaysSo() {
    for (String query :
        List.of("?max-keys=2000", "?list-type=2&max-keys=2000", "?versions&max-keys=2000")) {
      assertThat(client.get("/" + bucket + query).element("MaxKeys")).contains("1000");
    }
    assertThat(client.get("/" + bucket + "?uploads&max-uploads=2000").element("MaxUploads"))
        .contains("1000");
  }
}
