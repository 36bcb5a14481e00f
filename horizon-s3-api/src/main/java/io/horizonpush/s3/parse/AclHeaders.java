package io.horizonpush.s3.parse;

import io.horizonpush.s3.model.Acl;
import io.horizonpush.s3.model.CannedAcl;
import io.horizonpush.s3.model.Permission;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.GranteeName;
import io.horizonpush.s3.request.RequestedAcl;
import io.horizonpush.s3.request.RequestedAcl.RequestedGrant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The headers {@code x-amz-acl} and {@code x-amz-grant-*}. Stateless.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectAcl.html">AWS:
 *     PutObjectAcl</a>
 */
final class AclHeaders {

  static final String CANNED = "x-amz-acl";

  /** One {@code type=value} of a list, its value in quotes or without; no part matches twice. */
  private static final Pattern GRANTEE =
      Pattern.compile(
          "[ \\t]*(id|uri|emailAddress)[ \\t]*=[ \\t]*(?:\"([^\"]+)\"|([^\",=\\s]+))[ \\t]*(,|\\z)",
          Pattern.CASE_INSENSITIVE);

  private AclHeaders() {}

  /**
   * The list that the headers ask for; nothing when there is no such header.
   *
   * @param header finds a header by its lower-case name
   * @throws S3Exception {@code InvalidArgument} when a header cannot be read, {@code
   *     InvalidRequest} when there are headers of both kinds
   */
  static Optional<RequestedAcl> parse(Function<String, Optional<String>> header) {
    Optional<String> canned = header.apply(CANNED);
    List<RequestedGrant> grants = new ArrayList<>();
    for (Permission permission : Permission.values()) {
      header
          .apply(permission.header())
          .ifPresent(value -> grants.addAll(grants(permission, value)));
    }
    if (canned.isPresent() && !grants.isEmpty()) {
      throw new S3Exception(
          S3ErrorCode.INVALID_REQUEST,
          "Specifying both Canned ACLs and Header Grants is not allowed");
    }
    if (grants.size() > Acl.MAX_GRANTS) {
      throw new S3Exception(
          S3ErrorCode.INVALID_REQUEST,
          "An access control list has at most " + Acl.MAX_GRANTS + " grants.");
    }
    if (canned.isPresent()) {
      return Optional.of(new RequestedAcl.Canned(canned(canned.get())));
    }
    return grants.isEmpty() ? Optional.empty() : Optional.of(new RequestedAcl.Explicit(grants));
  }

  private static CannedAcl canned(String name) {
    return CannedAcl.named(name)
        .orElseThrow(
            () -> unreadable("The canned ACL you have provided is not valid", CANNED, name));
  }

  private static List<RequestedGrant> grants(Permission permission, String value) {
    List<RequestedGrant> grants = new ArrayList<>();
    Matcher matcher = GRANTEE.matcher(value);
    int at = 0;
    boolean more = true;
    while (more) {
      if (!matcher.region(at, value.length()).lookingAt()) {
        throw unreadable("Argument format not recognized", permission.header(), value);
      }
      grants.add(new RequestedGrant(grantee(matcher), permission));
      more = !group(matcher, 4).isEmpty();
      at = matcher.end();
    }
    return grants;
  }

  private static GranteeName grantee(Matcher matcher) {
    String value = group(matcher, 2).isEmpty() ? group(matcher, 3) : group(matcher, 2);
    return switch (group(matcher, 1).charAt(0)) {
      case 'i', 'I' -> new GranteeName.Id(value);
      case 'u', 'U' -> new GranteeName.Group(value);
      default -> new GranteeName.Email(value);
    };
  }

  private static String group(Matcher matcher, int number) {
    String found = matcher.group(number);
    return found == null ? "" : found;
  }

  private static S3Exception unreadable(String message, String header, String value) {
    return new S3Exception(S3ErrorCode.INVALID_ARGUMENT, message)
        .with("ArgumentName", header)
        .with("ArgumentValue", value);
  }
}
