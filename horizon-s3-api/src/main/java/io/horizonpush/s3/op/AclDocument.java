package io.horizonpush.s3.op;

import io.horizonpush.s3.model.Acl;
import io.horizonpush.s3.model.Grant;
import io.horizonpush.s3.model.Grantee;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.Permission;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.GranteeName;
import io.horizonpush.s3.request.RequestedAcl;
import io.horizonpush.s3.request.RequestedAcl.RequestedGrant;
import io.horizonpush.s3.xml.XmlElement;
import io.horizonpush.s3.xml.XmlWriter;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The document {@code AccessControlPolicy} as a client sends it.
 *
 * @param ownerId the owner it names, which cannot be changed that way
 * @param acl the grants it asks for
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_AccessControlPolicy.html">AWS:
 *     AccessControlPolicy</a>
 */
record AclDocument(String ownerId, RequestedAcl.Explicit acl) {

  private static final String ROOT = "AccessControlPolicy";

  /**
   * Reads a document. The type of a grantee follows from what names it, so its {@code xsi:type} is
   * not looked at.
   *
   * @throws S3Exception {@code MalformedACLError}
   */
  static AclDocument read(XmlElement root) {
    if (!root.name().equals(ROOT)) {
      throw malformed();
    }
    String ownerId = only(only(root, "Owner"), "ID").text();
    XmlElement list = only(root, "AccessControlList");
    boolean foreign = list.children().stream().anyMatch(child -> !child.name().equals("Grant"));
    if (foreign || list.children().size() > Acl.MAX_GRANTS) {
      throw malformed();
    }
    return new AclDocument(
        ownerId,
        new RequestedAcl.Explicit(list.children().stream().map(AclDocument::grant).toList()));
  }

  /**
   * The list that is asked for, of a bucket or object that has an owner already.
   *
   * @throws S3Exception {@code AccessDenied} when the document names another owner, and what {@link
   *     RequestedAcl#resolve} throws
   */
  Acl resolve(
      Owner owner,
      Function<String, Optional<Owner>> byId,
      Function<String, Optional<Owner>> byEmail) {
    if (!ownerId.equals(owner.id())) {
      throw S3Exception.accessDenied();
    }
    return acl.resolve(owner, owner, byId, byEmail);
  }

  /** Writes the document of a list. */
  static byte[] write(Acl acl) {
    XmlWriter xml =
        XmlWriter.document(ROOT)
            .open("Owner")
            .element("ID", acl.owner().id())
            .element("DisplayName", acl.owner().displayName())
            .close("Owner")
            .open("AccessControlList");
    for (Grant grant : acl.grants()) {
      xml.open("Grant");
      write(xml, grant.grantee());
      xml.element("Permission", grant.permission().name()).close("Grant");
    }
    return xml.close("AccessControlList").finish(ROOT);
  }

  private static void write(XmlWriter xml, Grantee grantee) {
    switch (grantee) {
      case Grantee.User user ->
          xml.openTyped("Grantee", "CanonicalUser")
              .element("ID", user.owner().id())
              .element("DisplayName", user.owner().displayName());
      case Grantee.Everyone _ ->
          xml.openTyped("Grantee", "Group").element("URI", Grantee.Everyone.URI);
      case Grantee.Authenticated _ ->
          xml.openTyped("Grantee", "Group").element("URI", Grantee.Authenticated.URI);
    }
    xml.close("Grantee");
  }

  private static RequestedGrant grant(XmlElement grant) {
    String permission = only(grant, "Permission").text();
    for (Permission each : Permission.values()) {
      if (each.name().equals(permission)) {
        return new RequestedGrant(grantee(only(grant, "Grantee")), each);
      }
    }
    throw malformed();
  }

  private static GranteeName grantee(XmlElement grantee) {
    List<GranteeName> names =
        grantee.children().stream().flatMap(child -> name(child).stream()).toList();
    if (names.size() != 1) {
      throw malformed();
    }
    return names.getFirst();
  }

  private static Optional<GranteeName> name(XmlElement child) {
    return switch (child.name()) {
      case "ID" -> Optional.of(new GranteeName.Id(child.text()));
      case "EmailAddress" -> Optional.of(new GranteeName.Email(child.text()));
      case "URI" -> Optional.of(new GranteeName.Group(child.text()));
      case "DisplayName" -> Optional.empty();
      default -> throw malformed();
    };
  }

  private static XmlElement only(XmlElement parent, String name) {
    List<XmlElement> found = parent.children(name).toList();
    if (found.size() != 1) {
      throw malformed();
    }
    return found.getFirst();
  }

  private static S3Exception malformed() {
    return new S3Exception(
        S3ErrorCode.MALFORMED_ACL,
        "The XML you provided was not well-formed or did not validate against our published schema");
  }
}
