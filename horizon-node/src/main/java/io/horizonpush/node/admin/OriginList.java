package io.horizonpush.node.admin;

import java.util.List;

/** Every origin that this node has access to, by name. */
public record OriginList(List<OriginReport> origins) {

  public OriginList {
    origins = List.copyOf(origins);
  }
}
