package io.horizonpush.s3.policy;

import static io.horizonpush.s3.policy.Policies.allow;
import static io.horizonpush.s3.policy.Policies.allowIf;
import static io.horizonpush.s3.policy.Policies.parse;
import static io.horizonpush.s3.policy.Policies.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyParserTest {

  @Test
  void policy_withAllElements_isRead() {
    BucketPolicy policy =
        parse(
            "{'Version':'2012-10-17','Id':'x','Statement':{'Sid':'Allow Public Access',"
                + "'Effect':'Deny','NotPrincipal':{'AWS':['id-alice']},'NotAction':['s3:Get*'],"
                + "'NotResource':['arn:aws:s3:::bucket','arn:aws:s3:::bucket/a'],"
                + "'Condition':{'Bool':{'aws:SecureTransport':['false']}}}}");

    assertThat(policy.id()).contains("x");
    assertThat(policy.statements()).hasSize(1);
    Statement statement = policy.statements().getFirst();
    assertThat(statement.sid()).contains("Allow Public Access");
    assertThat(statement.effect()).isEqualTo(Statement.Effect.DENY);
    assertThat(statement.principals().negated()).isTrue();
    assertThat(statement.actions().values()).containsExactly("s3:get*");
    assertThat(statement.resources().values()).hasSize(2);
    assertThat(policy.keys()).containsExactly("aws:securetransport");
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        "'Effect':'Allow'|'Effect':'allow'|Invalid effect: allow",
        "'Effect':'Allow'|'Effect':1|Invalid policy syntax: Effect is not a string",
        "'Effect':'Allow',||Missing required field Effect",
        "'Effect':'Allow'|'Effect':'Allow','Effect':'Deny'|Duplicate",
        "'Effect'|'Extra':1,'Effect'|Unknown field Extra",
        "'Effect'|'effect'|Unknown field effect",
        "'Principal':'*',||Missing required field Principal",
        "'Principal'|'NotPrincipal'|Allow with NotPrincipal is not allowed.",
        "'Principal'|'NotPrincipal':{'AWS':'a'},'Principal'|Statement has both Principal",
        "'*',|'a',|Invalid principal in policy: a",
        "'*',|{},|Missing required field Principal cannot be empty!",
        "'*',|[],|Missing required field Principal cannot be empty!",
        "'*',|{'AWS':[]},|Policy has an empty Principal",
        "'*',|{'AWS':1},|Invalid policy syntax",
        "'*',|{'AWS':''},|Invalid principal in policy",
        "'*',|{'AWS':'a*'},|Invalid principal in policy: a*",
        "'*',|{'AWS':'arn:aws:iam::1:user/*'},|Invalid principal in policy",
        "'*',|{'AWS':'arn:aws:iam::1:user/'},|Invalid principal in policy",
        "'*',|{'AWS':'arn:aws:iam::1:user/a:root'},|Invalid principal in policy",
        "'*',|{'AWS':'arn:aws:iam:::root'},|Invalid principal in policy",
        "'*',|{'AWS':'arn:aws:iam::1:role/a'},|Invalid principal in policy",
        "'*',|{'AWS':'arn:aws:iam::1:group/a'},|Invalid principal in policy",
        "'*',|{'AWS':'arn:aws:iam::1:user/*/a'},|Invalid principal in policy",
        "'*',|{'AWS':'arn:aws:iam::1:user/a:b/c'},|Invalid principal in policy",
        "'*',|{'AWS':'arn:aws:iam::1:user//a'},|Invalid principal in policy",
        "'*',|{'AWS':'arn:aws:sts::1:assumed-role/a/b'},|Invalid principal in policy",
        "'*',|{'Service':'logging.s3.amazonaws.com'},|Invalid principal in policy",
        "'*',|{'Federated':'accounts.google.com'},|Invalid principal in policy",
        "'*',|{'CanonicalUser':'*'},|Invalid principal in policy",
        "'*',|{'aws':'*'},|Invalid principal in policy",
        "'s3:GetObject'|'s3:GetObjct'|Policy has invalid action: s3:GetObjct",
        "'s3:GetObject'|'s3:Got*'|Policy has invalid action: s3:Got*",
        "'s3:GetObject'|'GetObject'|Policy has invalid action: GetObject",
        "'s3:GetObject'|'ec2:*'|Policy has invalid action: ec2:*",
        "'s3:GetObject'|'s*'|Policy has invalid action: s*",
        "'s3:GetObject'|['s3:GetObject','']|Policy has invalid action: ",
        "'s3:GetObject'|[]|Policy has an empty Action",
        "'s3:GetObject'|null|Invalid policy syntax",
        "'Action':'s3:GetObject',||Missing required field Action",
        "'Action'|'NotAction':'*','Action'|Statement has both Action",
        ",'Resource':'arn:aws:s3:::bucket/*'||Missing required field Resource",
        "bucket/*|other/*|Policy has invalid resource: arn:aws:s3:::other/*",
        "bucket/*|bucket2|Policy has invalid resource",
        "bucket/*|bucke|Policy has invalid resource",
        "bucket/*|b?cket2/*|Policy has invalid resource",
        "arn:aws:s3:::bucket/*|bucket/*|Policy has invalid resource",
        "arn:aws:s3:::bucket/*|arn:aws:s3::t:bucket/*|Policy has invalid resource",
        "arn:aws:s3:::bucket/*|arn:aws:s3:*|Policy has invalid resource",
        "arn:aws:s3:::bucket/*|arn:*:s3:::bucket/*|Policy has invalid resource",
        "bucket/*|bucket/${aws:username|Policy has invalid resource",
        "bucket/*|bucket/${aws:PrincipalTag/a}|Policy has invalid resource",
        "bucket/*|bucket/${}|Policy has invalid resource"
      },
      delimiter = '|',
      quoteCharacter = '`')
  void statement_withAFaultyElement_isRefusedSayingWhy(String from, String to, String message) {
    String statement = allow("");
    assertThat(statement).contains(from);
    String faulty = statement.replace(from, to == null ? "" : to);

    assertThatExceptionOfType(S3Exception.class)
        .isThrownBy(() -> policy(faulty))
        .withMessageStartingWith(message)
        .extracting(S3Exception::code)
        .isEqualTo(S3ErrorCode.MALFORMED_POLICY);
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        "[]|Invalid policy syntax: Condition is not an object",
        "{'StringEquals':{}}|Policy has an empty condition: StringEquals",
        "{'StringEquals':'a'}|Invalid policy syntax: StringEquals is not an object",
        "{'StringEquals':{'s3:prefix':[]}}|Policy has an empty s3:prefix",
        "{'StringEquals':{'s3:prefix':{}}}|Invalid policy syntax",
        "{'StringEquals':{'s3:prefix':null}}|Invalid policy syntax",
        "{'StringEquals':{'s3:prefix':[['a']]}}|Invalid policy syntax",
        "{'StringEqual':{'s3:prefix':'a'}}|Invalid Condition type : StringEqual",
        "{'stringequals':{'s3:prefix':'a'}}|Invalid Condition type : stringequals",
        "{'IfExists':{'s3:prefix':'a'}}|Invalid Condition type : IfExists",
        "{'ForAllValues:':{'s3:prefix':'a'}}|Invalid Condition type : ForAllValues:",
        "{'ForSomeValues:StringEquals':{'s3:prefix':'a'}}|Invalid Condition type",
        "{'NullIfExists':{'s3:prefix':'true'}}|Invalid Condition type : NullIfExists",
        "{'ForAllValues:Null':{'s3:prefix':'true'}}|Invalid Condition type",
        "{'StringEquals':{'s3:prefx':'a'}}|Policy has an invalid condition key: s3:prefx",
        "{'StringEquals':{'s3:ExistingObjectTag/':'a'}}|Policy has an invalid condition key",
        "{'StringEquals':{'aws:SourceVpc':'a'}}|Policy has an invalid condition key",
        "{'NumericEquals':{'s3:max-keys':'a'}}|Policy has an invalid condition value",
        "{'NumericEquals':{'s3:max-keys':1e99}}|Policy has an invalid condition value",
        "{'DateEquals':{'aws:CurrentTime':'2024-13-01'}}|Policy has an invalid condition value",
        "{'Bool':{'aws:SecureTransport':'yes'}}|Policy has an invalid condition value",
        "{'Null':{'s3:prefix':''}}|Policy has an invalid condition value",
        "{'BinaryEquals':{'s3:prefix':'!'}}|Policy has an invalid condition value",
        "{'IpAddress':{'aws:SourceIp':'10.0.0.0/33'}}|Policy has an invalid condition value",
        "{'IpAddress':{'aws:SourceIp':'10.0.0/8'}}|Policy has an invalid condition value",
        "{'IpAddress':{'aws:SourceIp':'256.0.0.1'}}|Policy has an invalid condition value",
        "{'IpAddress':{'aws:SourceIp':'fe80::1%lo'}}|Policy has an invalid condition value",
        "{'IpAddress':{'aws:SourceIp':'::/129'}}|Policy has an invalid condition value",
        "{'IpAddress':{'aws:SourceIp':'localhost'}}|Policy has an invalid condition value",
        "{'ArnLike':{'aws:SourceArn':'bucket'}}|Policy has an invalid condition value",
        "{'ArnLike':{'aws:SourceArn':'arn:aws:*:1:x'}}|Policy has an invalid condition value",
        "{'StringLike':{'s3:prefix':'${aws:x}'}}|Policy has an invalid condition value"
      },
      delimiter = '|',
      quoteCharacter = '`')
  void condition_thatCannotBeChecked_isRefusedSayingWhy(String condition, String message) {
    assertThatExceptionOfType(S3Exception.class)
        .isThrownBy(() -> policy(allowIf(condition)))
        .withMessageStartingWith(message)
        .extracting(S3Exception::code)
        .isEqualTo(S3ErrorCode.MALFORMED_POLICY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "'a'",
        "{",
        "{}",
        "{'Statement':[]}",
        "{'Statement':['a']}",
        "{'Statement':{}}",
        "{'Statement':[{}]}",
        "{'Version':'2012-10-18','Statement':[]}",
        "{'Version':2012,'Statement':[]}",
        "{'Statement':[]} {}",
        "{'Statement':[],}",
        "{'Id':1,'Statement':[]}",
        "\ufeff{'Statement':[]}"
      })
  void document_ofAnotherForm_isRefused(String document) {
    assertThatExceptionOfType(S3Exception.class)
        .isThrownBy(() -> parse(document))
        .extracting(S3Exception::code)
        .isEqualTo(S3ErrorCode.MALFORMED_POLICY);
  }

  @Test
  void document_isAtMost20KiBInUtf8() {
    String empty = "{'Id':'','Statement':" + allow("") + "}";
    int room = BucketPolicy.MAX_BYTES - empty.getBytes(StandardCharsets.UTF_8).length;
    String full = "\u00e4".repeat(room / 2) + "a".repeat(room % 2);

    assertThat(parse(empty.replace("''", "'" + full + "'")).id()).contains(full);
    assertThatExceptionOfType(S3Exception.class)
        .isThrownBy(() -> parse(empty.replace("''", "'" + full + "a'")))
        .withMessageContaining("maximum allowed document size");
  }

  @Test
  void document_nestedDeeply_isRefused() {
    assertThatExceptionOfType(S3Exception.class)
        .isThrownBy(() -> parse("{'Statement':" + "[".repeat(9_000)));
    assertThatExceptionOfType(S3Exception.class)
        .isThrownBy(() -> parse("{'Statement':" + "[".repeat(5_000) + "]".repeat(5_000) + "}"));
  }

  @Test
  void message_quotesOnlyALittleOfThePolicy() {
    String action = "s3:" + "x".repeat(10_000);

    assertThatExceptionOfType(S3Exception.class)
        .isThrownBy(() -> policy(allow("").replace("s3:GetObject", action)))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(600));
  }
}
