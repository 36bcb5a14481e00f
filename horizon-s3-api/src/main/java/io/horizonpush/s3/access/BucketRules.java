package io.horizonpush.s3.access;

import io.horizonpush.s3.model.Acl;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.BucketSetting;
import io.horizonpush.s3.model.CannedAcl;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.SettingCache;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.policy.BucketPolicy;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The settings of buckets that decide who may do what, parsed. Thread-safe. */
public final class BucketRules {

  private static final Logger LOG = LoggerFactory.getLogger(BucketRules.class);

  private final SettingCache<BucketPolicy> policies = new SettingCache<>();
  private final SettingCache<Acl> lists = new SettingCache<>();
  private final SettingCache<PublicAccessBlock> blocks = new SettingCache<>();

  /**
   * The policy of a bucket. One that this node cannot read, as another version may have set it,
   * denies everything, so that its owner can set another one and nobody does what it denies.
   */
  public Optional<BucketPolicy> policy(Bucket bucket) {
    return bucket
        .setting(BucketSetting.POLICY)
        .map(text -> policies.get(text, each -> read(bucket.name(), each)));
  }

  private static BucketPolicy read(BucketName bucket, String text) {
    try {
      return BucketPolicy.parse(text, bucket);
    } catch (S3Exception e) {
      LOG.warn(
          "The policy of bucket {} denies everything until its owner sets another one: {}",
          bucket,
          e.getMessage());
      return BucketPolicy.CLOSED;
    }
  }

  /** The access control list of a bucket; one that was never set is {@code private}. */
  public Acl acl(Bucket bucket) {
    return bucket
        .setting(BucketSetting.ACL)
        .map(text -> lists.get(text, AclText::parse))
        .orElseGet(() -> CannedAcl.PRIVATE.of(bucket.owner(), bucket.owner()));
  }

  /** The access control list of an object. */
  public Acl acl(Bucket bucket, StoredVersion object) {
    return object
        .attributes()
        .acl()
        .orElseGet(() -> CannedAcl.PRIVATE.of(bucket.owner(), bucket.owner()));
  }

  /** What a bucket's owner rules out. */
  public PublicAccessBlock block(Bucket bucket) {
    return bucket
        .setting(BucketSetting.PUBLIC_ACCESS_BLOCK)
        .map(text -> blocks.get(text, PublicAccessBlock::parse))
        .orElse(PublicAccessBlock.NONE);
  }

  /**
   * The access control list of a bucket that is stored so.
   *
   * @throws IllegalStateException if none is
   */
  public static Acl list(String text) {
    return AclText.parse(text);
  }

  /** The form in which an access control list of a bucket is stored. */
  public static String text(Acl acl) {
    return AclText.write(acl);
  }
}
