package io.horizonpush.node.lessons;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.node.testing.Reply;
import io.horizonpush.node.testing.Request;
import io.horizonpush.s3.policy.ConditionKeys;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A condition that is never met protects nothing, though its policy is stored and shown. Every key
 * that a policy may name has a value in some request; a policy that names another one is refused.
 */
class EveryConditionKeyHasAValueIT extends Lesson {

  private static final String OLD = "\"NumericGreaterThan\":{\"s3:signatureAge\":\"600000\"}";

  private static final String ENCRYPTION = "s3:x-amz-server-side-encryption";

  private String bucket = "";
  private String version = "";

  @BeforeEach
  void prepare() {
    bucket = fresh("conditions");
    Request make = Request.of("PUT", Request.at(bucket, ""));
    assertThat(root().send(make.with("x-amz-bucket-object-lock-enabled", "true")).status())
        .isEqualTo(200);
    Request tagged = Request.of("PUT", Request.at(bucket, "k")).with("x-amz-tagging", "share=yes");
    Reply stored = root().send(tagged.withText("x"));
    assertThat(stored.status()).isEqualTo(200);
    version = stored.header("x-amz-version-id");
  }

  @AfterEach
  void open() {
    assertThat(root().delete(policyTarget()).status()).isEqualTo(204);
  }

  static Stream<String> given() {
    return ConditionKeys.given().stream().sorted();
  }

  static Stream<String> neverGiven() {
    return ConditionKeys.neverGiven().keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("given")
  void key_thatAPolicyMayName_hasAValue(String key) {
    String named = key.endsWith("/") ? key + "share" : key;

    deny("\"Null\":{\"%s\":\"false\"}".formatted(named));
    assertDenied(sendWith(key));

    deny("\"Null\":{\"%s\":\"true\"}".formatted(named));
    Reply reply = sendWith(key);
    if (key.startsWith(ENCRYPTION)) {
      // What is allowed, and cannot be done here.
      assertThat(reply.status()).as(reply.text()).isEqualTo(501);
    } else {
      assertThat(reply.status()).as(reply.text()).isBetween(200, 204);
    }
  }

  /** As many a policy has it: whatever is not encrypted is to be kept out. */
  @Test
  void uploadThatAsksForNoEncryption_isDeniedWhereThePolicyDemandsIt() {
    deny("\"StringNotEquals\":{\"%s\":\"aws:kms\"}".formatted(ENCRYPTION));
    Request put = Request.of("PUT", Request.at(bucket, "new")).withText("y");

    assertDenied(root().send(put));
    assertDenied(root().send(put.with(ENCRYPTION.substring(3), "AES256")));
    assertThat(root().send(put.with(ENCRYPTION.substring(3), "aws:kms")).status()).isEqualTo(501);
  }

  @ParameterizedTest
  @MethodSource("neverGiven")
  void key_thatNeverHasAValue_isRefused(String key) {
    Reply reply =
        root().put(policyTarget(), denial("\"StringNotEquals\":{\"%s\":\"a\"}".formatted(key)));

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.xml().value("Code")).isEqualTo("MalformedPolicy");
    assertThat(reply.xml().value("Message")).contains(key);
    assertThat(root().get(policyTarget()).status()).isEqualTo(404);
  }

  @Test
  void signatureOfAUrl_agesFromWhenItWasMade() {
    deny(OLD);
    Request get = Request.of("GET", Request.at(bucket, "k"));
    Instant now = Instant.now();

    assertDenied(anybody(root().signer().presign(get, now.minus(Duration.ofMinutes(11)))));
    assertThat(anybody(root().signer().presign(get, now.minus(Duration.ofMinutes(9)))).text())
        .isEqualTo("x");
    assertThat(root().send(get).text()).isEqualTo("x");
  }

  @ParameterizedTest
  @ValueSource(ints = {9, 11})
  void signatureOfAForm_agesFromWhenItWasMade(int minutes) {
    deny(OLD);
    Reply reply = anybody(form(Instant.now().minus(Duration.ofMinutes(minutes))));

    if (minutes > 10) {
      assertDenied(reply);
    } else {
      assertThat(reply.status()).as(reply.text()).isEqualTo(204);
    }
  }

  /** AWS gives Version 2 the age of nothing. */
  @Test
  void signatureOfVersion2_isNeverOld() {
    deny("\"NumericNotEquals\":{\"s3:signatureAge\":\"0\"}");
    Request get = Request.of("GET", Request.at(bucket, "k"));

    assertThat(anybody(root().signer().presignV2(get, "/" + bucket + "/k")).text()).isEqualTo("x");
    assertDenied(anybody(root().signer().presign(get, Instant.now().minusSeconds(1))));
  }

  private Reply sendWith(String key) {
    return key.equals("s3:signatureage")
        ? anybody(root().signer().presign(requestWith(key), Instant.now()))
        : root().send(requestWith(key));
  }

  /** A request that has a value for a key; most are had by each. */
  private Request requestWith(String key) {
    Request get = Request.of("GET", Request.at(bucket, "k"));
    Request list = Request.of("GET", Request.at(bucket, ""));
    Request put = Request.of("PUT", Request.at(bucket, "new")).withText("y");
    Request locked =
        put.with("x-amz-object-lock-mode", "GOVERNANCE")
            .with(
                "x-amz-object-lock-retain-until-date",
                Instant.now().plus(2, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS).toString());
    return switch (key) {
      case "aws:referer" -> get.with("Referer", "http://localhost/");
      case "aws:useragent" -> get.with("User-Agent", "conditions");
      case "s3:delimiter" -> list.withParameters("delimiter=/");
      case "s3:max-keys" -> list.withParameters("max-keys=1");
      case "s3:prefix" -> list.withParameters("prefix=k");
      case "s3:if-match" -> get.with("If-Match", "*");
      case "s3:if-none-match" -> put.with("If-None-Match", "*");
      case "s3:versionid" -> get.withParameters("versionId=" + version);
      case "s3:object-lock-mode",
          "s3:object-lock-retain-until-date",
          "s3:object-lock-remaining-retention-days" ->
          locked;
      case "s3:object-lock-legal-hold" -> put.with("x-amz-object-lock-legal-hold", "ON");
      case "s3:requestobjecttagkeys", "s3:requestobjecttag/" ->
          put.with("x-amz-tagging", "share=no");
      case "s3:x-amz-acl" -> put.with("x-amz-acl", "private");
      case "s3:x-amz-copy-source" -> copy();
      case "s3:x-amz-metadata-directive" -> copy().with("x-amz-metadata-directive", "COPY");
      case ENCRYPTION -> put.with(key.substring(3), "AES256");
      case ENCRYPTION + "-aws-kms-key-id" -> put.with(key.substring(3), "key");
      case ENCRYPTION + "-customer-algorithm" -> put.with(key.substring(3), "AES256");
      case "s3:x-amz-storage-class" -> put.with("x-amz-storage-class", "STANDARD");
      default ->
          key.startsWith("s3:x-amz-grant-")
              ? put.with(key.substring(3), "uri=http://acs.amazonaws.com/groups/global/AllUsers")
              : get;
    };
  }

  private Request form(Instant made) {
    List<Map.Entry<String, String>> fields = new ArrayList<>(List.of(Map.entry("key", "k")));
    fields.addAll(
        root()
            .signer()
            .signForm(List.of("{\"bucket\":\"%s\"}".formatted(bucket), "{\"key\":\"k\"}"), made));
    fields.add(Map.entry("file", "z"));
    StringBuilder body = new StringBuilder();
    fields.forEach(
        field ->
            body.append(
                "--cut\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
                    .formatted(field.getKey(), field.getValue())));
    return Request.of("POST", Request.at(bucket, ""))
        .with("Content-Type", "multipart/form-data; boundary=cut")
        .withText(body + "--cut--\r\n");
  }

  private Request copy() {
    return Request.of("PUT", Request.at(bucket, "copy")).with("x-amz-copy-source", bucket + "/k");
  }

  private void deny(String condition) {
    Reply set = root().put(policyTarget(), denial(condition));
    assertThat(set.status()).as(set.text()).isEqualTo(204);
  }

  private String denial(String condition) {
    return """
        {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:*",
        "Resource":["arn:aws:s3:::%1$s","arn:aws:s3:::%1$s/*"],"Condition":{%2$s}}]}"""
        .formatted(bucket, condition);
  }

  private String policyTarget() {
    return Request.at(bucket, "") + "?policy";
  }
}
