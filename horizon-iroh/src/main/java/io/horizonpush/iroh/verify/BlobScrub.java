package io.horizonpush.iroh.verify;

import io.horizonpush.iroh.content.ContentStore;
import io.horizonpush.iroh.index.BlobTable.BlobRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.ScrubTable.Pass;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.S3Exception;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The scrubber's way through the blobs, by their hashes. Confined to one thread. */
final class BlobScrub {

  private static final Logger LOG = LoggerFactory.getLogger(BlobScrub.class);

  /** What is read before others get their turn, in bytes: whole groups. */
  private static final long PIECE = 4 << 20;

  /** What one step reads at most, in bytes. */
  private static final long STEP = 64 << 20;

  private static final int ROWS = 100;

  private final Index index;
  private final ContentStore content;

  /** The blob that it has read a part of, and where it goes on there. */
  private Optional<BlobHash> begun = Optional.empty();

  private long offset;

  BlobScrub(Index index, ContentStore content) {
    this.index = index;
    this.content = content;
  }

  /** How far a step came. */
  record Step(Pass pass, boolean atEnd) {}

  /** The part of the hashes that a reading is past. */
  static double part(Pass pass) {
    return pass.blob().map(BlobScrub::part).orElse(0.0);
  }

  private static double part(BlobHash hash) {
    long begin = ByteBuffer.wrap(hash.bytes()).getLong() >>> 1;
    return (double) begin / Long.MAX_VALUE;
  }

  /**
   * Reads on.
   *
   * @param due the part of the hashes that has to be read by now
   */
  Step step(Pass from, double due) {
    Pass pass = from;
    long left = STEP;
    List<BlobRow> rows = rows(pass.blob());
    while (!rows.isEmpty()) {
      for (BlobRow row : rows) {
        if (part(row.hash()) > due) {
          return new Step(pass, false);
        }
        if (!begun.equals(Optional.of(row.hash()))) {
          begun = Optional.of(row.hash());
          offset = 0;
        }
        while (offset < row.length()) {
          if (left <= 0) {
            return new Step(pass, false);
          }
          ByteRange piece = new ByteRange(offset, Math.min(PIECE, row.length() - offset));
          pass = found(pass, damaged(row.hash(), piece));
          offset += piece.length();
          left -= piece.length();
        }
        pass =
            new Pass(
                pass.began(),
                Optional.of(row.hash()),
                pass.version(),
                pass.versions(),
                pass.damaged());
      }
      rows = rows(pass.blob());
    }
    return new Step(pass, true);
  }

  private List<BlobRow> rows(Optional<BlobHash> after) {
    return index.read(tables -> tables.blobs().some(after, ROWS));
  }

  private static Pass found(Pass pass, long damaged) {
    return new Pass(
        pass.began(), pass.blob(), pass.version(), pass.versions(), pass.damaged() + damaged);
  }

  /** What is wrong with a piece; one that is gone by now is none the worse. */
  private long damaged(BlobHash blob, ByteRange piece) {
    try {
      return content.scrub(blob, piece).orElse(0);
    } catch (S3Exception e) {
      LOG.error("Blob {} cannot be read at {}", blob, piece.offset(), e);
      return 1;
    }
  }
}
