package io.horizonpush.fallback.origin;

import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.request.HttpCharacters;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The metadata of an object as headers can hold it. Clouds whose APIs are not made of headers keep
 * what none can: a value of users is then an {@link EncodedWord}, as S3 gives it, and a name that
 * no header can have, or a standard header that would be none, is left out.
 */
final class HeaderText {

  private HeaderText() {}

  static ObjectMetadata of(ObjectMetadata metadata) {
    Map<String, String> headers = new TreeMap<>(metadata.headers());
    headers.values().removeIf(value -> !HttpCharacters.isValue(value));
    Map<String, String> user = new TreeMap<>();
    metadata
        .user()
        .forEach(
            (name, value) -> {
              if (HttpCharacters.isToken(name)) {
                user.put(
                    name.toLowerCase(Locale.ROOT),
                    HttpCharacters.isValue(value) ? value : EncodedWord.of(value));
              }
            });
    return new ObjectMetadata(headers, user);
  }
}
