package io.horizonpush.fallback.fill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.horizonpush.fallback.origin.KnownOrigins.KnownOrigin;
import io.horizonpush.fallback.server.FaultyOrigin;
import io.horizonpush.iroh.index.BlobUseTable.Used;
import io.horizonpush.iroh.verify.OriginRepair;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Freshness;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.BlobFill;
import io.horizonpush.s3.store.Bytes;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bytes that rot on the disk, and that an origin still has. */
@Timeout(120)
class OriginRepairTest {

  private static final ObjectKey KEY = new ObjectKey("key");
  private static final int SIZE = (4 << 20) + 123;
  private static final long ROTTEN = (2 << 20) + 77;

  private final byte[] bytes = Bytes.random(1, SIZE);

  @TempDir Path directory;
  private FaultyOrigin server;
  private ReadingNode node;
  private Bucket bucket;

  @BeforeEach
  void start() throws IOException {
    server = FaultyOrigin.start();
    server.put("key", bytes, 1);
    node = new ReadingNode(directory);
    KnownOrigin origin = node.know("cloud", server.url(), "bucket", "");
    bucket = node.create("bucket", Freshness.USUAL, origin);
    assertThat(node.objects().read(bucket, KEY)).isEqualTo(bytes);
    await().until(() -> !node.here().require(bucket, KEY).body().parts().isEmpty());
  }

  @AfterEach
  void stop() throws IOException {
    node.close();
    server.close();
  }

  private OriginRepair repair() {
    return new OriginRepair(node.stores().index(), node.stores().content(), node.atOrigins());
  }

  private BlobHash blob() {
    return node.here().require(bucket, KEY).body().parts().getFirst().blob();
  }

  private long damaged() {
    return node.stores().content().scrub(blob(), ByteRange.all(SIZE)).orElseThrow();
  }

  /** Flips a bit in the one file that is so long. */
  private void rot(long where) throws IOException {
    Path file;
    try (Stream<Path> files = Files.walk(directory)) {
      file =
          files
              .filter(Files::isRegularFile)
              .filter(each -> each.toFile().length() >= SIZE)
              .filter(this::hasTheBytes)
              .findFirst()
              .orElseThrow();
    }
    try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw")) {
      long at = start(file) + where;
      opened.seek(at);
      int before = opened.read();
      opened.seek(at);
      opened.write(before ^ 1);
    }
  }

  private boolean hasTheBytes(Path file) {
    return start(file) >= 0;
  }

  private long start(Path file) {
    try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "r")) {
      byte[] head = new byte[16 << 10];
      int read = opened.read(head);
      for (int at = 0; at + 64 <= read; at++) {
        if (Arrays.equals(head, at, at + 64, bytes, 0, 64)) {
          return at;
        }
      }
      return -1;
    } catch (IOException e) {
      return -1;
    }
  }

  @Test
  void aDamagedBlob_isMadeWholeByItsOrigin_byWhatIsDamagedAndNoMore() throws IOException {
    rot(ROTTEN);
    assertThat(damaged()).isEqualTo(1);
    long sent = server.sent();

    assertThat(repair().repair(new Used(blob(), SIZE))).isTrue();

    assertThat(damaged()).isZero();
    assertThat(server.sent() - sent).isEqualTo(BlobFill.GROUP);
    server.close();
    assertThat(node.here().read(bucket, KEY)).isEqualTo(bytes);
    assertThat(node.stores().index().<Long>read(tables -> tables.damage().count())).isZero();
  }

  @Test
  void anOriginThatHasOtherBytes_repairsNothing() throws IOException {
    rot(ROTTEN);
    assertThat(damaged()).isEqualTo(1);
    server.put("key", Bytes.random(2, SIZE), 1); // Under the same tag.

    assertThat(repair().repair(new Used(blob(), SIZE))).isFalse();

    assertThat(damaged()).isEqualTo(1);
  }

  @Test
  void whatIsDamagedAtItsBeginning_andReadWhole_comesFromTheOriginMeanwhile() throws IOException {
    rot(77);
    assertThat(damaged()).isEqualTo(1);

    assertThat(node.objects().read(bucket, KEY)).isEqualTo(bytes);

    byte[] other = bytes.clone();
    other[5] ^= 1;
    server.put("key", other, 1);
    assertThatThrownBy(() -> node.objects().read(bucket, KEY)).isInstanceOf(S3Exception.class);
  }
}
