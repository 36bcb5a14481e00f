package io.horizonpush.iroh.index;

import io.horizonpush.iroh.index.BlobUseTable.Kind;
import io.horizonpush.iroh.index.BlobUseTable.Use;
import io.horizonpush.iroh.index.BlobUseTable.Used;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.store.BlobStore.PinnedBlob;
import java.util.List;

/** Uses of blobs without any record that uses them. */
public final class BlobUses {

  private static final Use USE = new Use(1, Kind.VERSION, true, true);

  private BlobUses() {}

  /** Uses a blob once more. */
  public static void add(Index index, PinnedBlob blob) {
    index.write(
        Durability.STRICT,
        tables -> {
          add(tables, blob);
          return 0;
        });
  }

  /** The same within a transaction. */
  public static void add(Tables tables, PinnedBlob blob) {
    tables.uses().add(USE, List.of(new Used(blob.hash(), blob.length())));
  }

  /** Uses a blob once less. */
  public static void remove(Index index, BlobHash blob) {
    index.write(
        Durability.STRICT,
        tables -> {
          long length = tables.blobs().find(blob).orElseThrow().length();
          tables.uses().remove(USE, List.of(new Used(blob, length)));
          return 0;
        });
  }
}
