package io.horizonpush.s3.cors;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.HttpCharacters;
import io.horizonpush.s3.xml.XmlParser;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * One rule: which scripts may do what.
 *
 * <p>Nothing in a rule can break out of a header: a character that could is refused when the rule
 * is made, whether from a request or from storage.
 *
 * @param allowedOrigins at least one, each with one {@code *} at most
 * @param allowedMethods at least one of {@link #METHODS}
 * @param allowedHeaders names of headers, each with one {@code *} at most
 * @param exposeHeaders names of headers
 * @param maxAgeSeconds how long a browser may keep the answer to a preflight request
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_CORSRule.html">AWS:
 *     CORSRule</a>
 */
public record CorsRule(
    Optional<String> id,
    List<String> allowedOrigins,
    List<String> allowedMethods,
    List<String> allowedHeaders,
    List<String> exposeHeaders,
    Optional<Integer> maxAgeSeconds) {

  /** The methods that a rule can allow. */
  public static final Set<String> METHODS = Set.of("GET", "PUT", "POST", "DELETE", "HEAD");

  /** The longest id, in characters. */
  public static final int MAX_ID = 255;

  /**
   * Checks the rule.
   *
   * @throws S3Exception {@code InvalidRequest}, {@code InvalidArgument} or {@code MalformedXML}
   */
  public CorsRule {
    allowedOrigins = List.copyOf(allowedOrigins);
    allowedMethods = List.copyOf(allowedMethods);
    allowedHeaders = List.copyOf(allowedHeaders);
    exposeHeaders = List.copyOf(exposeHeaders);
    if (allowedOrigins.isEmpty() || allowedMethods.isEmpty()) {
      throw XmlParser.malformed();
    }
    if (maxAgeSeconds.filter(age -> age < 0).isPresent()) {
      throw XmlParser.malformed();
    }
    id.ifPresent(CorsRule::checkId);
    allowedMethods.forEach(CorsRule::checkMethod);
    allowedOrigins.forEach(origin -> checkPattern("AllowedOrigin", origin));
    allowedHeaders.forEach(CorsRule::checkAllowedHeader);
    exposeHeaders.forEach(CorsRule::checkExposeHeader);
  }

  /** Whether the rule speaks of such a request. */
  boolean matches(CorsRequest request) {
    return allowedMethods.contains(request.method())
        && allowedOrigins.stream().anyMatch(pattern -> covers(pattern, request.origin()))
        && request.headers().stream().allMatch(this::allowsHeader);
  }

  /** Whether every origin is allowed, so that the answer need not name one. */
  boolean allowsEveryOrigin() {
    return allowedOrigins.contains("*");
  }

  private boolean allowsHeader(String lowerCaseName) {
    return HttpCharacters.isToken(lowerCaseName)
        && allowedHeaders.stream()
            .anyMatch(pattern -> covers(pattern.toLowerCase(Locale.ROOT), lowerCaseName));
  }

  /** Compares with a pattern that has one {@code *} at most. */
  private static boolean covers(String pattern, String text) {
    int star = pattern.indexOf('*');
    return star < 0
        ? pattern.equals(text)
        : text.length() >= pattern.length() - 1
            && text.startsWith(pattern.substring(0, star))
            && text.endsWith(pattern.substring(star + 1));
  }

  private static void checkId(String id) {
    checkCharacters("ID", id);
    if (id.length() > MAX_ID) {
      throw new S3Exception(
          S3ErrorCode.INVALID_ARGUMENT, "ID length should not exceed allowed limit of " + MAX_ID);
    }
  }

  private static void checkMethod(String method) {
    if (!METHODS.contains(method)) {
      throw invalid(
          "Found unsupported HTTP method in CORS config. Unsupported method is " + method);
    }
  }

  private static void checkAllowedHeader(String header) {
    checkPattern("AllowedHeader", header);
    checkName("AllowedHeader", header);
  }

  private static void checkExposeHeader(String header) {
    checkCharacters("ExposeHeader", header);
    if (header.indexOf('*') >= 0) {
      throw invalid(
          "ExposeHeader \""
              + header
              + "\" contains wildcard. We currently do not support wildcard for ExposeHeader.");
    }
    checkName("ExposeHeader", header);
  }

  private static void checkPattern(String element, String pattern) {
    checkCharacters(element, pattern);
    if (pattern.indexOf('*') != pattern.lastIndexOf('*')) {
      throw invalid(element + " \"" + pattern + "\" can not have more than one wildcard.");
    }
  }

  private static void checkName(String element, String name) {
    if (!HttpCharacters.isToken(name)) {
      throw invalid(element + " \"" + name + "\" is not the name of a header.");
    }
  }

  /** A line break in a stored rule once let headers be forged (CVE-2021-3524). */
  private static void checkCharacters(String element, String text) {
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw invalid(element + " must not contain control characters.");
    }
  }

  private static S3Exception invalid(String message) {
    return new S3Exception(S3ErrorCode.INVALID_REQUEST, message);
  }
}
