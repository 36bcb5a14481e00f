package io.horizonpush.s3.op;

import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.ChecksumAlgorithm;
import io.horizonpush.s3.model.ChecksumType;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.payload.Checksums;
import io.horizonpush.s3.payload.RunningChecksum;
import io.horizonpush.s3.store.ContentsReader;
import io.horizonpush.s3.store.ObjectStore;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** The checksum of a copy by an algorithm of its own. Stateless. */
final class CopyChecksum {

  private CopyChecksum() {}

  /** The source's by an algorithm, or else what its bytes, which are read for it, have. */
  static List<Checksum> of(
      ObjectStore store, Bucket from, StoredVersion source, ChecksumAlgorithm algorithm) {
    Optional<Checksum> known =
        source.checksums().stream().filter(each -> each.algorithm() == algorithm).findFirst();
    return List.of(known.orElseGet(() -> made(store, from, source, algorithm)));
  }

  private static Checksum made(
      ObjectStore store, Bucket from, StoredVersion source, ChecksumAlgorithm algorithm) {
    RunningChecksum running = Checksums.start(algorithm);
    try (ContentsReader reader =
        new ContentsReader(store.open(from, source, ByteRange.all(source.size())))) {
      Optional<ByteBuffer> piece = reader.next();
      while (piece.isPresent()) {
        running.update(piece.get());
        piece = reader.next();
      }
    }
    return new Checksum(algorithm, ChecksumType.FULL_OBJECT, running.base64());
  }
}
