package io.horizonpush.iroh.content;

import io.horizonpush.iroh.index.Tables;
import io.horizonpush.s3.model.BlobHash;

/**
 * Whether somebody else keeps the bytes of a blob, so that they may go here, as it is decided in
 * the transaction in which they would. Confined to the writer's thread.
 */
public interface KeptElsewhere {

  /** Nobody does. */
  KeptElsewhere NOWHERE =
      new KeptElsewhere() {
        @Override
        public boolean isKept(Tables tables, BlobHash blob) {
          return false;
        }

        @Override
        public void left(Tables tables, BlobHash blob) {}
      };

  /** Whether enough others keep a blob. */
  boolean isKept(Tables tables, BlobHash blob);

  /** Takes note that the bytes go by what this answered. */
  void left(Tables tables, BlobHash blob);
}
