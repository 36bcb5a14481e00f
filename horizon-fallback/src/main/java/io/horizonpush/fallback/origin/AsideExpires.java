package io.horizonpush.fallback.origin;

import io.horizonpush.s3.model.ObjectMetadata;
import java.util.HashMap;
import java.util.Map;

/**
 * The Expires header of an object at an origin that has no place for it: it stands among what users
 * say of their own.
 */
public final class AsideExpires {

  private static final String EXPIRES = "expires";

  /** As clients of the origin see it; a name that none of ours can send with its own meaning. */
  private static final String ASIDE = "horizonpush-expires";

  private AsideExpires() {}

  /** The user metadata of an object with its Expires header in it. */
  public static Map<String, String> put(ObjectMetadata metadata) {
    Map<String, String> user = new HashMap<>(metadata.user());
    metadata.header(EXPIRES).ifPresent(value -> user.put(ASIDE, value));
    return user;
  }

  /** The metadata of an object whose Expires header is in its user metadata, if it has one. */
  public static ObjectMetadata take(Map<String, String> standard, Map<String, String> user) {
    Map<String, String> headers = new HashMap<>(standard);
    Map<String, String> rest = new HashMap<>(user);
    String expires = rest.remove(ASIDE);
    if (expires != null) {
      headers.put(EXPIRES, expires);
    }
    return new ObjectMetadata(headers, rest);
  }
}
