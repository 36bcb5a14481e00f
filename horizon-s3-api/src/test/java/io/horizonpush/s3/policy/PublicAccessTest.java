package io.horizonpush.s3.policy;

import static io.horizonpush.s3.policy.Policies.allow;
import static io.horizonpush.s3.policy.Policies.allowIf;
import static io.horizonpush.s3.policy.Policies.policy;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublicAccessTest {

  @ParameterizedTest
  @CsvSource(
      value = {
        "'*'|true",
        "{'AWS':'*'}|true",
        "{'AWS':['id-alice','*']}|true",
        "{'AWS':'id-alice'}|false",
        "{'AWS':'arn:aws:iam::s3tenant1:root'}|false",
        "{'CanonicalUser':'id-alice'}|false"
      },
      delimiter = '|',
      quoteCharacter = '`')
  void statementWithoutConditions_isPublicIfItIsForEveryone(String principal, boolean isPublic) {
    String statement = allow("").replace("'Principal':'*'", "'Principal':" + principal);

    assertThat(policy(statement).isPublic()).isEqualTo(isPublic);
    assertThat(policy(statement.replace("Allow", "Deny")).isPublic()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        "{'IpAddress':{'aws:SourceIp':'10.0.0.0/32'}}|false",
        "{'IpAddress':{'aws:SourceIp':['10.0.0.0/8','2001:db8::/32']}}|false",
        "{'IpAddress':{'aws:SourceIp':['10.0.0.0/8','0.0.0.0/0']}}|true",
        "{'IpAddress':{'aws:SourceIp':'0.0.0.0/1'}}|true",
        "{'IpAddress':{'aws:SourceIp':'10.0.0.0/7'}}|true",
        "{'IpAddress':{'aws:SourceIp':'2001:db8::/31'}}|true",
        "{'IpAddress':{'aws:SourceIp':'::/0'}}|true",
        "{'IpAddressIfExists':{'aws:SourceIp':'10.0.0.0/32'}}|true",
        "{'ForAllValues:IpAddress':{'aws:SourceIp':'10.0.0.0/32'}}|true",
        "{'ForAnyValue:IpAddress':{'aws:SourceIp':'10.0.0.0/32'}}|false",
        "{'NotIpAddress':{'aws:SourceIp':'10.0.0.0/32'}}|true",
        "{'StringEquals':{'aws:SourceIp':'10.0.0.1'}}|true",
        "{'StringEquals':{'aws:userid':'id-alice'}}|false",
        "{'StringLike':{'aws:userid':'id-alice'}}|false",
        "{'StringLike':{'aws:userid':'AROLEID:*'}}|true",
        "{'StringLike':{'aws:userid':['id-alice','*']}}|true",
        "{'StringNotEquals':{'aws:userid':'id-alice'}}|true",
        "{'StringEquals':{'aws:userid':'${aws:userid}'}}|true",
        "{'ArnEquals':{'aws:PrincipalArn':'arn:aws:iam::id-alice:root'}}|false",
        "{'ArnLike':{'aws:PrincipalArn':'arn:aws:iam::*:root'}}|true",
        "{'ArnLike':{'s3:DataAccessPointArn':'arn:aws:s3:*:1:accesspoint/*'}}|false",
        "{'ArnLike':{'s3:DataAccessPointArn':'arn:aws:s3:*:*:accesspoint/*'}}|true",
        "{'StringEquals':{'aws:SourceAccount':'1'}}|false",
        "{'StringLike':{'aws:Referer':'http://www.example.com/*'}}|true",
        "{'StringEquals':{'s3:x-amz-acl':'private'}}|true",
        "{'Null':{'aws:userid':'false'}}|true",
        "{'Bool':{'aws:SecureTransport':'true'}}|true",
        "{'Bool':{'aws:SecureTransport':'true'},'IpAddress':{'aws:SourceIp':'10.1.1.1'}}|false"
      },
      delimiter = '|',
      quoteCharacter = '`')
  void statementForEveryone_isNotPublicBehindAConditionOnFixedValues(
      String condition, boolean isPublic) {
    assertThat(policy(allowIf(condition)).isPublic()).isEqualTo(isPublic);
  }

  @Test
  void policy_isPublicIfAnyStatementIs() {
    String closed = allowIf("{'IpAddress':{'aws:SourceIp':'10.0.0.0/32'}}");

    assertThat(policy(closed, closed).isPublic()).isFalse();
    assertThat(policy(closed, allow("")).isPublic()).isTrue();
  }
}
