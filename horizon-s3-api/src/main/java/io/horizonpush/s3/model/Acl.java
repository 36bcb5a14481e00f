package io.horizonpush.s3.model;

import java.util.Comparator;
import java.util.List;

/**
 * The access control list of a bucket or an object.
 *
 * @param owner whom the bucket or object belongs to
 * @param grants groups first, otherwise in the order given, which is how lists are answered
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html">AWS:
 *     access control lists</a>
 */
public record Acl(Owner owner, List<Grant> grants) implements Attribute {

  /** The largest number of grants. */
  public static final int MAX_GRANTS = 100;

  private static final Comparator<Grant> GROUPS_FIRST =
      Comparator.comparing(grant -> grant.grantee() instanceof Grantee.User);

  public Acl {
    grants = grants.stream().sorted(GROUPS_FIRST).toList();
  }

  /**
   * Whether the list lets a principal do something.
   *
   * <p>An owner may always read and write the list itself: otherwise a list without grants could
   * never be mended.
   */
  public boolean permits(Principal principal, Permission permission) {
    boolean ofList = permission == Permission.READ_ACP || permission == Permission.WRITE_ACP;
    if (ofList && new Grantee.User(owner).includes(principal)) {
      return true;
    }
    return grants.stream()
        .anyMatch(
            grant -> grant.permission().covers(permission) && grant.grantee().includes(principal));
  }

  /**
   * Whether the list grants anything to a group.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html">AWS:
   *     the meaning of public</a>
   */
  public boolean isPublic() {
    return grants.stream().anyMatch(grant -> grant.grantee().isPublic());
  }

  @Override
  public Name name() {
    return Name.ACL;
  }
}
