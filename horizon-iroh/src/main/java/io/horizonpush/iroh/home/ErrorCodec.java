package io.horizonpush.iroh.home;

import io.horizonpush.iroh.codec.CborReader;
import io.horizonpush.iroh.codec.CborWriter;
import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The bytes of an error that another node's client is told: {@code code, message, [name, value,
 * …]}. What comes from there is short and can stand in a document. Stateless.
 */
final class ErrorCodec {

  /** Names and values that an error has beside its message. */
  private static final int MOST_DETAILS = 16;

  private static final int LONGEST_VALUE = 4096;
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private ErrorCodec() {}

  static void write(CborWriter out, S3Exception error) {
    List<String> details = new ArrayList<>();
    error
        .details()
        .forEach(
            (name, value) -> {
              if (details.size() < MOST_DETAILS && value.length() <= LONGEST_VALUE) {
                details.add(name);
                details.add(value);
              }
            });
    out.text(error.code().code()).text(shortened(error.getMessage())).list(details, out::text);
  }

  static S3Exception read(CborReader in) {
    String word = in.text();
    S3ErrorCode code =
        Arrays.stream(S3ErrorCode.values())
            .filter(each -> each.code().equals(word))
            .findFirst()
            .orElseThrow(() -> new CodecException("An error has no known code"));
    S3Exception error = new S3Exception(code, text(in));
    List<String> details = in.list(MOST_DETAILS * 2, () -> shortEnough(in.text(), LONGEST_VALUE));
    for (int i = 0; i + 1 < details.size(); i += 2) {
      if (!details.get(i).matches("[A-Za-z][A-Za-z0-9-]{0,63}")) {
        throw new CodecException("An error has an element that cannot be");
      }
      error.with(details.get(i), details.get(i + 1));
    }
    return error;
  }

  /** A text for people. */
  static String text(CborReader in) {
    String text = shortEnough(in.text(), HomeAnswer.LONGEST_TEXT);
    if (!text.equals(shortened(text))) {
      throw new CodecException("An error has a text that cannot be");
    }
    return text;
  }

  private static String shortEnough(String text, int longest) {
    if (text.length() > longest) {
      throw new CodecException("An error has a text that is too long");
    }
    return text;
  }

  /** A text as the other end takes it: of one line, and not long. */
  static String shortened(String text) {
    String line = CONTROL.matcher(text).replaceAll(" ");
    return line.length() <= HomeAnswer.LONGEST_TEXT
        ? line
        : line.substring(0, HomeAnswer.LONGEST_TEXT);
  }
}
