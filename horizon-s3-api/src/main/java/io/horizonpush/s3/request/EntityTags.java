package io.horizonpush.s3.request;

import io.horizonpush.s3.model.ETag;
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
}
