package io.horizonpush.fallback.azure;

import io.horizonpush.fallback.origin.AsideExpires;
import io.horizonpush.fallback.origin.EncodedWord;
import io.horizonpush.s3.model.ObjectMetadata;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What users say of an object, in Azure's alphabet: a name there is an identifier of C#, and a
 * value is ASCII.
 *
 * <p>Another character of a name is written {@code _x2d_}, by its number, and so is an underscore
 * where it would read as the beginning of that. A value with other characters is an encoded word of
 * RFC 2047, as S3 gives it. What was not written so is read as it stands.
 */
final class AzureNames {

  private static final Pattern ESCAPED = Pattern.compile("_x([0-9a-f]{2,4})_");

  private AzureNames() {}

  /** Of an object that is to be written. */
  static Map<String, String> write(ObjectMetadata metadata) {
    Map<String, String> there = new HashMap<>();
    AsideExpires.put(metadata)
        .forEach((name, value) -> there.put(writeName(name), writeValue(value)));
    return there;
  }

  /** Of an object as Azure describes it. */
  static ObjectMetadata read(Map<String, String> standard, @Nullable Map<String, String> there) {
    Map<String, String> user = new HashMap<>();
    if (there != null) {
      there.forEach((name, value) -> user.put(readName(name), EncodedWord.read(value)));
    }
    return AsideExpires.take(standard, user);
  }

  static String writeName(String name) {
    StringBuilder written = new StringBuilder();
    for (int at = 0; at < name.length(); at++) {
      char each = name.charAt(at);
      boolean isPlain =
          (each >= 'a' && each <= 'z')
              || (each >= '0' && each <= '9' && at > 0)
              || (each == '_' && !name.startsWith("x", at + 1));
      if (isPlain) {
        written.append(each);
      } else {
        written.append(String.format(Locale.ROOT, "_x%02x_", (int) each));
      }
    }
    return written.toString();
  }

  static String readName(String name) {
    Matcher escaped = ESCAPED.matcher(name.toLowerCase(Locale.ROOT));
    return escaped.replaceAll(
        match ->
            Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(match.group(1), 16))));
  }

  private static String writeValue(String value) {
    boolean isPlain =
        value.chars().allMatch(each -> each >= ' ' && each <= '~')
            && value.strip().equals(value)
            && !EncodedWord.isOne(value);
    return isPlain ? value : EncodedWord.of(value);
  }
}
