package io.horizonpush.s3.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.ByteRange;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every {@link ContentSource} does. */
public abstract class ContentSourceContract extends OpenedRangesContract<Extent> {

  /** The source under test. */
  protected abstract ContentSource source();

  @Override
  protected Optional<Content> open(Extent extent, ByteRange range) {
    return source().open(extent, range);
  }

  @Override
  protected Extent unknown() {
    Extent known = provide(content(10, 5));
    return with(known, known.bucket(), new BlobHash(1, 2, 3, 4));
  }

  @Test
  protected void open_forAnotherBucket_givesNothing() {
    byte[] content = content(100_000, 6);
    Extent extent = provide(content);
    Extent other = with(extent, new BucketId(1, 2), blob(extent));

    assertThat(open(other, new ByteRange(0, 1))).isEmpty();
    assertThat(read(open(extent, ByteRange.all(content.length)))).hasValue(content);
  }

  private static BlobHash blob(Extent extent) {
    return switch (extent.bytes()) {
      case Extent.Bytes.Hashed(BlobHash blob) -> blob;
      case Extent.Bytes.AtOrigin _ -> throw new AssertionError("The bytes have no hash yet");
    };
  }

  private static Extent with(Extent extent, BucketId bucket, BlobHash blob) {
    return new Extent(
        bucket,
        extent.key(),
        extent.version(),
        extent.part(),
        extent.length(),
        new Extent.Bytes.Hashed(blob));
  }
}
