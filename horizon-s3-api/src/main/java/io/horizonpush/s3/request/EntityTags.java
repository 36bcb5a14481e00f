package io.horizonpush.s3.request;

import io.horizonpush.s3.model.ETag;
import java.util.ArrayList;
import java.util.List;

/**
 * The value of {@code If-Match} or {@code If-None-Match}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-13.1.1">RFC 9110, 13.1.1</a>
 */
public sealed interface EntityTags {

  /** {@code *}: whatever there is. */
  record Any() implements EntityTags {}

  /** One of these, compared without regard to whether they came as weak ones. */
  record Listed(List<ETag> tags) implements EntityTags {
    public Listed {
      tags = List.copyOf(tags);
    }
  }

  /** Whether something with this tag is meant. */
  default boolean matches(ETag etag) {
    return switch (this) {
      case Any() -> true;
      case Listed(List<ETag> tags) -> tags.contains(etag);
    };
  }

  /**
   * The tags of a header: a list of tags, each quoted or not, weak or not; {@code *} anywhere in it
   * stands for any. Clients send all of that, and AWS takes it.
   */
  static EntityTags parse(String value) {
    List<ETag> tags = new ArrayList<>();
    for (String each : value.split(",", -1)) {
      String tag = each.strip();
      if (tag.equals("*")) {
        return new Any();
      }
      tags.add(parseTag(tag));
    }
    return new Listed(tags);
  }

  /** A tag without the marks around it, if it has any. */
  static ETag parseTag(String value) {
    String strong = value.startsWith("W/") ? value.substring(2) : value;
    return new ETag(isQuoted(strong) ? strong.substring(1, strong.length() - 1) : strong);
  }

  /** Whether it is a strong tag as headers have it. */
  static boolean isQuoted(String tag) {
    return tag.length() >= 2 && tag.startsWith("\"") && tag.endsWith("\"");
  }
}
