package io.horizonpush.s3.model;

/**
 * Something that can be changed of a version without writing its bytes again. It belongs to that
 * version: what was set on old bytes says nothing of new ones.
 */
public sealed interface Attribute permits Acl, Tags, Retention, LegalHold, StorageClass {

  /** Which attribute this is a value of. */
  Name name();

  /** The attributes there are. Each is a register of its own, so two writers of two both stay. */
  enum Name {
    ACL,
    TAGS,
    RETENTION,
    LEGAL_HOLD,
    STORAGE_CLASS;

    /** Whether the attribute can keep a version from being removed. */
    public boolean isLock() {
      return switch (this) {
        case RETENTION, LEGAL_HOLD -> true;
        case ACL, TAGS, STORAGE_CLASS -> false;
      };
    }
  }
}
