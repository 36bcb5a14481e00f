package io.horizonpush.s3.request;

import io.horizonpush.s3.model.Acl;
import io.horizonpush.s3.model.CannedAcl;
import io.horizonpush.s3.model.Grant;
import io.horizonpush.s3.model.Grantee;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.Permission;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The access control list that a client asks for, whose names are not yet looked up. */
public sealed interface RequestedAcl {

  /** A list by its name. */
  record Canned(CannedAcl acl) implements RequestedAcl {}

  /** Exactly these grants: the owner has none unless it is among them. */
  record Explicit(List<RequestedGrant> grants) implements RequestedAcl {

    public Explicit {
      grants = List.copyOf(grants);
    }
  }

  /** A grant that a client asks for. */
  record RequestedGrant(GranteeName grantee, Permission permission) {}

  /**
   * The list, with every name looked up.
   *
   * @param owner whom the bucket or object belongs to
   * @param bucketOwner whom the bucket belongs to
   * @param byId finds an owner by its id
   * @param byEmail finds an owner by its e-mail address
   * @throws S3Exception {@code InvalidArgument} for an unknown id or group, {@code
   *     UnresolvableGrantByEmailAddress} for an unknown address
   */
  default Acl resolve(
      Owner owner,
      Owner bucketOwner,
      Function<String, Optional<Owner>> byId,
      Function<String, Optional<Owner>> byEmail) {
    return switch (this) {
      case Canned canned -> canned.acl().of(owner, bucketOwner);
      case Explicit explicit ->
          new Acl(
              owner,
              explicit.grants().stream()
                  .map(
                      grant ->
                          new Grant(grantee(grant.grantee(), byId, byEmail), grant.permission()))
                  .toList());
    };
  }

  private static Grantee grantee(
      GranteeName name,
      Function<String, Optional<Owner>> byId,
      Function<String, Optional<Owner>> byEmail) {
    return switch (name) {
      case GranteeName.Id id ->
          byId.apply(id.value())
              .map(Grantee.User::new)
              .orElseThrow(() -> invalid("Invalid id", "CanonicalUser/ID", id.value()));
      case GranteeName.Email email ->
          byEmail.apply(email.value()).map(Grantee.User::new).orElseThrow(RequestedAcl::noAccount);
      case GranteeName.Group group -> group(group.uri());
    };
  }

  private static Grantee group(String uri) {
    return switch (uri) {
      case Grantee.Everyone.URI -> new Grantee.Everyone();
      case Grantee.Authenticated.URI -> new Grantee.Authenticated();
      default -> throw invalid("Invalid group uri", "uri", uri);
    };
  }

  private static S3Exception noAccount() {
    return new S3Exception(
        S3ErrorCode.UNRESOLVABLE_GRANT,
        "The e-mail address you provided does not match any account on record.");
  }

  private static S3Exception invalid(String message, String argument, String value) {
    return new S3Exception(S3ErrorCode.INVALID_ARGUMENT, message)
        .with("ArgumentName", argument)
        .with("ArgumentValue", value);
  }
}
