package io.horizonpush.fallback.writeback;

import io.horizonpush.fallback.origin.Origin;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.OriginFault;
import io.horizonpush.fallback.origin.OriginSource;
import io.horizonpush.fallback.origin.OriginUpload;
import io.horizonpush.fallback.origin.OriginWrite;
import io.horizonpush.fallback.origin.Secret;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.store.OriginJournal;
import io.horizonpush.s3.store.OriginJournal.Begun;
import io.horizonpush.s3.store.OriginJournal.Task;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A long version on its way to an origin, piece by piece. The journal keeps what the origin knows
 * the upload by, so that another attempt, or another process, goes on where this one ended.
 *
 * <p>Confined to one thread.
 */
final class Pieces {

  private static final Logger LOG = LoggerFactory.getLogger(Pieces.class);

  private final OriginJournal journal;
  private final Origin origin;
  private final Task task;
  private final OriginWrite write;
  private final Function<ByteRange, OriginSource> bytes;

  Pieces(
      OriginJournal journal,
      Origin origin,
      Task task,
      OriginWrite write,
      Function<ByteRange, OriginSource> bytes) {
    this.journal = journal;
    this.origin = origin;
    this.task = task;
    this.write = write;
    this.bytes = bytes;
  }

  /**
   * Sends what is missing.
   *
   * @return the object's tag there; nothing if another version took its place meanwhile
   */
  Optional<String> send() {
    OriginUpload upload = begunBefore().orElseGet(this::begin);
    try {
      while (upload.stored() < write.length()) {
        if (!journal.isCurrent(task)) {
          drop(upload);
          return Optional.empty();
        }
        long length = Math.min(upload.pieceLength(), write.length() - upload.stored());
        upload.append(bytes.apply(new ByteRange(upload.stored(), length)));
      }
      return Optional.of(upload.complete());
    } catch (OriginException e) {
      if (e.fault().isOfAnother()) {
        drop(upload); // With its condition, which is another next time.
      }
      throw e;
    }
  }

  private Optional<OriginUpload> begunBefore() {
    return current()
        .flatMap(
            begun -> {
              try {
                return Optional.of(origin.resume(write, new Secret(begun.token())));
              } catch (OriginException e) {
                boolean later =
                    e.fault().isPassing()
                        || e.fault() instanceof OriginFault.Denied
                        || e.fault() instanceof OriginFault.WrongCredentials;
                if (later) {
                  throw e;
                }
                return Optional.empty(); // The origin dropped it, or it ended.
              }
            });
  }

  /** As the journal has it now: an earlier round of this attempt may have dropped it. */
  private Optional<Begun> current() {
    return journal.upload(task).filter(begun -> begun.version().equals(task.version()));
  }

  private OriginUpload begin() {
    OriginUpload upload = origin.begin(write);
    journal.begun(task, Optional.of(new Begun(task.version(), upload.token().value())));
    return upload;
  }

  private void drop(OriginUpload upload) {
    journal.begun(task, Optional.empty());
    abort(upload, write.key());
  }

  private static void abort(OriginUpload upload, String key) {
    try {
      upload.abort();
    } catch (OriginException e) {
      LOG.info("an unfinished upload of {} stays at the origin: {}", key, e.getMessage());
    }
  }

  /** Drops an upload of a version that nobody wants any more. */
  static void drop(Origin origin, String key, Begun begun) {
    try {
      abort(
          origin.resume(OriginWrite.of(key, Long.MAX_VALUE >> 1), new Secret(begun.token())), key);
    } catch (OriginException e) {
      if (e.fault().isPassing()) {
        throw e;
      }
    }
  }
}
