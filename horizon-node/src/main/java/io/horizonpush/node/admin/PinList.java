package io.horizonpush.node.admin;

import io.horizonpush.s3.model.BucketName;
import java.util.List;

/** What is pinned. */
public record PinList(List<Pin> pins) {

  public PinList {
    pins = List.copyOf(pins);
  }

  /**
   * Objects whose bytes are here always.
   *
   * @param prefix of their keys; empty for all of the bucket
   */
  public record Pin(BucketName bucket, String prefix) {}
}
