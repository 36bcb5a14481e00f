package io.horizonpush.node.admin;

import java.util.List;

/** Every access key of a node, without the secrets. */
public record KeyList(List<KeyInfo> keys) {

  public KeyList {
    keys = List.copyOf(keys);
  }
}
