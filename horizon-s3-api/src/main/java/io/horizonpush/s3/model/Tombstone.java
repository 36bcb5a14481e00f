package io.horizonpush.s3.model;

/**
 * A version without bytes: that the key was deleted. In a bucket with versions it is a delete
 * marker.
 */
public record Tombstone(VersionHead head) implements ObjectVersion {

  @Override
  public Attributes attributes() {
    return Attributes.NONE;
  }

  @Override
  public Tombstone withHead(VersionHead changed) {
    return new Tombstone(changed);
  }

  @Override
  public boolean isForeign() {
    return head.hasUnknownCritical();
  }
}
