package io.horizonpush.iroh.index;

import io.horizonpush.iroh.index.BlobUseTable.Kind;
import io.horizonpush.iroh.index.BlobUseTable.Use;
import io.horizonpush.iroh.index.BlobUseTable.UseRow;
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

  /** Uses a blob once more, as something that an origin has. */
  public static void addConfirmed(Index index, PinnedBlob blob) {
    add(index, new Use(2, Kind.VERSION, true, false), blob.hash(), blob.length());
  }

  /** Uses a blob once more, as a part of an upload. */
  public static void addUpload(Index index, PinnedBlob blob) {
    add(index, new Use(2, Kind.UPLOAD, true, false), blob.hash(), blob.length());
  }

  /** Names a blob that came nowhere. */
  public static void name(Index index, BlobHash blob, long length) {
    add(index, new Use(3, Kind.VERSION, false, false), blob, length);
  }

  private static void add(Index index, Use use, BlobHash blob, long length) {
    index.write(
        Durability.STRICT,
        tables -> {
          tables.uses().add(use, List.of(new Used(blob, length)));
          return 0;
        });
  }

  /** Uses a blob once more in some way. */
  public static void add(Tables tables, Use use, Used blob) {
    tables.uses().add(use, List.of(blob));
  }

  /** Uses a blob once less in some way. */
  public static void remove(Tables tables, Use use, Used blob) {
    tables.uses().remove(use, List.of(blob));
  }

  /** Takes back every use of a blob. */
  public static void removeAll(Index index, BlobHash blob) {
    index.write(
        Durability.STRICT,
        tables -> {
          long length = tables.blobs().find(blob).orElseThrow().length();
          List<UseRow> rows;
          try (var all = tables.uses().all()) {
            rows = all.filter(row -> row.hash().equals(blob)).toList();
          }
          for (UseRow row : rows) {
            for (long use = 0; use < row.uses(); use++) {
              tables
                  .uses()
                  .remove(
                      new Use(row.bucket(), row.kind(), row.held() > 0, row.unconfirmed() > 0),
                      List.of(new Used(blob, length)));
            }
          }
          return 0;
        });
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
