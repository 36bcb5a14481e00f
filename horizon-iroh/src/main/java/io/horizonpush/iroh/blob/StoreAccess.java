package io.horizonpush.iroh.blob;

import io.horizonpush.iroh.ffm.Await;
import io.horizonpush.iroh.ffm.IrohException;
import io.horizonpush.iroh.ffm.IrohNative;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to the native blob store: waits until it is open, opens it again after it stopped, and
 * turns its errors into S3's. Thread-safe.
 */
final class StoreAccess {

  private static final Logger LOG = LoggerFactory.getLogger(StoreAccess.class);

  /** How long a request waits for the store or for an answer of it. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final long RETRY_SECONDS = 2;

  private final IrohNative.Blobs blobs;
  private final Consumer<String> onFsyncFailure;
  private CompletableFuture<Void> opened;
  private volatile boolean readOnly;

  StoreAccess(IrohNative.Blobs blobs, Consumer<String> onFsyncFailure) {
    this.blobs = blobs;
    this.onFsyncFailure = onFsyncFailure;
    this.opened = open();
  }

  /**
   * Whether the store is open: a file of a blob may be a part of it from now on. After a failed
   * fsync it counts as closed, since it fills no files any more.
   */
  boolean isOpen() {
    if (readOnly) {
      return false;
    }
    CompletableFuture<Void> state = opened();
    return state.isDone() && !state.isCompletedExceptionally();
  }

  /** Waits until the store is open. */
  void awaitOpen() {
    CompletableFuture<Void> state = opened();
    if (!state.isDone()) {
      call(state.copy(), PATIENCE);
    }
  }

  /** Refuses a write after an fsync failed. */
  void requireWritable() {
    if (readOnly) {
      throw new S3Exception(
          S3ErrorCode.SERVICE_UNAVAILABLE, "The node is read-only: its disk failed to keep data");
    }
  }

  /** The value of native work. */
  <T> T call(CompletableFuture<T> work, Duration limit) {
    try {
      return Await.value(work, limit);
    } catch (IrohException e) {
      throw translate(e);
    }
  }

  S3Exception translate(IrohException e) {
    return switch (e.code()) {
      case DISK_FULL -> new S3Exception(S3ErrorCode.STORAGE_FULL, "The disk is full", e);
      case SYNC_FAILED -> {
        fsyncFailed(e);
        yield unavailable("The disk failed to keep the data", e);
      }
      case STOPPED -> {
        openAgain();
        yield unavailable("The blob store is being opened again", e);
      }
      case NOT_OPEN, TIMEOUT -> unavailable("The blob store is not ready yet", e);
      case CLOSED -> unavailable("The node is shutting down", e);
      case INVALID_HANDLE, INVALID_ARGUMENT, NOT_FOUND, IO, PANIC, INTERNAL, READ_ONLY, DAMAGED ->
          new S3Exception(S3ErrorCode.INTERNAL_ERROR, "The blob store failed", e);
    };
  }

  private static S3Exception unavailable(String message, IrohException cause) {
    return new S3Exception(S3ErrorCode.SERVICE_UNAVAILABLE, message, cause);
  }

  private void fsyncFailed(IrohException e) {
    readOnly = true;
    onFsyncFailure.accept("blob store: " + e.getMessage());
  }

  private synchronized CompletableFuture<Void> opened() {
    return opened;
  }

  private synchronized void openAgain() {
    if (opened.isDone()) {
      LOG.warn("The blob store stopped and is opened again");
      opened = open();
    }
  }

  private CompletableFuture<Void> open() {
    return blobs.open().exceptionallyCompose(this::retry);
  }

  private CompletableFuture<Void> retry(Throwable failure) {
    Throwable cause = failure instanceof CompletionException e ? e.getCause() : failure;
    if (cause instanceof IrohException e
        && (e.code() == IrohException.Code.CLOSED
            || e.code() == IrohException.Code.INVALID_HANDLE)) {
      return CompletableFuture.failedFuture(
          new IrohException(IrohException.Code.CLOSED, "The node is closed"));
    }
    LOG.error("The blob store cannot be opened, trying again in {} s", RETRY_SECONDS, cause);
    return CompletableFuture.runAsync(
            () -> {}, CompletableFuture.delayedExecutor(RETRY_SECONDS, TimeUnit.SECONDS))
        .thenCompose(waited -> open());
  }
}
