package io.horizonpush.s3.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.api.TestingS3Client.Answer;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may do what with versions and their locks. */
public abstract class VersionAccessApiContract extends TwoOwnersContract {

  private static final String MODE = "x-amz-object-lock-mode";
  private static final Map<String, String> BYPASS =
      Map.of("x-amz-bypass-governance-retention", "true");

  @BeforeEach
  void keepVersions() {
    assertThat(client.put(sub("versioning"), Versions.configuration("Enabled")).status())
        .isEqualTo(200);
    assertThat(client.put(sub("object-lock"), Versions.lock("")).status()).isEqualTo(200);
  }

  private String put(Map<String, String> headers) {
    return Versions.put(client, at("key"), headers, "hello");
  }

  private String named(String version) {
    return at("key") + "?versionId=" + version;
  }

  private String allow(String... actions) {
    String list = "['s3:" + String.join("','s3:", actions) + "']";
    return statement("Allow", otherPrincipal(), "", "/*")
        .replace("'Action':''", "'Action':" + list);
  }

  /** A statement that applies only where a condition holds. */
  private static String where(String condition, String statement) {
    return statement.substring(0, statement.length() - 1) + ",'Condition':" + condition + "}";
  }

  @Test
  void toReadAVersion_isAnotherRightThanToReadTheObject() {
    String first = put(Map.of());
    put(Map.of());

    setPolicy(allow("GetObject"));
    assertThat(other.get(at("key")).status()).isEqualTo(200);
    assertDenied(other.get(named(first)));

    setPolicy(allow("GetObjectVersion"));
    assertThat(other.get(named(first)).status()).isEqualTo(200);
    assertDenied(other.get(at("key")));
  }

  @Test
  void aList_opensTheVersionThatHasIt_andNoOther() {
    String open = put(Map.of("x-amz-acl", "public-read"));
    String closed = put(Map.of());

    assertThat(anybody.get(named(open)).status()).isEqualTo(200);
    assertDenied(anybody.get(named(closed)));
    assertDenied(anybody.get(at("key")));
  }

  @Test
  void conditions_lookAtTheTagsOfTheVersionThatIsNamed() {
    String open = put(Map.of("x-amz-tagging", "open=yes"));
    String closed = put(Map.of());
    setPolicy(
        where("{'StringEquals':{'s3:ExistingObjectTag/open':'yes'}}", allow("GetObjectVersion")));

    assertThat(other.get(named(open)).status()).isEqualTo(200);
    assertDenied(other.get(named(closed)));
  }

  @Test
  void conditions_lookAtTheVersionThatIsNamed() {
    String one = put(Map.of());
    String two = put(Map.of());
    setPolicy(where("{'StringEquals':{'s3:VersionId':'" + one + "'}}", allow("GetObjectVersion")));

    assertThat(other.get(named(one)).status()).isEqualTo(200);
    assertDenied(other.get(named(two)));
  }

  @Test
  void toRemoveAVersion_isAnotherRightThanToDelete() {
    String version = put(Map.of());
    setPolicy(allow("DeleteObject"));

    assertDenied(other.send("DELETE", named(version)));
    Answer mixed =
        other.post(
            sub("delete"),
            "<Delete><Object><Key>key</Key><VersionId>"
                + version
                + "</VersionId></Object><Object><Key>key</Key></Object></Delete>");
    assertThat(mixed.elements("Error")).hasSize(1);
    assertThat(mixed.elements("Error").getFirst()).contains("AccessDenied", version);
    assertThat(mixed.elements("DeleteMarkerVersionId")).hasSize(1);

    setPolicy(allow("DeleteObjectVersion"));
    assertThat(other.send("DELETE", named(version)).status()).isEqualTo(204);
    assertDenied(other.send("DELETE", at("key")));
  }

  @Test
  void aListThatLetsEverybodyWrite_letsNobodyRemoveVersions() {
    String version = put(Map.of());
    client.send("PUT", sub("acl"), Map.of("x-amz-acl", "public-read-write"), NOTHING);

    assertThat(anybody.send("DELETE", at("key")).status()).isEqualTo(204);
    assertDenied(anybody.send("DELETE", named(version)));
    assertThat(client.get(named(version)).text()).isEqualTo("hello");
  }

  @Test
  void toPassGovernance_takesARightOfItsOwn() {
    String version =
        put(Map.of(MODE, "GOVERNANCE", "x-amz-object-lock-retain-until-date", Versions.LATE));
    setPolicy(allow("DeleteObjectVersion", "PutObjectRetention"));

    assertDenied(other.send("DELETE", named(version)));
    assertDenied(other.send("DELETE", named(version), BYPASS, NOTHING));
    assertDenied(other.send("PUT", named(version) + "&retention", BYPASS, utf8("<Retention/>")));
    assertThat(client.get(named(version) + "&retention").status()).isEqualTo(200);

    setPolicy(allow("DeleteObjectVersion", "BypassGovernanceRetention"));
    assertDenied(other.send("DELETE", named(version)));
    assertThat(other.send("DELETE", named(version), BYPASS, NOTHING).status()).isEqualTo(204);
  }

  @Test
  void toWriteWithALock_takesTheRightToSetIt() {
    Map<String, String> hold = Map.of("x-amz-object-lock-legal-hold", "ON");
    Map<String, String> retention =
        Map.of(MODE, "GOVERNANCE", "x-amz-object-lock-retain-until-date", Versions.LATE);
    setPolicy(allow("PutObject"));
    assertThat(other.put(at("key"), "x").status()).isEqualTo(200);
    assertDenied(other.send("PUT", at("key"), hold, utf8("x")));
    assertDenied(other.send("PUT", at("key"), retention, utf8("x")));

    setPolicy(allow("PutObject", "PutObjectLegalHold", "PutObjectRetention"));
    assertThat(other.send("PUT", at("key"), hold, utf8("x")).status()).isEqualTo(200);
    assertThat(other.send("PUT", at("key"), retention, utf8("x")).status()).isEqualTo(200);
  }

  @Test
  void conditions_boundRetentions_inHeadersAndInDocuments() {
    String version = put(Map.of());
    setPolicy(
        allow("PutObject", "PutObjectRetention"),
        where(
            "{'NumericGreaterThan':{'s3:object-lock-remaining-retention-days':'100'}}",
            statement("Deny", "'*'", "s3:PutObjectRetention", "/*")));
    Map<String, String> retention =
        Map.of(MODE, "GOVERNANCE", "x-amz-object-lock-retain-until-date", Versions.LATE);

    assertDenied(other.send("PUT", at("key"), retention, utf8("x")));
    assertDenied(
        other.put(named(version) + "&retention", Versions.retention("GOVERNANCE", Versions.LATE)));
    assertDenied(
        client.put(named(version) + "&retention", Versions.retention("GOVERNANCE", Versions.LATE)));
    assertThat(client.get(named(version) + "&retention").errorCode())
        .isEqualTo("NoSuchObjectLockConfiguration");
    String soon = Instant.now().plusSeconds(3600).toString();
    assertThat(
            other
                .put(named(version) + "&retention", Versions.retention("GOVERNANCE", soon))
                .status())
        .isEqualTo(200);
  }

  @Test
  void locks_areShownOnlyToWhoMayKnowThem() {
    String version =
        put(
            Map.of(
                MODE,
                "GOVERNANCE",
                "x-amz-object-lock-retain-until-date",
                Versions.LATE,
                "x-amz-object-lock-legal-hold",
                "ON"));
    setPolicy(allow("GetObjectVersion"));
    Answer blind = other.get(named(version));
    assertThat(blind.status()).isEqualTo(200);
    assertThat(blind.header(MODE)).isEmpty();
    assertThat(blind.header("x-amz-object-lock-legal-hold")).isEmpty();
    assertDenied(other.get(named(version) + "&retention"));

    setPolicy(allow("GetObjectVersion", "GetObjectRetention"));
    assertThat(other.get(named(version)).header(MODE)).isEqualTo("GOVERNANCE");
    assertThat(other.get(named(version)).header("x-amz-object-lock-legal-hold")).isEmpty();
    assertThat(other.get(named(version) + "&retention").status()).isEqualTo(200);
    assertDenied(other.get(named(version) + "&legal-hold"));
  }

  @Test
  void versionsAndMarkers_areTheOwnersToSee_unlessOthersMayListThem() {
    put(Map.of());
    client.send("DELETE", at("key"));
    setPolicy(allow("GetObject"));
    Answer hidden = other.get(at("key"));
    assertDenied(hidden);
    assertThat(hidden.header("x-amz-delete-marker")).isEmpty();
    assertDenied(other.get(sub("versions")));
    assertDenied(other.put(sub("versioning"), Versions.configuration("Suspended")));
    assertDenied(other.get(sub("versioning")));
    assertDenied(other.put(sub("object-lock"), Versions.lock("")));

    setPolicy(statement("Allow", otherPrincipal(), "s3:ListBucketVersions", ""));
    assertThat(other.get(sub("versions")).elements("DeleteMarker")).hasSize(1);
    assertDenied(other.get(sub("list-type=2")));
  }
}
