package io.horizonpush.s3.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.horizonpush.s3.api.TestingS3Client.Answer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Buckets whose versions can be locked, and what is locked there. */
public abstract class ObjectLockApiContract extends S3ApiContract {

  private static final byte[] NOTHING = new byte[0];
  private static final String MODE = "x-amz-object-lock-mode";
  private static final String UNTIL = "x-amz-object-lock-retain-until-date";
  private static final String HOLD = "x-amz-object-lock-legal-hold";
  private static final Map<String, String> BYPASS =
      Map.of("x-amz-bypass-governance-retention", "true");
  private static final Map<String, String> GOVERNED =
      Map.of(MODE, "GOVERNANCE", UNTIL, Versions.LATE);

  private String locked = "";

  @BeforeEach
  void createLockedBucket() {
    locked = "/" + bucket + ".locked";
    Map<String, String> lock = Map.of("x-amz-bucket-object-lock-enabled", "true");
    assertThat(client.send("PUT", locked, lock, NOTHING).status()).isEqualTo(200);
  }

  private String put(Map<String, String> headers) {
    return Versions.put(client, locked + "/key", headers, "hello");
  }

  private String named(String version) {
    return locked + "/key?versionId=" + version;
  }

  private Answer retain(String version, String mode, String until, Map<String, String> headers) {
    return client.send(
        "PUT", named(version) + "&retention", headers, utf8(Versions.retention(mode, until)));
  }

  private Answer remove(String version, Map<String, String> headers) {
    return client.send("DELETE", named(version), headers, NOTHING);
  }

  private static void assertLocked(Answer answer) {
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.errorCode()).isEqualTo("AccessDenied");
  }

  @Test
  void aBucketMadeForLocks_keepsVersions_andCannotStop() {
    assertThat(client.get(locked + "?object-lock").elements("ObjectLockEnabled"))
        .containsExactly("Enabled");
    assertThat(client.get(locked + "?object-lock").elements("Rule")).isEmpty();
    assertThat(client.get(locked + "?versioning").elements("Status")).containsExactly("Enabled");

    Answer suspended = client.put(locked + "?versioning", Versions.configuration("Suspended"));

    assertThat(suspended.status()).isEqualTo(409);
    assertThat(suspended.errorCode()).isEqualTo("InvalidBucketState");
    assertThat(client.get(locked + "?versioning").elements("Status")).containsExactly("Enabled");
  }

  @Test
  void aBucketThatIsThereWithoutLocks_isNotTakenForOneThatHasThem() {
    Map<String, String> lock = Map.of("x-amz-bucket-object-lock-enabled", "true");

    Answer again = client.send("PUT", "/" + bucket, lock, NOTHING);

    assertThat(again.status()).isEqualTo(409);
    assertThat(again.errorCode()).isEqualTo("BucketAlreadyOwnedByYou");
    assertThat(
            client
                .send(
                    "PUT",
                    "/" + bucket + ".x",
                    Map.of("x-amz-bucket-object-lock-enabled", "perhaps"),
                    NOTHING)
                .errorCode())
        .isEqualTo("InvalidArgument");
  }

  @Test
  void locks_canBeEnabledWhereVersionsAreKept_andOnlyThere() {
    Answer early = client.put("/" + bucket + "?object-lock", Versions.lock(""));
    assertThat(early.status()).isEqualTo(409);
    assertThat(early.errorCode()).isEqualTo("InvalidBucketState");
    assertThat(client.get("/" + bucket + "?object-lock").errorCode())
        .isEqualTo("ObjectLockConfigurationNotFoundError");

    client.put("/" + bucket + "?versioning", Versions.configuration("Enabled"));

    assertThat(client.put("/" + bucket + "?object-lock", Versions.lock("")).status())
        .isEqualTo(200);
    assertThat(client.get("/" + bucket + "?object-lock").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"<Days>3</Days>", "<Years>1</Years>"})
  void defaultRetention_isOfEveryNewVersion_thatAsksForNoOther(String amount) {
    String earlier = put(Map.of());
    String rule = "<Mode>GOVERNANCE</Mode>" + amount;
    assertThat(client.put(locked + "?object-lock", Versions.defaultRetention(rule)).status())
        .isEqualTo(200);
    assertThat(client.get(locked + "?object-lock").text()).contains(rule);

    String later = put(Map.of());
    String other = put(Map.of(MODE, "COMPLIANCE", UNTIL, soon(3600)));

    Answer kept = client.send("HEAD", named(later));
    assertThat(kept.header(MODE)).isEqualTo("GOVERNANCE");
    Duration expected = Duration.ofDays(amount.startsWith("<D") ? 3 : 365);
    assertThat(Duration.between(Instant.now(), Instant.parse(kept.header(UNTIL))))
        .isBetween(expected.minusMinutes(5), expected.plusDays(2));
    assertThat(client.send("HEAD", named(earlier)).header(MODE)).isEmpty();
    assertThat(client.send("HEAD", named(other)).header(MODE)).isEqualTo("COMPLIANCE");
    assertLocked(remove(later, Map.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "<Mode>GOVERNANCE</Mode><Days>1</Days><Years>1</Years>, MalformedXML",
    "<Mode>GOVERNANCE</Mode>, MalformedXML",
    "<Days>1</Days>, MalformedXML",
    "<Mode>governance</Mode><Days>1</Days>, MalformedXML",
    "<Mode>GOVERNANCE</Mode><Days>x</Days>, MalformedXML",
    "<Mode>GOVERNANCE</Mode><Days>0</Days>, InvalidRetentionPeriod",
    "<Mode>GOVERNANCE</Mode><Years>-1</Years>, InvalidRetentionPeriod",
    "<Mode>GOVERNANCE</Mode><Years>101</Years>, InvalidRetentionPeriod"
  })
  void configuration_thatMakesNoSense_isRefusedAndChangesNothing(String rule, String code) {
    String before = client.get(locked + "?object-lock").text();

    Answer answer = client.put(locked + "?object-lock", Versions.defaultRetention(rule));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.errorCode()).isEqualTo(code);
    assertThat(client.get(locked + "?object-lock").text()).isEqualTo(before);
    String disabled = Versions.lock("").replace("Enabled</", "Disabled</");
    assertThat(client.put(locked + "?object-lock", disabled).errorCode()).isEqualTo("MalformedXML");
  }

  @Test
  void governance_isPassedOnlyByWhoSaysSo() {
    String version = put(GOVERNED);

    assertLocked(remove(version, Map.of()));
    assertLocked(retain(version, "GOVERNANCE", soon(3600), Map.of()));
    assertLocked(retain(version, "COMPLIANCE", Versions.LATE, Map.of()));
    assertLocked(client.put(named(version) + "&retention", "<Retention/>"));
    assertThat(client.get(named(version)).text()).isEqualTo("hello");

    assertThat(retain(version, "GOVERNANCE", soon(3600), BYPASS).status()).isEqualTo(200);
    assertThat(remove(version, BYPASS).status()).isEqualTo(204);
    assertThat(client.get(named(version)).errorCode()).isEqualTo("NoSuchVersion");
  }

  @Test
  void aRetentionThatWasTakenBack_keepsNothing() {
    String version = put(GOVERNED);

    Answer taken = client.send("PUT", named(version) + "&retention", BYPASS, utf8("<Retention/>"));

    assertThat(taken.status()).isEqualTo(200);
    assertThat(client.get(named(version) + "&retention").errorCode())
        .isEqualTo("NoSuchObjectLockConfiguration");
    assertThat(client.send("HEAD", named(version)).header(MODE)).isEmpty();
    assertThat(remove(version, Map.of()).status()).isEqualTo(204);
  }

  @Test
  void compliance_isPassedByNobody_andEndsByItself() {
    String end = soon(8);
    String version = put(Map.of(MODE, "COMPLIANCE", UNTIL, end));

    assertLocked(remove(version, BYPASS));
    assertLocked(retain(version, "COMPLIANCE", soon(1), BYPASS));
    assertLocked(retain(version, "GOVERNANCE", end, BYPASS));
    assertLocked(client.send("PUT", named(version) + "&retention", BYPASS, utf8("<Retention/>")));
    assertThat(client.get(named(version) + "&retention").element("Mode")).contains("COMPLIANCE");

    await().atMost(Duration.ofSeconds(30)).until(() -> remove(version, Map.of()).status() == 204);
    assertThat(Instant.now()).isAfter(Instant.parse(end));
  }

  @Test
  void aRetention_canBeMadeLonger_withoutAnyRight() {
    String version = put(Map.of(MODE, "COMPLIANCE", UNTIL, soon(3600)));

    assertThat(retain(version, "COMPLIANCE", Versions.LATE, Map.of()).status()).isEqualTo(200);

    Answer shown = client.get(named(version) + "&retention");
    assertThat(shown.element("RetainUntilDate")).contains(Versions.LATE);
    assertThat(client.get(locked + "/key?retention").element("Mode")).contains("COMPLIANCE");
  }

  @Test
  void aHold_keepsAVersion_untilItIsLetGo() {
    String version = put(Map.of(HOLD, "ON"));

    assertThat(client.send("HEAD", named(version)).header(HOLD)).isEqualTo("ON");
    assertLocked(remove(version, BYPASS));
    assertThat(client.put(named(version) + "&legal-hold", Versions.hold("OFF")).status())
        .isEqualTo(200);
    assertThat(client.get(named(version) + "&legal-hold").element("Status")).contains("OFF");
    assertThat(client.send("HEAD", named(version)).header(HOLD)).isEqualTo("OFF");
    assertThat(remove(version, Map.of()).status()).isEqualTo(204);
  }

  @Test
  void aLock_doesNotKeepAnObjectFromBeingHiddenOrReplaced() {
    String version = put(GOVERNED);

    assertThat(client.send("DELETE", locked + "/key").header("x-amz-delete-marker"))
        .isEqualTo("true");
    put(Map.of());

    assertThat(client.get(named(version)).text()).isEqualTo("hello");
    assertLocked(remove(version, Map.of()));
  }

  @Test
  void deleteObjects_removesWhatIsNotLocked_andSaysWhatIs() {
    String kept = put(GOVERNED);
    String free = put(Map.of());
    String entries = "<Delete>" + entry(kept) + entry(free) + "</Delete>";

    Answer first = client.post(locked + "?delete", entries);
    assertThat(first.elements("Error")).hasSize(1);
    assertThat(first.elements("Error").getFirst())
        .contains("AccessDenied", "<VersionId>" + kept + "</VersionId>");
    assertThat(first.elements("Deleted")).hasSize(1);
    Map<String, String> headers = new HashMap<>(BYPASS);
    headers.putAll(TestingS3Client.digest(utf8(entries)));
    Answer second = client.send("POST", locked + "?delete", headers, utf8(entries));
    assertThat(second.elements("Error")).isEmpty();
    assertThat(client.get(locked + "?versions").elements("Version")).isEmpty();
  }

  private static String entry(String version) {
    return "<Object><Key>key</Key><VersionId>" + version + "</VersionId></Object>";
  }

  @ParameterizedTest
  @CsvSource({
    "x-amz-object-lock-mode=GOVERNANCE",
    "x-amz-object-lock-retain-until-date=2999-01-01T00:00:00Z",
    "x-amz-object-lock-mode=governance;x-amz-object-lock-retain-until-date=2999-01-01T00:00:00Z",
    "x-amz-object-lock-mode=GOVERNANCE;x-amz-object-lock-retain-until-date=2001-01-01T00:00:00Z",
    "x-amz-object-lock-mode=GOVERNANCE;x-amz-object-lock-retain-until-date=2999-01-01",
    "x-amz-object-lock-mode=GOVERNANCE;x-amz-object-lock-retain-until-date=tomorrow",
    "x-amz-object-lock-legal-hold=on"
  })
  void locks_inHeadersThatMakeNoSense_areRefusedAndNothingIsStored(String text) {
    Map<String, String> headers = new TreeMap<>();
    for (String header : text.split(";", -1)) {
      String[] parts = header.split("=", 2);
      headers.put(parts[0], parts[1]);
    }
    String source = bucket + ".locked/source";
    client.put("/" + source, "x");

    Answer put = client.send("PUT", locked + "/key", headers, utf8("x"));
    Answer create = client.send("POST", locked + "/key?uploads", headers, NOTHING);
    headers.put("x-amz-copy-source", source);
    Answer copy = client.send("PUT", locked + "/key", headers, NOTHING);

    for (Answer answer : new Answer[] {put, create, copy}) {
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.errorCode()).isEqualTo("InvalidArgument");
    }
    assertThat(client.get(locked + "/key").status()).isEqualTo(404);
  }

  @Test
  void locks_inABucketWithoutThem_areRefusedAndNothingIsStored() {
    client.put(at("source"), "x");
    Map<String, String> copy = new TreeMap<>(GOVERNED);
    copy.put("x-amz-copy-source", bucket + "/source");

    for (Answer answer :
        new Answer[] {
          client.send("PUT", at("key"), GOVERNED, utf8("x")),
          client.send("PUT", at("key"), Map.of(HOLD, "OFF"), utf8("x")),
          client.send("PUT", at("key"), copy, NOTHING),
          client.send("POST", at("key") + "?uploads", GOVERNED, NOTHING),
          client.put(at("source") + "?retention", Versions.retention("GOVERNANCE", Versions.LATE)),
          client.get(at("source") + "?retention"),
          client.put(at("source") + "?legal-hold", Versions.hold("ON")),
          client.get(at("source") + "?legal-hold")
        }) {
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.errorCode()).isEqualTo("InvalidRequest");
    }
    assertThat(client.get(at("key")).status()).isEqualTo(404);
  }

  @Test
  void locks_comeWithAnUploadInPartsAndWithAForm() {
    String upload =
        client
            .send("POST", locked + "/key?uploads", GOVERNED, NOTHING)
            .element("UploadId")
            .orElseThrow();
    String etag =
        client.put(locked + "/key?partNumber=1&uploadId=" + upload, "part").header("etag");
    client.post(
        locked + "/key?uploadId=" + upload,
        "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>"
            + etag
            + "</ETag></Part></CompleteMultipartUpload>");
    assertThat(client.send("HEAD", locked + "/key").header(UNTIL))
        .isEqualTo("2999-01-01T00:00:00Z");

    String form =
        field("key", "form")
            + field(MODE, "GOVERNANCE")
            + field(UNTIL, Versions.LATE)
            + field(HOLD, "ON")
            + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n"
            + "hello\r\n--b--\r\n";
    Map<String, String> type = Map.of("content-type", "multipart/form-data; boundary=b");
    assertThat(client.send("POST", locked, type, utf8(form)).status()).isEqualTo(204);
    Answer stored = client.send("HEAD", locked + "/form");
    assertThat(stored.header(MODE)).isEqualTo("GOVERNANCE");
    assertThat(stored.header(HOLD)).isEqualTo("ON");
    assertThat(client.send("POST", "/" + bucket, type, utf8(form)).errorCode())
        .isEqualTo("InvalidRequest");
  }

  private static String field(String name, String value) {
    return "--b\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
        .formatted(name, value);
  }

  @Test
  void aCopy_hasTheLockThatItAsksFor_andNeverItsSources() {
    put(Map.of(MODE, "GOVERNANCE", UNTIL, Versions.LATE, HOLD, "ON"));
    Map<String, String> source = Map.of("x-amz-copy-source", bucket + ".locked/key");

    client.send("PUT", locked + "/plain", source, NOTHING);
    Map<String, String> held = new TreeMap<>(source);
    held.put(HOLD, "ON");
    client.send("PUT", locked + "/held", held, NOTHING);

    assertThat(client.send("HEAD", locked + "/plain").header(MODE)).isEmpty();
    assertThat(client.send("HEAD", locked + "/plain").header(HOLD)).isEmpty();
    assertThat(client.send("HEAD", locked + "/held").header(MODE)).isEmpty();
    assertThat(client.send("HEAD", locked + "/held").header(HOLD)).isEqualTo("ON");
  }

  @Test
  void locks_ofVersions_areShownAndSetByDocuments() {
    String version = put(Map.of());
    for (String subresource : new String[] {"retention", "legal-hold"}) {
      Answer none = client.get(named(version) + "&" + subresource);
      assertThat(none.status()).isEqualTo(404);
      assertThat(none.errorCode()).isEqualTo("NoSuchObjectLockConfiguration");
      assertThat(client.put(named(version) + "&" + subresource, "<Other/>").errorCode())
          .isEqualTo("MalformedXML");
    }
    assertThat(client.put(named(version) + "&legal-hold", Versions.hold("on")).errorCode())
        .isEqualTo("MalformedXML");
    assertThat(retain(version, "governance", Versions.LATE, Map.of()).errorCode())
        .isEqualTo("MalformedXML");
    assertThat(retain(version, "GOVERNANCE", "tomorrow", Map.of()).errorCode())
        .isEqualTo("MalformedXML");
    Answer past = retain(version, "GOVERNANCE", "2001-01-01T00:00:00Z", Map.of());
    assertThat(past.errorCode()).isEqualTo("InvalidArgument");
    assertThat(past.element("Message")).contains("The retain until date must be in the future!");

    assertThat(retain(version, "GOVERNANCE", "2999-01-01T02:00:00.5+02:00", Map.of()).status())
        .isEqualTo(200);
    assertThat(client.get(named(version) + "&retention").element("RetainUntilDate"))
        .contains("2999-01-01T00:00:00.500Z");
  }

  @Test
  void locks_ofWhatIsNotThere_cannotBeSet() {
    String marker = client.send("DELETE", locked + "/gone").header("x-amz-version-id");
    String absent = "0123456789abcdef0123456789abcdef";
    for (String document :
        new String[] {
          "retention " + Versions.retention("GOVERNANCE", Versions.LATE),
          "legal-hold " + Versions.hold("ON")
        }) {
      String[] parts = document.split(" ", 2);
      assertThat(client.put(locked + "/absent?" + parts[0], parts[1]).errorCode())
          .isEqualTo("NoSuchKey");
      assertThat(client.put(named(absent) + "&" + parts[0], parts[1]).errorCode())
          .isEqualTo("NoSuchVersion");
      assertThat(
              client
                  .put(locked + "/gone?versionId=" + marker + "&" + parts[0], parts[1])
                  .errorCode())
          .isEqualTo("MethodNotAllowed");
      assertThat(client.get(named(absent) + "&" + parts[0]).errorCode()).isEqualTo("NoSuchVersion");
    }
  }

  private static String soon(long seconds) {
    return Instant.now().plusSeconds(seconds).truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
