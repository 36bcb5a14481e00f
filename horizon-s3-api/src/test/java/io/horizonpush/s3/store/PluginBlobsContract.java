package io.horizonpush.s3.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.PluginBlobs.Reader;
import io.horizonpush.s3.store.PluginBlobs.Writer;
import io.horizonpush.s3.store.PluginBlobs.Written;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every {@link PluginBlobs} does. */
public abstract class PluginBlobsContract {

  private static final byte[] BYTES = "some bytes".getBytes(StandardCharsets.UTF_8);

  /** The blobs under test. */
  protected abstract PluginBlobs blobs();

  /** A bucket that holds a blob. */
  protected abstract BucketId bucketHolding(byte[] bytes);

  /** The hash of bytes. */
  protected abstract BlobHash hash(byte[] bytes);

  private static Reader plugin(String name) {
    return new Reader(Optional.empty(), Optional.of(name));
  }

  private static Reader of(BucketId bucket) {
    return new Reader(Optional.of(bucket), Optional.empty());
  }

  private Written write(String plugin, long quota, byte[]... pieces) {
    try (Writer writer = blobs().writer(plugin, quota)) {
      for (byte[] piece : pieces) {
        writer.write(ByteBuffer.wrap(piece));
      }
      return writer.finish();
    }
  }

  private byte[] read(Reader reader, BlobHash blob, long offset, long length) {
    try (Content content =
        blobs().open(reader, blob, new ByteRange(offset, length)).orElseThrow()) {
      ContentReader pieces = content.reader();
      ByteBuffer read = ByteBuffer.allocate((int) length);
      for (Optional<ByteBuffer> piece = pieces.next(); piece.isPresent(); piece = pieces.next()) {
        read.put(piece.get());
      }
      return read.array();
    }
  }

  @Test
  void aBlob_thatWasWritten_isItsPluginsAlone() {
    Written written = write("redact", 1 << 20, BYTES, new byte[] {'!'});

    assertThat(written.length()).isEqualTo(11);
    assertThat(blobs().length(plugin("redact"), written.hash())).hasValue(11);
    assertThat(read(plugin("redact"), written.hash(), 5, 6))
        .isEqualTo("bytes!".getBytes(StandardCharsets.UTF_8));
    assertThat(blobs().length(plugin("other"), written.hash())).isEmpty();
    assertThat(blobs().open(plugin("other"), written.hash(), new ByteRange(0, 1))).isEmpty();
  }

  @Test
  void aBlob_isReadThroughTheBucketThatHoldsIt_andThroughNoOther() {
    BucketId bucket = bucketHolding(BYTES);
    BlobHash hash = hash(BYTES);

    assertThat(read(of(bucket), hash, 0, BYTES.length)).isEqualTo(BYTES);
    assertThat(blobs().length(of(bucketHolding(new byte[] {1})), hash)).isEmpty();
    assertThat(blobs().length(plugin("redact"), hash)).isEmpty();
    assertThat(blobs().length(new Reader(Optional.empty(), Optional.empty()), hash)).isEmpty();
  }

  @Test
  void aRange_beyondTheEnd_isRefused() {
    Written written = write("redact", 1 << 20, BYTES);

    assertThatThrownBy(
            () -> blobs().open(plugin("redact"), written.hash(), new ByteRange(5, BYTES.length)))
        .isInstanceOf(S3Exception.class);
  }

  @Test
  void aBlob_largerThanTheQuota_isRefused_andNothingOfItIsKept() {
    assertThatThrownBy(() -> write("redact", 8, BYTES)).isInstanceOf(S3Exception.class);

    assertThat(blobs().length(plugin("redact"), hash(BYTES))).isEmpty();
  }

  @Test
  void aFullQuota_isMadeRoomIn_byWhatWasNotReadForLongest() {
    Written first = write("redact", 25, BYTES);
    Written second = write("redact", 25, "other data".getBytes(StandardCharsets.UTF_8));
    read(plugin("redact"), first.hash(), 0, 1);

    Written third = write("redact", 25, "third data".getBytes(StandardCharsets.UTF_8));

    assertThat(blobs().length(plugin("redact"), first.hash())).isPresent();
    assertThat(blobs().length(plugin("redact"), second.hash())).isEmpty();
    assertThat(blobs().length(plugin("redact"), third.hash())).isPresent();
  }

  @Test
  void whatWasNotFinished_isNotThere() {
    try (Writer writer = blobs().writer("redact", 100)) {
      writer.write(ByteBuffer.wrap(BYTES));
    }

    assertThat(blobs().length(plugin("redact"), hash(BYTES))).isEmpty();
  }

  @Test
  void anEmptyBlob_isOne() {
    Written written = write("redact", 100);

    assertThat(written.hash()).isEqualTo(hash(new byte[0]));
    assertThat(blobs().length(plugin("redact"), written.hash())).hasValue(0);
  }
}
