package io.horizonpush.iroh.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.store.StoreFixture;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.store.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files and index that do not belong together: nothing is started, and nothing removed. */
@Timeout(60)
class StoreIdentityTest {

  private static final ObjectKey KEY = new ObjectKey("key");

  @TempDir Path folder;
  private Path data;
  private Path moved;

  @BeforeEach
  void makeAStore() throws IOException {
    data = Files.createDirectories(folder.resolve("data"));
    moved = folder.resolve("moved");
    try (StoreFixture fixture = new StoreFixture(data)) {
      Bucket bucket = fixture.create("bucket");
      fixture.objects().put(bucket, KEY, Bytes.random(1, Bytes.LARGE));
    }
  }

  @Test
  void aMissingIndex_refusesTheStart() throws IOException {
    move(data.resolve(Index.FILE));
    List<Path> before = files();
    assertRefused("belong to the index of installation");
    assertThat(files()).containsAll(before);
  }

  @Test
  void aForeignIndex_refusesTheStart() throws IOException {
    Path other = Files.createDirectories(folder.resolve("other"));
    new StoreFixture(other).close();
    move(data.resolve(Index.FILE));
    Files.move(other.resolve(Index.FILE), data.resolve(Index.FILE));
    List<Path> before = files();
    assertRefused("belong to the index of installation");
    assertThat(files()).containsAll(before);
  }

  @Test
  void missingFiles_refuseTheStart() throws IOException {
    move(data.resolve("content"));
    assertRefused("names files that should be in");
    assertThat(data.resolve("content").resolve("store.id")).doesNotExist();
  }

  @Test
  void filesWhoseNameWasLost_refuseTheStart() throws IOException {
    move(data.resolve("content/store.id"));
    assertRefused("has lost its store.id");
  }

  @Test
  void anEmptyStore_isMadeAgain() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    new StoreFixture(empty).close();
    Files.delete(empty.resolve("content/store.id"));
    new StoreFixture(empty).close();
    assertThat(empty.resolve("content/store.id")).exists();
  }

  private void assertRefused(String why) {
    assertThatThrownBy(() -> new StoreFixture(data).close())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(why)
        .hasMessageContaining("nothing was changed");
  }

  private void move(Path path) throws IOException {
    Files.move(path, moved);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(data.resolve("content"))) {
      return files.toList();
    }
  }
}
