package io.horizonpush.s3.request;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;

/**
 * What may stand in an HTTP header, for text that becomes one without having come as one: a query
 * parameter or a field of a form.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-5">RFC 9110, 5</a>
 */
public final class HeaderSyntax {

  private static final String SYMBOLS = "!#$%&'*+-.^_`|~";

  private HeaderSyntax() {}

  /**
   * A header, once its name and value are known to be sound: neither can end the header or begin
   * another.
   *
   * @param value one char for each byte
   * @throws S3Exception {@code InvalidArgument}
   */
  public static RequestHead.Header header(String lowerCaseName, String value) {
    boolean nameIsToken =
        !lowerCaseName.isEmpty() && lowerCaseName.chars().allMatch(HeaderSyntax::isTokenCharacter);
    if (!nameIsToken || !value.chars().allMatch(HeaderSyntax::isValueCharacter)) {
      throw new S3Exception(
              S3ErrorCode.INVALID_ARGUMENT,
              "A header must not contain control characters, nor its name anything but a token.")
          .with("ArgumentName", lowerCaseName);
    }
    return new RequestHead.Header(lowerCaseName, value.strip());
  }

  private static boolean isTokenCharacter(int next) {
    return next < 0x80 && (Character.isLetterOrDigit(next) || SYMBOLS.indexOf(next) >= 0);
  }

  private static boolean isValueCharacter(int next) {
    return (next >= ' ' || next == '\t') && next != 0x7F && next <= 0xFF;
  }
}
