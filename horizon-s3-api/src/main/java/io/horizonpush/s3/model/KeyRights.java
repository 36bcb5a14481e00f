package io.horizonpush.s3.model;

import java.util.List;

/** What the holder of an access key may do at most. */
public sealed interface KeyRights {

  /** Everything on the node: the root key. */
  record Everything() implements KeyRights {}

  /** To make buckets, and what its owner may: everything with its own, and what others allow. */
  record OfOwner() implements KeyRights {}

  /** What these grants say and nothing else. */
  record Granted(List<KeyGrant> grants) implements KeyRights {

    public Granted {
      grants = List.copyOf(grants);
    }
  }
}
