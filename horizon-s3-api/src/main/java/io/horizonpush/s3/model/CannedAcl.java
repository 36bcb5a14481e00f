package io.horizonpush.s3.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The access control lists that have a name.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl">AWS:
 *     canned ACL</a>
 */
public enum CannedAcl {
  PRIVATE("private"),
  PUBLIC_READ("public-read"),
  PUBLIC_READ_WRITE("public-read-write"),
  AUTHENTICATED_READ("authenticated-read"),
  BUCKET_OWNER_READ("bucket-owner-read"),
  BUCKET_OWNER_FULL_CONTROL("bucket-owner-full-control");

  private final String text;

  CannedAcl(String text) {
    this.text = text;
  }

  /** The name as it stands in {@code x-amz-acl}. */
  public String text() {
    return text;
  }

  /** The list of that name. */
  public static Optional<CannedAcl> named(String text) {
    return Arrays.stream(values()).filter(each -> each.text.equals(text)).findFirst();
  }

  /**
   * The list written out.
   *
   * @param owner whom the bucket or object belongs to
   * @param bucketOwner whom the bucket belongs to; the same for a bucket, for which the lists about
   *     the bucket's owner mean {@code private}
   */
  public Acl of(Owner owner, Owner bucketOwner) {
    List<Grant> grants = new ArrayList<>();
    grants.add(new Grant(new Grantee.User(owner), Permission.FULL_CONTROL));
    switch (this) {
      case PRIVATE -> {}
      case PUBLIC_READ -> grants.add(new Grant(new Grantee.Everyone(), Permission.READ));
      case PUBLIC_READ_WRITE -> {
        grants.add(new Grant(new Grantee.Everyone(), Permission.READ));
        grants.add(new Grant(new Grantee.Everyone(), Permission.WRITE));
      }
      case AUTHENTICATED_READ ->
          grants.add(new Grant(new Grantee.Authenticated(), Permission.READ));
      case BUCKET_OWNER_READ -> addOther(grants, owner, bucketOwner, Permission.READ);
      case BUCKET_OWNER_FULL_CONTROL ->
          addOther(grants, owner, bucketOwner, Permission.FULL_CONTROL);
    }
    return new Acl(owner, grants);
  }

  private static void addOther(
      List<Grant> grants, Owner owner, Owner bucketOwner, Permission permission) {
    if (!bucketOwner.id().equals(owner.id())) {
      grants.add(new Grant(new Grantee.User(bucketOwner), permission));
    }
  }
}
