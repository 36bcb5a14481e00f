package io.horizonpush.iroh.store;

import io.horizonpush.iroh.content.ContentStore;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.BlobStore.PinnedBlob;
import io.horizonpush.s3.store.PluginBlobs.Writer;
import io.horizonpush.s3.store.PluginBlobs.Written;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/**
 * A blob on its way from a plugin into the content store, which pulls it by a virtual thread of its
 * own. Confined to one thread at a time.
 */
final class PluginBlobWriter implements Writer {

  private final long quota;
  private final Consumer<PinnedBlob> keep;
  private final PushedBody body = new PushedBody();
  private final CompletableFuture<PinnedBlob> stored = new CompletableFuture<>();
  private long length;
  private boolean over;

  /**
   * @param quota in bytes
   * @param keep notes that a plugin keeps the blob
   */
  PluginBlobWriter(ContentStore content, long quota, Consumer<PinnedBlob> keep) {
    this.quota = quota;
    this.keep = keep;
    content.floor().require(0);
    Thread.ofVirtual().name("plugin-blob").start(() -> store(content));
  }

  private void store(ContentStore content) {
    try {
      PinnedBlob blob = content.add(content.floor().guard(body), Durability.STRICT);
      if (!stored.complete(blob)) {
        blob.close();
      }
    } catch (RuntimeException e) {
      stored.completeExceptionally(e);
    } finally {
      // Whoever waits does not wait for ever for what this thread died of.
      boolean _ = stored.completeExceptionally(new IllegalStateException("A blob was not stored"));
      body.stop();
    }
  }

  @Override
  public void write(ByteBuffer bytes) {
    requireOpen();
    length += bytes.remaining();
    if (length > quota) {
      close();
      throw new S3Exception(
          S3ErrorCode.ENTITY_TOO_LARGE,
          "The blob is larger than the %d bytes that the plugin may keep.".formatted(quota));
    }
    body.push(bytes);
    if (stored.isCompletedExceptionally()) {
      throw failure();
    }
  }

  private void requireOpen() {
    if (over) {
      throw new S3Exception(S3ErrorCode.INVALID_REQUEST, "The blob was finished or abandoned.");
    }
  }

  private S3Exception failure() {
    return stored.exceptionNow() instanceof S3Exception known
        ? known
        : S3Exception.internalError(stored.exceptionNow());
  }

  @Override
  public Written finish() {
    requireOpen();
    over = true;
    body.end();
    try (PinnedBlob blob = await()) {
      keep.accept(blob);
      return new Written(blob.hash(), blob.length());
    }
  }

  private PinnedBlob await() {
    try {
      return stored.get();
    } catch (ExecutionException e) {
      throw failure();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      letGo();
      throw new S3Exception(
          S3ErrorCode.SERVICE_UNAVAILABLE, "The blob took longer than its writer may.", e);
    }
  }

  @Override
  public void close() {
    if (!over) {
      over = true;
      body.abandon();
      letGo();
    }
  }

  /** What is stored all the same nobody keeps. */
  private void letGo() {
    CompletableFuture<Void> _ = stored.thenAccept(PinnedBlob::close);
  }
}
