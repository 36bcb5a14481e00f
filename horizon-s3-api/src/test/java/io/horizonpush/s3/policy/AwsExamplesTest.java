package io.horizonpush.s3.policy;

import static io.horizonpush.s3.policy.Policies.ALICE;
import static io.horizonpush.s3.policy.Policies.BOB;
import static io.horizonpush.s3.policy.Policies.NOBODY;
import static io.horizonpush.s3.policy.Policies.policy;
import static io.horizonpush.s3.policy.Policies.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.model.Principal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The purposes for which the guides of AWS show bucket policies.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html">AWS:
 *     examples of bucket policies</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html">AWS:
 *     examples with condition keys</a>
 */
class AwsExamplesTest {

  private static final String BUCKET = "arn:aws:s3:::bucket";

  /**
   * A policy and a question.
   *
   * @param context {@code key=value} pairs with spaces between
   */
  private record Example(
      String statement,
      Principal principal,
      String action,
      String resource,
      String context,
      Decision decision) {}

  @ParameterizedTest
  @MethodSource("examples")
  void example_decidesAsItsGuideSays(Example example) {
    Map<String, List<String>> context =
        Arrays.stream(example.context().split(" ", -1))
            .filter(pair -> !pair.isEmpty())
            .collect(
                Collectors.groupingBy(
                    pair -> pair.substring(0, pair.indexOf('=')),
                    Collectors.mapping(
                        pair -> pair.substring(pair.indexOf('=') + 1), Collectors.toList())));

    assertThat(
            policy(example.statement())
                .evaluate(
                    request(example.principal(), example.action(), example.resource(), context)))
        .as("%s", example)
        .isEqualTo(example.decision());
  }

  static Stream<Example> examples() {
    return Stream.of(
            publicSite(),
            transport(),
            addresses(),
            referer(),
            homes(),
            owners(),
            tags(),
            encryption(),
            listing(),
            signatures(),
            copies(),
            window())
        .flatMap(List::stream);
  }

  private static List<Example> publicSite() {
    String open = statement("Allow", "'*'", "'s3:GetObject','s3:GetObjectVersion'", "/*", "");
    return List.of(
        new Example(open, NOBODY, "s3:GetObject", BUCKET + "/a", "", Decision.ALLOW),
        new Example(open, NOBODY, "s3:PutObject", BUCKET + "/a", "", Decision.NEITHER),
        new Example(open, NOBODY, "s3:ListBucket", BUCKET, "", Decision.NEITHER));
  }

  private static List<Example> transport() {
    String https =
        statement("Deny", "'*'", "'s3:*'", "/*", "'Bool':{'aws:SecureTransport':'false'}");
    return List.of(
        object(https, ALICE, "aws:securetransport=false", Decision.DENY),
        object(https, ALICE, "aws:securetransport=true", Decision.NEITHER));
  }

  private static List<Example> addresses() {
    String elsewhere =
        statement(
            "Deny",
            "'*'",
            "'s3:*'",
            "/*",
            "'NotIpAddress':{'aws:SourceIp':['192.0.2.0/24','2001:DB8:1234:5678::/64']}");
    String but =
        statement(
            "Allow",
            "'*'",
            "'s3:*'",
            "/*",
            "'IpAddress':{'aws:SourceIp':'192.0.2.0/24'},"
                + "'NotIpAddress':{'aws:SourceIp':'192.0.2.188/32'}");
    return List.of(
        object(elsewhere, ALICE, "aws:sourceip=192.0.3.1", Decision.DENY),
        object(elsewhere, ALICE, "aws:sourceip=192.0.2.1", Decision.NEITHER),
        object(elsewhere, ALICE, "aws:sourceip=2001:db8:1234:5678::1", Decision.NEITHER),
        object(elsewhere, ALICE, "", Decision.DENY),
        object(but, NOBODY, "aws:sourceip=192.0.2.187", Decision.ALLOW),
        object(but, NOBODY, "aws:sourceip=192.0.2.188", Decision.NEITHER),
        object(but, NOBODY, "", Decision.NEITHER));
  }

  private static List<Example> referer() {
    String site =
        statement(
            "Allow",
            "'*'",
            "'s3:GetObject'",
            "/*",
            "'StringLike':{'aws:Referer':['http://www.example.com/*','http://example.com/*']}");
    String ifAny = site.replace("StringLike", "StringLikeIfExists");
    return List.of(
        object(site, NOBODY, "aws:referer=http://example.com/", Decision.ALLOW),
        object(site, NOBODY, "aws:referer=http://www.example.com/i.html", Decision.ALLOW),
        object(site, NOBODY, "aws:referer=http://example.com", Decision.NEITHER),
        object(site, NOBODY, "", Decision.NEITHER),
        object(ifAny, NOBODY, "", Decision.ALLOW),
        object(ifAny, NOBODY, "aws:referer=http://other.example", Decision.NEITHER));
  }

  private static List<Example> homes() {
    String home =
        statement(
            "Allow", "{'AWS':['id-alice','id-bob']}", "'s3:*'", "/home/${aws:username}/*", "");
    String list =
        statement(
            "Allow",
            "{'AWS':'id-alice'}",
            "'s3:ListBucket'",
            "",
            "'StringLike':{'s3:prefix':['','home/','home/${aws:username}/*']},"
                + "'StringEquals':{'s3:delimiter':'/'}");
    return List.of(
        object(home, ALICE, "", Decision.ALLOW),
        object(home, BOB, "", Decision.NEITHER),
        object(home, NOBODY, "", Decision.NEITHER),
        list(list, ALICE, "s3:prefix=home/alice/x s3:delimiter=/", Decision.ALLOW),
        list(list, ALICE, "s3:prefix= s3:delimiter=/", Decision.ALLOW),
        list(list, ALICE, "s3:prefix=home/bob/ s3:delimiter=/", Decision.NEITHER),
        list(list, ALICE, "s3:prefix=home/", Decision.NEITHER),
        list(list, BOB, "s3:prefix=home/ s3:delimiter=/", Decision.NEITHER));
  }

  private static List<Example> owners() {
    String acl =
        statement(
            "Allow",
            "{'AWS':'arn:aws:iam::id-bob:root'}",
            "'s3:PutObject'",
            "/*",
            "'StringEquals':{'s3:x-amz-acl':'bucket-owner-full-control'}");
    String grant =
        statement(
            "Deny",
            "{'AWS':'arn:aws:iam::id-bob:user/bob'}",
            "'s3:PutObject'",
            "/*",
            "'StringNotEquals':{'s3:x-amz-grant-full-control':'id=id-alice'}");
    return List.of(
        put(acl, BOB, "s3:x-amz-acl=bucket-owner-full-control", Decision.ALLOW),
        put(acl, BOB, "s3:x-amz-acl=private", Decision.NEITHER),
        put(acl, BOB, "", Decision.NEITHER),
        put(grant, BOB, "", Decision.DENY),
        put(grant, BOB, "s3:x-amz-grant-full-control=id=id-alice", Decision.NEITHER),
        put(grant, ALICE, "", Decision.NEITHER));
  }

  private static List<Example> tags() {
    String existing =
        statement(
            "Allow",
            "'*'",
            "'s3:GetObject'",
            "/*",
            "'StringEquals':{'s3:ExistingObjectTag/security':'public'}");
    String keys =
        statement(
            "Allow",
            "{'AWS':'id-alice'}",
            "'s3:PutObjectTagging'",
            "/*",
            "'ForAllValues:StringLike':{'s3:RequestObjectTagKeys':['Owner','CreationDate']}");
    String any = keys.replace("ForAllValues", "ForAnyValue");
    String tagging = "s3:PutObjectTagging";
    String both = "s3:requestobjecttagkeys=Owner s3:requestobjecttagkeys=Other";
    return List.of(
        object(existing, BOB, "s3:existingobjecttag/security=public", Decision.ALLOW),
        object(existing, BOB, "s3:existingobjecttag/security=private", Decision.NEITHER),
        object(existing, BOB, "s3:existingobjecttag/security1=public", Decision.NEITHER),
        new Example(keys, ALICE, tagging, BUCKET + "/a", both, Decision.NEITHER),
        new Example(any, ALICE, tagging, BUCKET + "/a", both, Decision.ALLOW));
  }

  private static List<Example> encryption() {
    String key = "s3:x-amz-server-side-encryption";
    String other =
        statement(
            "Deny", "'*'", "'s3:PutObject'", "/*", "'StringNotEquals':{'" + key + "':'AES256'}");
    String none = statement("Deny", "'*'", "'s3:PutObject'", "/*", "'Null':{'" + key + "':'true'}");
    return List.of(
        put(other, ALICE, key + "=aws:kms", Decision.DENY),
        put(other, ALICE, "", Decision.DENY),
        put(other, ALICE, key + "=AES256", Decision.NEITHER),
        put(none, ALICE, "", Decision.DENY),
        put(none, ALICE, key + "=aws:kms", Decision.NEITHER));
  }

  private static List<Example> listing() {
    String few =
        statement(
            "Allow", "'*'", "'s3:ListBucket'", "", "'NumericLessThanEquals':{'s3:max-keys':'10'}");
    String prefix =
        statement(
            "Deny", "'*'", "'s3:ListBucket'", "", "'StringNotEquals':{'s3:prefix':'projects'}");
    return List.of(
        list(few, ALICE, "s3:max-keys=10", Decision.ALLOW),
        list(few, ALICE, "s3:max-keys=11", Decision.NEITHER),
        list(few, ALICE, "", Decision.NEITHER),
        list(prefix, ALICE, "s3:prefix=projects", Decision.NEITHER),
        list(prefix, ALICE, "s3:prefix=projects/", Decision.DENY),
        list(prefix, ALICE, "", Decision.DENY));
  }

  private static List<Example> signatures() {
    String old =
        statement(
            "Deny", "'*'", "'s3:*'", "/*", "'NumericGreaterThan':{'s3:signatureAge':'600000'}");
    String query =
        statement("Deny", "'*'", "'s3:*'", "/*", "'StringNotEquals':{'s3:authType':'REST-HEADER'}");
    return List.of(
        object(old, ALICE, "s3:signatureage=600001", Decision.DENY),
        object(old, ALICE, "s3:signatureage=600000", Decision.NEITHER),
        object(query, ALICE, "s3:authtype=REST-QUERY-STRING", Decision.DENY),
        object(query, ALICE, "s3:authtype=REST-HEADER", Decision.NEITHER));
  }

  private static List<Example> copies() {
    String folder =
        statement(
            "Deny",
            "{'AWS':'id-bob'}",
            "'s3:PutObject'",
            "/*",
            "'StringNotLike':{'s3:x-amz-copy-source':'/src/public/*'}");
    return List.of(
        put(folder, BOB, "s3:x-amz-copy-source=/src/public/a", Decision.NEITHER),
        put(folder, BOB, "s3:x-amz-copy-source=/src/private/a", Decision.DENY));
  }

  private static List<Example> window() {
    String window =
        statement(
            "Allow",
            "{'AWS':'id-alice'}",
            "'s3:GetObject'",
            "/*",
            "'DateGreaterThan':{'aws:CurrentTime':'2020-04-01T00:00:00Z'},"
                + "'DateLessThan':{'aws:CurrentTime':'2020-06-30T23:59:59Z'}");
    return List.of(
        object(window, ALICE, "aws:currenttime=2020-05-01T00:00:00Z", Decision.ALLOW),
        object(window, ALICE, "aws:currenttime=2020-03-31T23:59:59Z", Decision.NEITHER),
        object(window, ALICE, "aws:currenttime=2020-07-01T00:00:00Z", Decision.NEITHER));
  }

  private static Example object(
      String statement, Principal principal, String context, Decision decision) {
    return new Example(statement, principal, "s3:GetObject", Policies.OBJECT, context, decision);
  }

  private static Example put(
      String statement, Principal principal, String context, Decision decision) {
    return new Example(statement, principal, "s3:PutObject", BUCKET + "/k", context, decision);
  }

  private static Example list(
      String statement, Principal principal, String context, Decision decision) {
    return new Example(statement, principal, "s3:ListBucket", BUCKET, context, decision);
  }

  private static String statement(
      String effect, String principal, String actions, String resource, String condition) {
    return "{'Effect':'"
        + effect
        + "','Principal':"
        + principal
        + ",'Action':["
        + actions
        + "],'Resource':'"
        + BUCKET
        + resource
        + "'"
        + (condition.isEmpty() ? "" : ",'Condition':{" + condition + "}")
        + "}";
  }
}
