package io.horizonpush.iroh.index;

import io.horizonpush.s3.model.Durability;

/** Changes rows behind the tables' backs, as a bug or a broken disk would. */
public final class DamagedIndex {

  private DamagedIndex() {}

  public static void run(Index index, String sql) {
    int changed = index.write(Durability.STRICT, tables -> tables.session().update(sql));
    if (changed == 0) {
      throw new AssertionError("No row was changed by " + sql);
    }
  }
}
