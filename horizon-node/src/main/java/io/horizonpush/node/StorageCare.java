package io.horizonpush.node;

import io.horizonpush.iroh.backup.Backup;
import io.horizonpush.iroh.backup.BackupReport;
import io.horizonpush.iroh.content.Removals;
import io.horizonpush.iroh.epoch.EpochKeeper;
import io.horizonpush.iroh.store.NodeStores;
import io.horizonpush.iroh.verify.Verifier;
import io.horizonpush.iroh.verify.VerifyReport;
import io.horizonpush.node.admin.GcReport;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator lets the stores do: a backup, a collection, a look at all. Thread-safe. */
final class StorageCare {

  private static final Logger log = LoggerFactory.getLogger(StorageCare.class);

  private final Backup backup;
  private final NodeStores stores;
  private final Removals removals;
  private final Verifier verifier;
  private final EpochKeeper epochs;
  private final ReentrantLock verifying = new ReentrantLock();

  /**
   * @param removals holds back what may not go yet
   * @param epochs forget what was deleted in buckets that others have, too
   */
  StorageCare(
      Backup backup, NodeStores stores, Removals removals, Verifier verifier, EpochKeeper epochs) {
    this.backup = backup;
    this.stores = stores;
    this.removals = removals;
    this.verifier = verifier;
    this.epochs = epochs;
  }

  BackupReport backup(Path directory) {
    log.atInfo().addKeyValue("directory", directory).log("backup begins");
    BackupReport made = backup.make(directory);
    log.atInfo()
        .addKeyValue("directory", directory)
        .addKeyValue("objects", made.objects())
        .log("backup made");
    return made;
  }

  GcReport collectGarbage(boolean confirm) {
    if (confirm && removals.confirm()) {
      log.info("what the restore left may go");
    }
    epochs.hurry();
    int removed = stores.collectAllGarbage().size();
    if (removed > 0) {
      log.atInfo().addKeyValue("blobs", removed).log("garbage collected");
    }
    return new GcReport(removed);
  }

  /** One at a time: it holds one of the index's few readers, and needs another now and then. */
  VerifyReport verify(boolean deep) {
    verifying.lock();
    try {
      return verifier.verify(deep);
    } finally {
      verifying.unlock();
    }
  }
}
