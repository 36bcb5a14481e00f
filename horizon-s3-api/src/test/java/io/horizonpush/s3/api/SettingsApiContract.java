package io.horizonpush.s3.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.api.TestingS3Client.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is set for buckets, and what never is, as clients see it. */
public abstract class SettingsApiContract extends S3ApiContract {

  private static final byte[] NOTHING = new byte[0];

  @Test
  void policy_isGivenBackAsItWasSent_untilItIsDeleted() {
    String policy = policy("'Principal':{'AWS':'*'},'Action':'s3:GetObject'", "/*");
    Answer before = client.get(sub("policy"));
    assertThat(before.status()).isEqualTo(404);
    assertThat(before.errorCode()).isEqualTo("NoSuchBucketPolicy");
    assertThat(before.element("BucketName")).contains(bucket);

    assertThat(client.put(sub("policy"), policy).status()).isEqualTo(204);

    Answer answer = client.get(sub("policy"));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo(policy);
    assertThat(answer.header("content-type")).isEqualTo("application/json");
    assertThat(client.send("DELETE", sub("policy")).status()).isEqualTo(204);
    assertThat(client.get(sub("policy")).errorCode()).isEqualTo("NoSuchBucketPolicy");
    assertThat(client.send("DELETE", sub("policy")).status()).isEqualTo(204);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no json",
        "[]",
        "{}",
        "{'Statement':[]}",
        "{'Version':'2000-01-01','Statement':[]}",
        "{'Statement':[{'Effect':'Allow','Principal':'*','Action':'s3:GetObject'}]}",
        "{'Statement':[{'Effect':'Perhaps','Principal':'*','Action':'s3:GetObject',"
            + "'Resource':'arn:aws:s3:::BUCKET/*'}]}",
        "{'Statement':[{'Effect':'Allow','Principal':'*','Action':'s3:Nonsense',"
            + "'Resource':'arn:aws:s3:::BUCKET/*'}]}",
        "{'Statement':[{'Effect':'Allow','Principal':'*','Action':'s3:GetObject',"
            + "'Resource':'arn:aws:s3:::another-bucket/*'}]}",
        "{'Statement':[{'Effect':'Deny','Principal':'*','Action':'s3:GetObject',"
            + "'Resource':'arn:aws:s3:::BUCKET/*','Condition':{'Unheard':{'aws:SourceIp':'x'}}}]}",
        "{'Statement':[{'Effect':'Deny','Principal':'*','Action':'s3:GetObject',"
            + "'Resource':'arn:aws:s3:::BUCKET/*','Unheard':1}]}"
      })
  void policy_thatCannotBeEnforced_isMalformedAndChangesNothing(String text) {
    String good = policy("'Principal':'*','Action':'s3:GetObject'", "/*");
    client.put(sub("policy"), good);

    Answer answer = client.put(sub("policy"), json(text.replace("BUCKET", bucket)));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.errorCode()).isEqualTo("MalformedPolicy");
    assertThat(client.get(sub("policy")).text()).isEqualTo(good);
  }

  @Test
  void policyStatus_saysWhetherPolicyOrListOpenTheBucketToEveryone() {
    assertThat(client.get(sub("policyStatus")).element("IsPublic")).contains("false");

    client.put(sub("policy"), policy("'Principal':'*','Action':'s3:GetObject'", "/*"));
    assertThat(client.get(sub("policyStatus")).element("IsPublic")).contains("true");
    client.put(
        sub("policy"),
        json(
            "{'Version':'2012-10-17','Statement':[{'Effect':'Allow','Principal':'*',"
                + "'Action':'s3:GetObject','Resource':'arn:aws:s3:::"
                + bucket
                + "/*','Condition':{'IpAddress':{'aws:SourceIp':'10.0.0.0/24'}}}]}"));
    assertThat(client.get(sub("policyStatus")).element("IsPublic")).contains("false");

    client.send("PUT", sub("acl"), Map.of("x-amz-acl", "public-read"), NOTHING);
    assertThat(client.get(sub("policyStatus")).element("IsPublic")).contains("true");
  }

  @Test
  void tags_areGivenBack_untilTheyAreDeleted() {
    Answer before = client.get(sub("tagging"));
    assertThat(before.status()).isEqualTo(404);
    assertThat(before.errorCode()).isEqualTo("NoSuchTagSet");

    assertThat(client.put(sub("tagging"), tags(2)).status()).isEqualTo(204);

    Answer answer = client.get(sub("tagging"));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.elements("Key")).containsExactly("k1", "k2");
    assertThat(answer.elements("Value")).containsExactly("v1 =+/@", "v2 =+/@");
    assertThat(client.send("DELETE", sub("tagging")).status()).isEqualTo(204);
    assertThat(client.get(sub("tagging")).errorCode()).isEqualTo("NoSuchTagSet");
  }

  @Test
  void tags_beyondTheLimits_areRefusedAndChangeNothing() {
    assertThat(client.put(sub("tagging"), tags(50)).status()).isEqualTo(204);

    assertThat(client.put(sub("tagging"), tags(51)).errorCode()).isEqualTo("InvalidTag");
    String tag = "<Tag><Key>k</Key><Value>v</Value></Tag>";
    assertThat(client.put(sub("tagging"), tagging(tag + tag)).errorCode()).isEqualTo("InvalidTag");
    assertThat(
            client
                .put(sub("tagging"), tagging("<Tag><Key>aws:k</Key><Value>v</Value></Tag>"))
                .errorCode())
        .isEqualTo("InvalidTag");
    for (String none : List.of("", "no xml", "<Tagging/>", "<Other/>")) {
      assertThat(client.put(sub("tagging"), none).errorCode()).as(none).isEqualTo("MalformedXML");
    }
    assertThat(client.get(sub("tagging")).elements("Key")).hasSize(50);
  }

  @Test
  void publicAccessBlock_isGivenBack_untilItIsDeleted() {
    Answer before = client.get(sub("publicAccessBlock"));
    assertThat(before.status()).isEqualTo(404);
    assertThat(before.errorCode()).isEqualTo("NoSuchPublicAccessBlockConfiguration");

    Answer put =
        client.put(
            sub("publicAccessBlock"),
            "<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls>"
                + "<RestrictPublicBuckets>TRUE</RestrictPublicBuckets>"
                + "</PublicAccessBlockConfiguration>");

    assertThat(put.status()).isEqualTo(200);
    Answer answer = client.get(sub("publicAccessBlock"));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.element("BlockPublicAcls")).contains("true");
    assertThat(answer.element("IgnorePublicAcls")).contains("false");
    assertThat(answer.element("BlockPublicPolicy")).contains("false");
    assertThat(answer.element("RestrictPublicBuckets")).contains("true");
    assertThat(client.put(sub("publicAccessBlock"), "<Other/>").errorCode())
        .isEqualTo("MalformedXML");
    assertThat(client.send("DELETE", sub("publicAccessBlock")).status()).isEqualTo(204);
    assertThat(client.get(sub("publicAccessBlock")).status()).isEqualTo(404);
  }

  @Test
  void cors_isGivenBack_untilItIsDeleted() {
    Answer before = client.get(sub("cors"));
    assertThat(before.status()).isEqualTo(404);
    assertThat(before.errorCode()).isEqualTo("NoSuchCORSConfiguration");

    assertThat(client.put(sub("cors"), rules()).status()).isEqualTo(200);

    Answer answer = client.get(sub("cors"));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.elements("ID")).containsExactly("site", "all");
    assertThat(answer.elements("AllowedOrigin")).containsExactly("https://*.example.com", "*");
    assertThat(answer.elements("AllowedMethod")).containsExactly("GET", "PUT", "GET");
    assertThat(answer.elements("MaxAgeSeconds")).containsExactly("60");
    assertThat(client.send("DELETE", sub("cors")).status()).isEqualTo(204);
    assertThat(client.get(sub("cors")).errorCode()).isEqualTo("NoSuchCORSConfiguration");
  }

  @ParameterizedTest
  @CsvSource({
    "<Other/>, MalformedXML",
    "<CORSConfiguration/>, MalformedXML",
    "<CORSConfiguration><CORSRule><AllowedMethod>GET</AllowedMethod></CORSRule>"
        + "</CORSConfiguration>, MalformedXML",
    "<CORSConfiguration><CORSRule><AllowedMethod>PATCH</AllowedMethod><AllowedOrigin>*"
        + "</AllowedOrigin></CORSRule></CORSConfiguration>, InvalidRequest",
    "<CORSConfiguration><CORSRule><AllowedMethod>GET</AllowedMethod><AllowedOrigin>*.*"
        + "</AllowedOrigin></CORSRule></CORSConfiguration>, InvalidRequest"
  })
  void cors_thatBreaksARule_isRefused(String document, String code) {
    Answer answer = client.put(sub("cors"), document);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.errorCode()).isEqualTo(code);
    assertThat(client.get(sub("cors")).status()).isEqualTo(404);
  }

  @Test
  void preflight_isAnsweredByTheFirstRuleThatFits() {
    client.put(sub("cors"), rules());

    Answer site = preflight(bucket, "https://www.example.com", "PUT", "x-amz-meta-a, Content-MD5");
    assertThat(site.status()).isEqualTo(200);
    assertThat(site.body()).isEmpty();
    assertThat(site.header("access-control-allow-origin")).isEqualTo("https://www.example.com");
    assertThat(site.header("access-control-allow-credentials")).isEqualTo("true");
    assertThat(site.header("access-control-allow-methods")).isEqualTo("GET, PUT");
    assertThat(site.header("access-control-allow-headers")).isEqualTo("x-amz-meta-a, content-md5");
    assertThat(site.header("access-control-expose-headers")).isEqualTo("ETag");
    assertThat(site.header("access-control-max-age")).isEqualTo("60");
    assertThat(site.header("vary")).contains("Origin");

    Answer other = preflight(bucket, "https://other.test", "GET", "");
    assertThat(other.status()).isEqualTo(200);
    assertThat(other.header("access-control-allow-origin")).isEqualTo("*");
    assertThat(other.header("access-control-allow-credentials")).isEmpty();
  }

  @Test
  void preflight_thatNoRuleFits_isForbidden() {
    Answer without = preflight(bucket, "https://other.test", "GET", "");
    assertThat(without.status()).isEqualTo(403);
    assertThat(without.errorCode()).isEqualTo("AccessForbidden");
    assertThat(without.header("access-control-allow-origin")).isEmpty();

    client.put(sub("cors"), rules());
    for (Answer refused :
        List.of(
            preflight(bucket, "https://other.test", "PUT", ""),
            preflight(bucket, "https://www.example.com", "DELETE", ""),
            preflight(bucket, "https://www.example.com", "PUT", "authorization"),
            preflight("none-" + bucket, "https://www.example.com", "GET", ""))) {
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.errorCode()).isEqualTo("AccessForbidden");
      assertThat(refused.header("access-control-allow-origin")).isEmpty();
    }
    assertThat(client.send("OPTIONS", at("key")).status()).isEqualTo(400);
  }

  @Test
  void answersAndErrors_tellABrowserWhatThePageMaySee() {
    client.put(at("open"), "x");
    client.put(sub("cors"), rules());
    client.put(sub("policy"), policy("'Principal':'*','Action':'s3:GetObject'", "/open"));
    Map<String, String> page = Map.of("origin", "https://www.example.com");

    Answer answer = client.send("GET", at("open"), page, NOTHING);
    Answer error = client.send("GET", at("closed"), page, NOTHING);
    Answer stranger =
        client.send("PUT", at("open"), Map.of("origin", "https://other.test"), utf8("y"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(error.status()).isEqualTo(403);
    for (Answer seen : List.of(answer, error)) {
      assertThat(seen.header("access-control-allow-origin")).isEqualTo("https://www.example.com");
      assertThat(seen.header("access-control-expose-headers")).isEqualTo("ETag");
      assertThat(seen.header("vary")).contains("Origin");
    }
    assertThat(stranger.status()).isEqualTo(403);
    assertThat(stranger.header("access-control-allow-origin")).isEmpty();
    assertThat(client.get(at("open")).header("access-control-allow-origin")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "accelerate, AccelerateConfiguration",
    "logging, BucketLoggingStatus",
    "notification, NotificationConfiguration",
    "requestPayment, RequestPaymentConfiguration",
    "versioning, VersioningConfiguration"
  })
  void feature_thatIsNotSet_isAnsweredAsItsDefault(String feature, String root) {
    Answer answer = client.get(sub(feature));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).contains("<" + root + " xmlns=");
    assertThat(answer.elements("Payer"))
        .isEqualTo(feature.equals("requestPayment") ? List.of("BucketOwner") : List.of());
    assertThat(answer.elements("Status")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "encryption, ServerSideEncryptionConfigurationNotFoundError",
    "lifecycle, NoSuchLifecycleConfiguration",
    "object-lock, ObjectLockConfigurationNotFoundError",
    "ownershipControls, OwnershipControlsNotFoundError",
    "replication, ReplicationConfigurationNotFoundError",
    "website, NoSuchWebsiteConfiguration"
  })
  void feature_thatIsNotSetAndHasNoDefault_isNotFound(String feature, String code) {
    Answer answer = client.get(sub(feature));

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.errorCode()).isEqualTo(code);
    assertThat(answer.element("BucketName")).contains(bucket);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, analytics&id=x",
    "GET, inventory",
    "PUT, accelerate",
    "PUT, encryption",
    "PUT, lifecycle",
    "PUT, logging",
    "PUT, notification",
    "PUT, ownershipControls",
    "PUT, replication",
    "PUT, requestPayment",
    "PUT, website",
    "DELETE, encryption",
    "DELETE, lifecycle",
    "DELETE, ownershipControls",
    "DELETE, replication",
    "DELETE, website"
  })
  void feature_thatIsNotOffered_is501AndNeverSomethingElse(String method, String feature) {
    Answer answer = client.send(method, sub(feature));

    assertThat(answer.status()).isEqualTo(501);
    assertThat(answer.errorCode()).isEqualTo("NotImplemented");
    assertThat(client.send("HEAD", "/" + bucket).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "acl",
        "cors",
        "policy",
        "policyStatus",
        "publicAccessBlock",
        "tagging",
        "website"
      })
  void settings_ofABucketThatDoesNotExist_areNoSuchBucket(String setting) {
    Answer answer = client.get("/none-" + bucket + "?" + setting);

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.errorCode()).isEqualTo("NoSuchBucket");
  }

  @Test
  void settings_goWithTheirBucket() {
    client.put(sub("cors"), rules());
    client.put(sub("policy"), policy("'Principal':'*','Action':'s3:GetObject'", "/*"));
    client.put(sub("tagging"), tags(1));
    client.send("PUT", sub("acl"), Map.of("x-amz-acl", "public-read"), NOTHING);
    client.send("DELETE", "/" + bucket);
    assertThat(client.get(sub("policy")).errorCode()).isEqualTo("NoSuchBucket");

    client.send("PUT", "/" + bucket);

    assertThat(client.get(sub("cors")).errorCode()).isEqualTo("NoSuchCORSConfiguration");
    assertThat(client.get(sub("policy")).errorCode()).isEqualTo("NoSuchBucketPolicy");
    assertThat(client.get(sub("tagging")).errorCode()).isEqualTo("NoSuchTagSet");
    assertThat(client.get(sub("acl")).elements("Permission")).containsExactly("FULL_CONTROL");
  }

  @Test
  void listBuckets_pages() {
    String prefix = bucket + ".page.";
    List<String> names = IntStream.range(0, 5).mapToObj(n -> prefix + n).toList();
    names.reversed().forEach(name -> client.send("PUT", "/" + name));
    List<String> found = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    String token = "";
    do {
      Answer page = client.get("/?max-buckets=2&prefix=" + prefix + token);
      assertThat(page.status()).isEqualTo(200);
      assertThat(page.element("Prefix")).contains(prefix);
      found.addAll(page.elements("Name"));
      sizes.add(page.elements("Name").size());
      token =
          page.element("ContinuationToken").map(next -> "&continuation-token=" + next).orElse("");
    } while (!token.isEmpty());

    assertThat(found).isEqualTo(names);
    assertThat(sizes).containsExactly(2, 2, 1);
    assertThat(client.get("/?prefix=" + prefix).elements("BucketRegion")).containsOnly("us-east-1");
    assertThat(client.get("/?bucket-region=eu-west-1&prefix=" + prefix).elements("Name")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"max-buckets=0", "max-buckets=10001", "max-buckets=x"})
  void listBuckets_withAPageSizeOutOfRange_isRefused(String query) {
    assertThat(client.get("/?" + query).errorCode()).isEqualTo("InvalidArgument");
  }

  private String sub(String name) {
    return "/" + bucket + "?" + name;
  }

  private String policy(String who, String resource) {
    return json(
        "{'Version':'2012-10-17', 'Statement':[{'Effect':'Allow',"
            + who
            + ",'Resource':'arn:aws:s3:::"
            + bucket
            + resource
            + "'}]}");
  }

  private Answer preflight(String of, String origin, String method, String headers) {
    return client.send(
        "OPTIONS",
        "/" + of + "/key",
        headers.isEmpty()
            ? Map.of("origin", origin, "access-control-request-method", method)
            : Map.of(
                "origin",
                origin,
                "access-control-request-method",
                method,
                "access-control-request-headers",
                headers),
        NOTHING);
  }

  private static String rules() {
    return "<CORSConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
        + "<CORSRule><ID>site</ID><AllowedOrigin>https://*.example.com</AllowedOrigin>"
        + "<AllowedMethod>GET</AllowedMethod><AllowedMethod>PUT</AllowedMethod>"
        + "<AllowedHeader>x-amz-*</AllowedHeader><AllowedHeader>Content-MD5</AllowedHeader>"
        + "<ExposeHeader>ETag</ExposeHeader><MaxAgeSeconds>60</MaxAgeSeconds></CORSRule>"
        + "<CORSRule><ID>all</ID><AllowedOrigin>*</AllowedOrigin>"
        + "<AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>";
  }

  private static String tags(int count) {
    return tagging(
        IntStream.rangeClosed(1, count)
            .mapToObj(n -> "<Tag><Key>k%d</Key><Value>v%d =+/@</Value></Tag>".formatted(n, n))
            .collect(Collectors.joining()));
  }

  private static String tagging(String tags) {
    return "<Tagging><TagSet>" + tags + "</TagSet></Tagging>";
  }
}
