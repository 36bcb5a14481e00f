package io.horizonpush.node.lessons;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.node.testing.Request;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is denied stays denied, whoever else allows it; and what nobody allows is not allowed for
 * want of a denial. CVE-2025-62506 (only denials were looked at).
 */
class DenyBeatsAllowIT extends Lesson {

  private static final String ALLOW =
      "{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"s3:*\",\"Resource\":[%s]}";
  private static final String DENY =
      "{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:GetObject\",\"Resource\":[%s]}";

  private String bucket = "";
  private String target = "";

  @BeforeEach
  void prepare() {
    bucket = root().bucket("deny");
    target = Request.at(bucket, "k");
    Request open = Request.of("PUT", target).with("x-amz-acl", "public-read").withText("x");
    assertThat(root().send(open).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void denial_beatsEveryAllowanceInAnyOrder(boolean first) {
    Caller granted = caller(fresh("granted"), "rw:" + bucket);
    assertThat(anybody(Request.of("GET", target)).status()).isEqualTo(200);
    assertThat(granted.get(target).status()).isEqualTo(200);
    policy(first ? DENY + "," + ALLOW : ALLOW + "," + DENY);
    assertDenied(anybody(Request.of("GET", target)));
    assertDenied(granted.get(target));
    assertDenied(root().get(target));
    assertDenied(anybody(Request.of("HEAD", target)));
    assertDenied(anybody(Request.of("GET", target).with("Range", "bytes=0-0")));
    assertDenied(anybody(Request.of("GET", target + "?partNumber=1")));
  }

  /** Or else nobody could ever mend it. */
  @Test
  void ownerThatIsDenied_mayStillMendThePolicy() {
    policy("{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:*\",\"Resource\":[%s]}");
    assertDenied(root().get(target));
    assertThat(root().delete(Request.at(bucket, "") + "?policy").status()).isEqualTo(204);
    assertThat(root().get(target).status()).isEqualTo(200);
  }

  @Test
  void whatNothingAllows_isNotAllowed() {
    Caller other = caller(fresh("other"));
    policy(DENY.replace("GetObject", "DeleteObject"));
    assertDenied(other.put(target, "y"));
    assertDenied(other.get(Request.at(bucket, "")));
    assertDenied(anybody(Request.of("PUT", target).withText("y")));
    assertThat(root().get(target).text()).isEqualTo("x");
  }

  private void policy(String statements) {
    String resources = "\"arn:aws:s3:::%1$s\",\"arn:aws:s3:::%1$s/*\"".formatted(bucket);
    String document =
        "{\"Version\":\"2012-10-17\",\"Statement\":[" + statements.replace("%s", resources) + "]}";
    assertThat(root().put(Request.at(bucket, "") + "?policy", document).status()).isEqualTo(204);
  }
}
