package io.horizonpush.iroh.content;

import io.horizonpush.iroh.ffm.IrohNative;
import io.horizonpush.iroh.ffm.IrohNative.StoreFile;
import io.horizonpush.iroh.index.BlobTable.BlobRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.Place;
import io.horizonpush.iroh.index.RecordLength;
import io.horizonpush.s3.model.Residency;
import io.horizonpush.s3.model.S3Exception;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What earlier processes left: files that no row names, and the room at the end of segments that
 * they did not come to fill. Thread-safe; blocks its (virtual) thread.
 */
final class StrayFiles {

  private static final Logger LOG = LoggerFactory.getLogger(StrayFiles.class);
  private static final Duration LIST_LIMIT = Duration.ofMinutes(10);
  private static final int AT_ONCE = 256;

  private final Index index;
  private final IrohNative.Store store;
  private final StoreCalls calls;
  private final long first;

  /**
   * @param first the first file of this process
   */
  StrayFiles(Index index, IrohNative.Store store, StoreCalls calls, long first) {
    this.index = index;
    this.store = store;
    this.calls = calls;
    this.first = first;
  }

  /** Removes and cuts off what was left; tells how many files were removed. */
  int run() {
    List<Long> strays = new ArrayList<>();
    for (StoreFile file : calls.await(store.files(), LIST_LIMIT)) {
      if (file.id() < first) {
        boolean named = index.read(tables -> tables.blobs().isNamed(file.id()));
        if (named) {
          index.read(tables -> tables.blobs().lastInFile(file.id())).stream()
              .filter(row -> row.residency() == Residency.WHOLE)
              .forEach(last -> cut(file, last));
        } else {
          strays.add(file.id());
        }
      }
    }
    for (int from = 0; from < strays.size(); from += AT_ONCE) {
      List<Long> some = strays.subList(from, Math.min(strays.size(), from + AT_ONCE));
      calls.await(store.remove(some), StoreCalls.PATIENCE);
    }
    if (!strays.isEmpty()) {
      LOG.info("Removed {} files that an earlier process did not finish", strays.size());
    }
    return strays.size();
  }

  private void cut(StoreFile file, BlobRow last) {
    Place place = last.requirePlace();
    long end = place.offset() + RecordLength.of(last.length());
    if (file.length() > end || file.allocated() > end) {
      try {
        calls.await(store.cut(file.id(), end), StoreCalls.PATIENCE);
      } catch (S3Exception e) {
        // It takes room and nothing else; the next start tries again.
        LOG.warn("The tail of file {} cannot be cut off", file.id(), e);
      }
    }
  }
}
