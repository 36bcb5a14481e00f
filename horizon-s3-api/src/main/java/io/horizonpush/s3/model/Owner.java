package io.horizonpush.s3.model;

import java.util.HexFormat;

/** Whom a bucket or upload belongs to. */
public record Owner(String id, String displayName) {

  /**
   * Whom everything on a node belongs to: named after its installation, so that no other node has
   * an owner of this id.
   *
   * @param installation the random id of the installation
   */
  public static Owner ofInstallation(String installation) {
    byte[] id = new FieldHash("horizonpush owner 1").add(installation).digest();
    return new Owner(HexFormat.of().formatHex(id), "horizonpush");
  }
}
