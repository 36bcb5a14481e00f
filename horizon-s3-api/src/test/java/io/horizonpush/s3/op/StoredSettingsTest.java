package io.horizonpush.s3.op;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.access.BucketRules;
import io.horizonpush.s3.model.BucketSetting;
import io.horizonpush.s3.model.CannedAcl;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.Tags;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoredSettingsTest {

  private static final Owner OWNER = new Owner("id", "name");

  @Test
  void whatARequestStores_isOfTheForm() {
    String tags =
        new String(
            TaggingDocument.write(new Tags(new TreeMap<>(Map.of("a", "b")))),
            StandardCharsets.UTF_8);

    assertThat(StoredSettings.isForm(BucketSetting.TAGGING, tags)).isTrue();
    assertThat(
            StoredSettings.isForm(
                BucketSetting.ACL, BucketRules.text(CannedAcl.PUBLIC_READ.of(OWNER, OWNER))))
        .isTrue();
  }

  /** It may have another name here, but a policy of no bucket at all is none. */
  @Test
  void aPolicy_mayNameTheBucketAsItIsCalledElsewhere() {
    assertThat(StoredSettings.isForm(BucketSetting.POLICY, policy("arn:aws:s3:::elsewhere/*")))
        .isTrue();
    assertThat(StoredSettings.isForm(BucketSetting.POLICY, policy("arn:aws:sqs:::elsewhere")))
        .isFalse();
  }

  @ParameterizedTest
  @EnumSource(BucketSetting.class)
  void textsThatSayNothing_areNot(BucketSetting setting) {
    for (String text : new String[] {"", "{", "<", "null", "[]", "<a>", "x".repeat(30_000)}) {
      assertThat(StoredSettings.isForm(setting, text)).as(text).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<Tagging><TagSet></TagSet></Tagging>",
        "<CORSConfiguration><!-- no client stores this --></CORSConfiguration>"
      })
  void anotherFormOfTheSame_isNot(String text) {
    assertThat(StoredSettings.isForm(BucketSetting.TAGGING, text)).isFalse();
    assertThat(StoredSettings.isForm(BucketSetting.CORS, text)).isFalse();
  }

  private static String policy(String resource) {
    return """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*",\
        "Action":"s3:GetObject","Resource":"%s"}]}"""
        .formatted(resource);
  }
}
