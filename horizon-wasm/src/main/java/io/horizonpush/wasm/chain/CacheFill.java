package io.horizonpush.wasm.chain;

import io.horizonpush.s3.store.ContentReader;
import io.horizonpush.s3.store.PluginBlobs;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bytes of an answer, kept as a blob while they pass. Where that fails they pass all the same.
 * Confined to one thread at a time.
 */
final class CacheFill implements ContentReader {

  private static final Logger LOG = LoggerFactory.getLogger(CacheFill.class);

  private final ContentReader bytes;
  private final Optional<Long> length;
  private final Keeping keeping;
  private Optional<PluginBlobs.Writer> writer;
  private long passed;

  /** What is done with the blob once it has all bytes. */
  @FunctionalInterface
  interface Keeping {

    void keep(PluginBlobs.Written blob);
  }

  /**
   * @param length of the bytes, if it is known
   */
  CacheFill(
      ContentReader bytes, Optional<Long> length, PluginBlobs.Writer writer, Keeping keeping) {
    this.bytes = bytes;
    this.length = length;
    this.writer = Optional.of(writer);
    this.keeping = keeping;
  }

  @Override
  public Optional<ByteBuffer> next() {
    Optional<ByteBuffer> piece = bytes.next();
    if (piece.isPresent()) {
      passed += piece.get().remaining();
      ByteBuffer copy = piece.get().duplicate();
      attempt(to -> to.write(copy));
    } else {
      attempt(this::finish);
      abandon();
    }
    return piece;
  }

  private void finish(PluginBlobs.Writer to) {
    if (length.isEmpty() || length.get() == passed) {
      keeping.keep(to.finish());
    }
  }

  private void attempt(java.util.function.Consumer<PluginBlobs.Writer> step) {
    try {
      writer.ifPresent(step);
    } catch (RuntimeException e) {
      LOG.debug("an answer is not kept", e);
      abandon();
    }
  }

  private void abandon() {
    writer.ifPresent(PluginBlobs.Writer::close);
    writer = Optional.empty();
  }

  @Override
  public boolean isReady() {
    return bytes.isReady();
  }

  @Override
  public void close() {
    abandon();
    bytes.close();
  }
}
