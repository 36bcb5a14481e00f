package io.horizonpush.s3.policy;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The condition keys of AWS that this node can give a value for, and those that never have one
 * here: a policy that asks for one of these is refused when it is set, since it would not do what
 * it says.
 *
 * <p>Keys are the same whatever the case of their letters, but for the name of a tag at the end of
 * one: tags that differ by case are different tags.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html">AWS:
 *     condition keys of Amazon S3</a>
 */
public final class ConditionKeys {

  public static final String SOURCE_IP = "aws:sourceip";
  public static final String USER_ID = "aws:userid";
  public static final String USER_NAME = "aws:username";
  public static final String PRINCIPAL_TYPE = "aws:principaltype";
  public static final String PRINCIPAL_ARN = "aws:principalarn";

  /** Begins the keys for the tags that the object has; the tag's name follows. */
  public static final String EXISTING_TAG = "s3:existingobjecttag/";

  /** Begins the keys for the tags that the request sends; the tag's name follows. */
  public static final String REQUEST_TAG = "s3:requestobjecttag/";

  private static final List<String> OF_TAGS = List.of(EXISTING_TAG, REQUEST_TAG);

  private static final Set<String> GIVEN =
      Set.of(
          "aws:currenttime",
          "aws:epochtime",
          PRINCIPAL_ARN,
          PRINCIPAL_TYPE,
          "aws:referer",
          "aws:securetransport",
          SOURCE_IP,
          "aws:useragent",
          USER_ID,
          USER_NAME,
          "s3:authtype",
          "s3:delimiter",
          "s3:if-match",
          "s3:if-none-match",
          "s3:max-keys",
          "s3:object-lock-legal-hold",
          "s3:object-lock-mode",
          "s3:object-lock-remaining-retention-days",
          "s3:object-lock-retain-until-date",
          "s3:prefix",
          "s3:requestobjecttagkeys",
          "s3:signatureage",
          "s3:signatureversion",
          "s3:versionid",
          "s3:x-amz-acl",
          "s3:x-amz-content-sha256",
          "s3:x-amz-copy-source",
          "s3:x-amz-grant-full-control",
          "s3:x-amz-grant-read",
          "s3:x-amz-grant-read-acp",
          "s3:x-amz-grant-write",
          "s3:x-amz-grant-write-acp",
          "s3:x-amz-metadata-directive",
          "s3:x-amz-server-side-encryption",
          "s3:x-amz-server-side-encryption-aws-kms-key-id",
          "s3:x-amz-server-side-encryption-customer-algorithm",
          "s3:x-amz-storage-class");

  private static final String OF_SERVICES = "only services of AWS send it";
  private static final String OF_ACCESS_POINTS = "this node has no access points";

  private static final Map<String, String> NEVER_GIVEN =
      Map.of(
          "aws:sourceaccount", OF_SERVICES,
          "aws:sourcearn", OF_SERVICES,
          "s3:accesspointnetworkorigin", OF_ACCESS_POINTS,
          "s3:dataaccesspointaccount", OF_ACCESS_POINTS,
          "s3:dataaccesspointarn", OF_ACCESS_POINTS,
          "s3:locationconstraint", "a bucket that has a policy has been made already");

  private ConditionKeys() {}

  /** The keys for which a request may have a value; those about tags by their beginnings. */
  public static Set<String> given() {
    return Stream.concat(GIVEN.stream(), OF_TAGS.stream()).collect(Collectors.toUnmodifiableSet());
  }

  /** The keys for which no request ever has a value, with the reason. */
  public static Map<String, String> neverGiven() {
    return NEVER_GIVEN;
  }

  /** The one form of a key that this node knows. */
  static Optional<String> known(String key) {
    String lowerCase = key.toLowerCase(Locale.ROOT);
    if (GIVEN.contains(lowerCase) || NEVER_GIVEN.containsKey(lowerCase)) {
      return Optional.of(lowerCase);
    }
    return OF_TAGS.stream()
        .filter(beginning -> lowerCase.startsWith(beginning) && key.length() > beginning.length())
        .map(beginning -> beginning + key.substring(beginning.length()))
        .findFirst();
  }
}
