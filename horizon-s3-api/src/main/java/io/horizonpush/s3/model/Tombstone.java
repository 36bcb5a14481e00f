package io.horizonpush.s3.model;

/**
 * A version without bytes: that the key was deleted.
 *
 * @param marker whether it is a delete marker, which clients see: its bucket kept versions when it
 *     was written
 */
public record Tombstone(VersionHead head, boolean marker) implements ObjectVersion {

  @Override
  public boolean isMarker() {
    return marker;
  }

  @Override
  public boolean isVisible() {
    return marker && !isRemoved();
  }

  @Override
  public Attributes attributes() {
    return Attributes.NONE;
  }

  @Override
  public Tombstone withHead(VersionHead changed) {
    return new Tombstone(changed, marker);
  }

  @Override
  public boolean isForeign() {
    return head.hasUnknownCritical();
  }
}
