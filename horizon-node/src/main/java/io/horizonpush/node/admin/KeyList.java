package io.horizonpush.node.admin;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Access keys of a node, without the secrets: the root key, and then the others by their age.
 *
 * @param next where the next page begins; nothing if this is the last
 */
public record KeyList(List<KeyInfo> keys, Optional<String> next) implements Paged<KeyList> {
  public KeyList {
    keys = List.copyOf(keys);
  }

  @Override
  public KeyList followedBy(KeyList page) {
    return new KeyList(Stream.concat(keys.stream(), page.keys.stream()).toList(), page.next);
  }
}
