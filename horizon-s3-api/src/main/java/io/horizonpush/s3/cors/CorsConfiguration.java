package io.horizonpush.s3.cors;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.xml.XmlElement;
import io.horizonpush.s3.xml.XmlParser;
import io.horizonpush.s3.xml.XmlWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The rules of a bucket, the first of which that matches counts.
 *
 * @param rules 1 to {@link #MAX_RULES}
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html">AWS:
 *     CORS configuration</a>
 */
public record CorsConfiguration(List<CorsRule> rules) {

  /** The largest number of rules. */
  public static final int MAX_RULES = 100;

  /** The largest document, in bytes. */
  public static final int MAX_BYTES = 64 << 10;

  private static final String ROOT = "CORSConfiguration";

  /**
   * Checks the rules.
   *
   * @throws S3Exception {@code MalformedXML} for none, {@code InvalidRequest} for too many
   */
  public CorsConfiguration {
    rules = List.copyOf(rules);
    if (rules.isEmpty()) {
      throw XmlParser.malformed();
    }
    if (rules.size() > MAX_RULES) {
      throw new S3Exception(
          S3ErrorCode.INVALID_REQUEST,
          "The number of CORS rules should not exceed allowed limit of " + MAX_RULES + " rules.");
    }
  }

  /**
   * Reads what a client sends.
   *
   * @throws S3Exception {@code MalformedXML} for another document, {@code EntityTooLarge}, and what
   *     {@link CorsRule} throws
   */
  public static CorsConfiguration read(XmlElement root) {
    if (!root.name().equals(ROOT)
        || root.children().stream().anyMatch(child -> !child.name().equals("CORSRule"))) {
      throw XmlParser.malformed();
    }
    CorsConfiguration read =
        new CorsConfiguration(root.children().stream().map(CorsConfiguration::rule).toList());
    if (read.document().length > MAX_BYTES) {
      throw new S3Exception(
              S3ErrorCode.ENTITY_TOO_LARGE, "Your proposed upload exceeds the maximum allowed size")
          .with("MaxSizeAllowed", Integer.toString(MAX_BYTES));
    }
    return read;
  }

  /** Reads what {@link #text} wrote. */
  public static CorsConfiguration parse(String text) {
    return read(XmlParser.parse(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** The form in which rules are stored: the document that {@link #document} answers. */
  public String text() {
    return new String(document(), StandardCharsets.UTF_8);
  }

  /** The document, in UTF-8. */
  public byte[] document() {
    XmlWriter xml = XmlWriter.document(ROOT);
    for (CorsRule rule : rules) {
      xml.open("CORSRule");
      rule.id().ifPresent(id -> xml.element("ID", id));
      rule.allowedOrigins().forEach(origin -> xml.element("AllowedOrigin", origin));
      rule.allowedMethods().forEach(method -> xml.element("AllowedMethod", method));
      rule.allowedHeaders().forEach(header -> xml.element("AllowedHeader", header));
      rule.exposeHeaders().forEach(header -> xml.element("ExposeHeader", header));
      rule.maxAgeSeconds().ifPresent(age -> xml.element("MaxAgeSeconds", age));
      xml.close("CORSRule");
    }
    return xml.finish(ROOT);
  }

  /** The first rule that speaks of a request. */
  public Optional<CorsMatch> match(CorsRequest request) {
    return rules.stream()
        .filter(rule -> rule.matches(request))
        .findFirst()
        .map(rule -> new CorsMatch(rule, request));
  }

  /**
   * The first rule that speaks of a preflight request.
   *
   * @param resourceType {@code BUCKET} or {@code OBJECT}
   * @throws S3Exception {@code AccessForbidden} if there is none
   */
  public CorsMatch require(CorsRequest preflight, String resourceType) {
    return match(preflight)
        .orElseThrow(
            () ->
                forbidden(
                    "This CORS request is not allowed. This is usually because the evalution of"
                        + " Origin, request method / Access-Control-Request-Method or"
                        + " Access-Control-Request-Headers are not whitelisted by the resource's"
                        + " CORS spec.",
                    preflight,
                    resourceType));
  }

  /** The answer to a preflight request to a bucket without rules. */
  public static S3Exception notEnabled(CorsRequest preflight) {
    return forbidden("CORS is not enabled for this bucket.", preflight, "BUCKET");
  }

  /** The answer to a preflight request to a bucket that is not there. */
  public static S3Exception bucketNotFound(CorsRequest preflight) {
    return forbidden("Bucket not found", preflight, "BUCKET");
  }

  private static S3Exception forbidden(String message, CorsRequest request, String resourceType) {
    return new S3Exception(S3ErrorCode.ACCESS_FORBIDDEN, "CORSResponse: " + message)
        .with("Method", request.method())
        .with("ResourceType", resourceType);
  }

  private static CorsRule rule(XmlElement rule) {
    return new CorsRule(
        single(rule, "ID"),
        texts(rule, "AllowedOrigin"),
        texts(rule, "AllowedMethod"),
        texts(rule, "AllowedHeader"),
        texts(rule, "ExposeHeader"),
        single(rule, "MaxAgeSeconds").map(CorsConfiguration::seconds));
  }

  private static List<String> texts(XmlElement rule, String name) {
    return rule.children(name).map(XmlElement::text).toList();
  }

  private static Optional<String> single(XmlElement rule, String name) {
    List<String> texts = texts(rule, name);
    if (texts.size() > 1) {
      throw XmlParser.malformed();
    }
    return texts.stream().findFirst();
  }

  private static int seconds(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw XmlParser.malformed();
    }
  }
}
