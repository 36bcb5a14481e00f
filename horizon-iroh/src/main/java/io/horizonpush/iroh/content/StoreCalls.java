package io.horizonpush.iroh.content;

import io.horizonpush.iroh.ffm.Await;
import io.horizonpush.iroh.ffm.IrohException;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Calls of the native store: waits for their ends, turns their errors into S3's, and takes no
 * writes any more once the disk failed to keep some. Thread-safe.
 */
final class StoreCalls {

  /** How long a request waits for the store. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  /** How long a commit waits for what was stored without waiting: a slow disk has not failed. */
  static final Duration SYNC_PATIENCE = Duration.ofMinutes(10);

  private final Consumer<String> onFsyncFailure;
  private volatile boolean readOnly;

  /**
   * @param onFsyncFailure hears that the disk failed to keep data
   */
  StoreCalls(Consumer<String> onFsyncFailure) {
    this.onFsyncFailure = onFsyncFailure;
  }

  /** Refuses a write after an fsync failed. */
  void requireWritable() {
    if (readOnly) {
      throw new S3Exception(
          S3ErrorCode.SERVICE_UNAVAILABLE, "The node is read-only: its disk failed to keep data");
    }
  }

  /** The value of native work. */
  <T> T await(CompletableFuture<T> work, Duration limit) {
    try {
      return Await.value(work, limit);
    } catch (IrohException e) {
      throw translate(e);
    }
  }

  /**
   * The value of work that stores something.
   *
   * @param late takes what is stored after nobody waits for it any more
   */
  <T> T awaitStored(CompletableFuture<T> work, Duration limit, Consumer<T> late) {
    try {
      return await(work.copy(), limit);
    } catch (S3Exception e) {
      CompletableFuture<Void> _ = work.thenAccept(late);
      throw e;
    }
  }

  S3Exception translate(IrohException e) {
    return switch (e.code()) {
      case DISK_FULL -> new S3Exception(S3ErrorCode.STORAGE_FULL, "The disk is full", e);
      case SYNC_FAILED -> {
        readOnly = true;
        onFsyncFailure.accept("content store: " + e.getMessage());
        yield unavailable("The disk failed to keep the data", e);
      }
      case TIMEOUT -> unavailable("The content store took too long", e);
      case CLOSED -> unavailable("The node is shutting down", e);
      // Such as no descriptor that is free: it may pass.
      case IO -> unavailable("The disk did not take or give the data", e);
      case INVALID_HANDLE,
          INVALID_ARGUMENT,
          NOT_FOUND,
          NOT_OPEN,
          PANIC,
          INTERNAL,
          READ_ONLY,
          DAMAGED,
          UNREACHABLE,
          REFUSED,
          TOO_LONG ->
          new S3Exception(S3ErrorCode.INTERNAL_ERROR, "The content store failed", e);
    };
  }

  private static S3Exception unavailable(String message, IrohException cause) {
    return new S3Exception(S3ErrorCode.SERVICE_UNAVAILABLE, message, cause);
  }
}
