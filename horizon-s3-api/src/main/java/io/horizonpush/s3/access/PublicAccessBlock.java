package io.horizonpush.s3.access;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.xml.XmlElement;
import io.horizonpush.s3.xml.XmlParser;
import io.horizonpush.s3.xml.XmlWriter;
import java.nio.charset.StandardCharsets;

/**
 * What a bucket's owner rules out, whatever lists and policies say.
 *
 * @param blockAcls whether lists that open something to everyone are refused
 * @param ignoreAcls whether what such lists open stays closed
 * @param blockPolicy whether policies that open something to everyone are refused
 * @param restrict whether a policy that opens something to everyone counts for the owner only
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html">AWS:
 *     blocking public access</a>
 */
public record PublicAccessBlock(
    boolean blockAcls, boolean ignoreAcls, boolean blockPolicy, boolean restrict) {

  public static final PublicAccessBlock NONE = new PublicAccessBlock(false, false, false, false);

  private static final String ROOT = "PublicAccessBlockConfiguration";

  /**
   * Reads what a client sends; what it leaves out is off.
   *
   * @throws S3Exception {@code MalformedXML}
   */
  public static PublicAccessBlock read(XmlElement root) {
    if (!root.name().equals(ROOT)) {
      throw XmlParser.malformed();
    }
    return new PublicAccessBlock(
        flag(root, "BlockPublicAcls"),
        flag(root, "IgnorePublicAcls"),
        flag(root, "BlockPublicPolicy"),
        flag(root, "RestrictPublicBuckets"));
  }

  /** Reads what {@link #text} wrote. */
  public static PublicAccessBlock parse(String text) {
    return read(XmlParser.parse(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** The document, which is also the form in which it is stored. */
  public String text() {
    byte[] document =
        XmlWriter.document(ROOT)
            .element("BlockPublicAcls", blockAcls)
            .element("IgnorePublicAcls", ignoreAcls)
            .element("BlockPublicPolicy", blockPolicy)
            .element("RestrictPublicBuckets", restrict)
            .finish(ROOT);
    return new String(document, StandardCharsets.UTF_8);
  }

  private static boolean flag(XmlElement root, String name) {
    return switch (root.text(name).orElse("false").strip()) {
      case "true", "TRUE", "True", "1" -> true;
      case "false", "FALSE", "False", "0" -> false;
      default -> throw new S3Exception(S3ErrorCode.MALFORMED_XML, name + " must be true or false.");
    };
  }
}
