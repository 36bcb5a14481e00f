package io.horizonpush.s3.op;

import io.horizonpush.s3.access.BucketRules;
import io.horizonpush.s3.access.PublicAccessBlock;
import io.horizonpush.s3.cors.CorsConfiguration;
import io.horizonpush.s3.model.Acl;
import io.horizonpush.s3.model.BucketSetting;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.Tags;
import io.horizonpush.s3.policy.BucketPolicy;
import io.horizonpush.s3.xml.XmlParser;
import java.nio.charset.StandardCharsets;

/**
 * The forms in which settings are stored, for texts that no client of this node sent: another node
 * says that a bucket has them. Stateless.
 */
public final class StoredSettings {

  private StoredSettings() {}

  /**
   * Whether a text is what some request for the setting would have stored. A policy may name the
   * bucket as it is called elsewhere.
   */
  public static boolean isForm(BucketSetting setting, String text) {
    try {
      return switch (setting) {
        case POLICY -> BucketPolicy.isOfSomeBucket(text);
        case CORS -> CorsConfiguration.parse(text).text().equals(text);
        case TAGGING -> tags(text).equals(text);
        case PUBLIC_ACCESS_BLOCK -> PublicAccessBlock.parse(text).text().equals(text);
        case ACL -> isList(text);
      };
    } catch (S3Exception | IllegalStateException e) {
      return false;
    }
  }

  private static String tags(String text) {
    Tags tags =
        TaggingDocument.read(
            XmlParser.parse(text.getBytes(StandardCharsets.UTF_8)), Tags.Carrier.BUCKET);
    return new String(TaggingDocument.write(tags), StandardCharsets.UTF_8);
  }

  private static boolean isList(String text) {
    Acl list = BucketRules.list(text);
    return list.grants().size() <= Acl.MAX_GRANTS && BucketRules.text(list).equals(text);
  }
}
