package io.horizonpush.s3.policy;

import static io.horizonpush.s3.policy.Policies.ALICE;
import static io.horizonpush.s3.policy.Policies.allowIf;
import static io.horizonpush.s3.policy.Policies.get;
import static io.horizonpush.s3.policy.Policies.policy;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ConditionTest {

  @ParameterizedTest
  @CsvSource(
      value = {
        "StringEquals|s3:prefix|'a'|a|true",
        "StringEquals|s3:prefix|'a'|A|false",
        "StringEquals|s3:prefix|'a*'|ab|false",
        "StringEquals|s3:prefix|'a*'|a*|true",
        "StringEquals|s3:prefix|['a','b']|b|true",
        "StringEquals|s3:prefix|''|``|true",
        "StringEquals|s3:prefix|'${aws:username}${*}'|alice*|true",
        "StringNotEquals|s3:prefix|['a','b']|b|false",
        "StringNotEquals|s3:prefix|['a','b']|c|true",
        "StringEqualsIgnoreCase|s3:prefix|'aB'|Ab|true",
        "StringNotEqualsIgnoreCase|s3:prefix|'aB'|Ab|false",
        "StringLike|s3:prefix|'home/${aws:username}/*'|home/alice/x|true",
        "StringLike|s3:prefix|'home/${aws:username}/*'|home/bob/x|false",
        "StringLike|s3:prefix|'a?'|ab|true",
        "StringLike|s3:prefix|'A?'|ab|false",
        "StringLike|s3:prefix|'a${*}'|ab|false",
        "StringNotLike|s3:prefix|'a*'|ab|false",
        "NumericEquals|s3:max-keys|'10'|10|true",
        "NumericEquals|s3:max-keys|10|10.0|true",
        "NumericEquals|s3:max-keys|10|ten|false",
        "NumericNotEquals|s3:max-keys|10|11|true",
        "NumericNotEquals|s3:max-keys|10|10|false",
        "NumericLessThan|s3:max-keys|'10'|9|true",
        "NumericLessThan|s3:max-keys|'10'|10|false",
        "NumericLessThanEquals|s3:max-keys|'10'|10|true",
        "NumericLessThanEquals|s3:max-keys|'10'|-100|true",
        "NumericGreaterThan|s3:signatureAge|'600000'|600001|true",
        "NumericGreaterThan|s3:signatureAge|'600000'|600000|false",
        "NumericGreaterThanEquals|s3:signatureAge|'6'|6|true",
        "NumericGreaterThanEquals|s3:signatureAge|'6'|5.9|false",
        "DateEquals|aws:CurrentTime|'2024-02-29T12:00:00Z'|2024-02-29T13:00:00+01:00|true",
        "DateEquals|aws:CurrentTime|'2024-02-29'|1709164800|true",
        "DateNotEquals|aws:CurrentTime|'2024-02-29'|1709164800|false",
        "DateLessThan|aws:CurrentTime|'2013-06-30T00:00:00Z'|2013-06-29T23:59:59.999Z|true",
        "DateLessThan|aws:CurrentTime|'2013-06-30T00:00:00Z'|2013-06-30T00:00:00Z|false",
        "DateLessThanEquals|aws:EpochTime|1709164800|1709164800.5|false",
        "DateLessThanEquals|aws:EpochTime|1709164800|1709164800|true",
        "DateGreaterThan|aws:EpochTime|'2024-02-29'|1709164801|true",
        "DateGreaterThanEquals|aws:EpochTime|'2024-02-29'|1709164799|false",
        "DateGreaterThanEquals|aws:EpochTime|'2024-02-29'|soon|false",
        "Bool|aws:SecureTransport|'false'|false|true",
        "Bool|aws:SecureTransport|false|true|false",
        "Bool|aws:SecureTransport|true|True|true",
        "BinaryEquals|s3:x-amz-content-sha256|'QmFzZTY0'|QmFzZTY0|true",
        "BinaryEquals|s3:x-amz-content-sha256|'QmFzZTY0'|QmFzZTY1|false",
        "BinaryEquals|s3:x-amz-content-sha256|'QmFzZTY0'|!|false",
        "IpAddress|aws:SourceIp|'203.0.113.0/24'|203.0.113.255|true",
        "IpAddress|aws:SourceIp|'203.0.113.7/24'|203.0.113.1|true",
        "IpAddress|aws:SourceIp|'203.0.113.0/24'|203.0.114.0|false",
        "IpAddress|aws:SourceIp|'203.0.113.7'|203.0.113.7|true",
        "IpAddress|aws:SourceIp|'203.0.113.7/32'|203.0.113.6|false",
        "IpAddress|aws:SourceIp|'0.0.0.0/0'|1.2.3.4|true",
        "IpAddress|aws:SourceIp|'0.0.0.0/0'|::1|false",
        "IpAddress|aws:SourceIp|'203.0.113.0/24'|::ffff:203.0.113.9|true",
        "IpAddress|aws:SourceIp|'2001:DB8:1234:5678::/64'|2001:db8:1234:5678:1::1|true",
        "IpAddress|aws:SourceIp|'2001:DB8:1234:5678::/64'|2001:db8:1234:5679::1|false",
        "IpAddress|aws:SourceIp|['10.0.0.0/8','::1']|0:0:0:0:0:0:0:1|true",
        "IpAddress|aws:SourceIp|'10.0.0.0/8'|localhost|false",
        "IpAddress|aws:SourceIp|'10.0.0.0/8'|10.1|false",
        "NotIpAddress|aws:SourceIp|'10.0.0.0/8'|10.255.0.1|false",
        "NotIpAddress|aws:SourceIp|'10.0.0.0/8'|11.0.0.1|true",
        "ArnEquals|aws:SourceArn|'arn:aws:s3:::b*'|arn:aws:s3:::bucket|true",
        "ArnLike|aws:SourceArn|'arn:aws:sns:*:1:x'|arn:aws:sns:eu:1:x|true",
        "ArnLike|aws:SourceArn|'arn:aws:sns:*:1:x'|arn:aws:sns:a:b:1:x|false",
        "ArnLike|aws:SourceArn|'arn:aws:a:b:c:*'|arn:aws:a:b:c:d:e|true",
        "ArnLike|aws:SourceArn|'arn:aws:a:b:c:${aws:username}'|arn:aws:a:b:c:alice|true",
        "ArnLike|aws:SourceArn|'arn:aws:a:b:c:*'|arn:aws:a|false",
        "ArnNotEquals|aws:SourceArn|'arn:aws:s3:::b*'|arn:aws:s3:::bucket|false",
        "ArnNotLike|aws:SourceArn|'arn:aws:s3:::b'|arn:aws:s3:::bucket|true",
        "Null|s3:x-amz-acl|'true'|x|false",
        "Null|s3:x-amz-acl|'false'|x|true"
      },
      delimiter = '|',
      quoteCharacter = '`')
  void operator_comparesAsAwsSays(
      String operator, String key, String expected, String actual, boolean holds) {
    String statement = allowIf("{'" + operator + "':{'" + key + "':" + expected + "}}");

    assertThat(holds(statement, Map.of(ConditionKeys.known(key).orElseThrow(), List.of(actual))))
        .isEqualTo(holds);
  }

  /** AWS: a missing key makes a condition false, a negated one true, IfExists always true. */
  @ParameterizedTest
  @EnumSource
  void keyThatIsMissing_countsAsAwsSays(ConditionOperator operator) {
    String name = name(operator);
    String value = value(operator);

    if (operator == ConditionOperator.NULL) {
      assertThat(holds(missing(name, "'true'"), Map.of())).isTrue();
      assertThat(holds(missing(name, "'false'"), Map.of())).isFalse();
    } else {
      assertThat(holds(missing(name, value), Map.of())).isEqualTo(operator.negated());
      assertThat(holds(missing(name + "IfExists", value), Map.of())).isTrue();
      assertThat(holds(missing("ForAllValues:" + name, value), Map.of())).isTrue();
      assertThat(holds(missing("ForAnyValue:" + name, value), Map.of())).isFalse();
      assertThat(holds(missing("ForAnyValue:" + name + "IfExists", value), Map.of())).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    // operator, values of the request, whether the condition on ['a', 'b'] holds
    "ForAllValues:StringEquals, a, true",
    "ForAllValues:StringEquals, a b, true",
    "ForAllValues:StringEquals, a c, false",
    "ForAllValues:StringNotEquals, c d, true",
    "ForAllValues:StringNotEquals, a d, false",
    "ForAnyValue:StringEquals, a c, true",
    "ForAnyValue:StringEquals, c d, false",
    "ForAnyValue:StringNotEquals, a c, true",
    "ForAnyValue:StringNotEquals, a b, false",
    "ForAnyValue:StringLikeIfExists, c, false",
    "StringEquals, c a, true",
    "StringEquals, c d, false",
    "StringNotEquals, c a, false",
    "StringNotEquals, c d, true"
  })
  void severalValues_countAsTheQuantifierSays(String operator, String actual, boolean holds) {
    String condition = "{'" + operator + "':{'s3:RequestObjectTagKeys':['a','b']}}";

    assertThat(
            holds(
                allowIf(condition),
                Map.of("s3:requestobjecttagkeys", List.of(actual.split(" ", -1)))))
        .isEqualTo(holds);
  }

  @Test
  void conditions_haveAllToHold() {
    String statement =
        allowIf(
            "{'StringEquals':{'s3:prefix':'a','s3:delimiter':'/'},"
                + "'NumericLessThan':{'s3:max-keys':10}}");

    assertThat(
            holds(
                statement,
                Map.of(
                    "s3:prefix", List.of("a"),
                    "s3:delimiter", List.of("/"),
                    "s3:max-keys", List.of("9"))))
        .isTrue();
    assertThat(
            holds(
                statement,
                Map.of(
                    "s3:prefix", List.of("a"),
                    "s3:delimiter", List.of("/"),
                    "s3:max-keys", List.of("10"))))
        .isFalse();
    assertThat(holds(statement, Map.of("s3:prefix", List.of("a"), "s3:max-keys", List.of("9"))))
        .isFalse();
  }

  private static String missing(String operator, String value) {
    return allowIf("{'" + operator + "':{'s3:prefix':" + value + "}}");
  }

  private static boolean holds(String statement, Map<String, List<String>> context) {
    return policy(statement).evaluate(get(ALICE, context)) == Decision.ALLOW;
  }

  private static String name(ConditionOperator operator) {
    StringBuilder name = new StringBuilder();
    for (String word : operator.name().split("_", -1)) {
      name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
    }
    return name.toString();
  }

  private static String value(ConditionOperator operator) {
    String name = operator.name();
    if (name.contains("IP")) {
      return "'10.0.0.0/8'";
    }
    if (name.startsWith("ARN")) {
      return "'arn:aws:s3:::b'";
    }
    return name.equals("BOOL") ? "true" : "'1000'";
  }
}
