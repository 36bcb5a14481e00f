package io.horizonpush.iroh.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.disk.StoreMark;
import io.horizonpush.iroh.index.IdentityTable.Identity;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.store.StoreFixture;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.store.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Stores that do not belong together: nothing is started, and nothing changed. */
@Timeout(60)
class StoreIdentityTest {

  private static final ObjectKey KEY = new ObjectKey("key");

  @TempDir Path folder;
  private Path data;
  private Path older;
  private Path foreign;

  @BeforeEach
  void makeThreeNodes() throws IOException {
    data = makeNode("data");
    foreign = makeNode("foreign");
    new StoreFixture(foreign).close();
    new StoreFixture(foreign).close();
    older = folder.resolve("older");
    copy(data, older);
    new StoreFixture(data).close();
  }

  private Path makeNode(String name) throws IOException {
    Path made = Files.createDirectories(folder.resolve(name));
    try (StoreFixture fixture = new StoreFixture(made)) {
      Bucket bucket = fixture.create("bucket");
      fixture.objects().put(bucket, KEY, Bytes.random(1, Bytes.LARGE));
      fixture.publish();
    }
    Files.write(made.resolve("docs/some.redb"), new byte[10]);
    return made;
  }

  @ParameterizedTest
  @ValueSource(strings = {"index.db", "content", "docs"})
  void anOlderStore_refusesTheStart(String store) throws IOException {
    replace(store, older);
    assertRefused("is an older copy");
  }

  @ParameterizedTest
  @ValueSource(strings = {"index.db", "content", "docs"})
  void aForeignStore_refusesTheStart(String store) throws IOException {
    replace(store, foreign);
    assertRefused("belongs to installation");
  }

  @ParameterizedTest
  @ValueSource(strings = {"index.db", "content"})
  void aMissingStore_refusesTheStart(String store) throws IOException {
    Files.move(data.resolve(store), folder.resolve("moved"));
    assertRefused("is missing");
    assertThat(data.resolve(store)).doesNotExist();
  }

  @Test
  void missingDocuments_areMadeAgain() throws IOException {
    Files.move(data.resolve("docs"), folder.resolve("moved"));
    new StoreFixture(data).close();
    assertThat(StoreMark.read(data.resolve("docs"))).isPresent();
  }

  @ParameterizedTest
  @CsvSource({"content,lost its store.id", "docs,Move that folder away"})
  void aStoreWithoutItsMark_refusesTheStart(String store, String why) throws IOException {
    Files.delete(data.resolve(store).resolve(StoreMark.FILE));
    assertRefused(why);
  }

  @Test
  void filesWithoutAMark_beforeANewIndex_refuseTheStart() throws IOException {
    Files.delete(data.resolve(Index.FILE));
    Files.delete(data.resolve("content/store.id"));
    Files.move(data.resolve("docs"), folder.resolve("moved"));
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

  /** As a crash leaves them: the index went first, and one, both or none of the others followed. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void storesThatACrashLeftBehind_comeUpAgain(int followed) throws IOException {
    for (int crash = 0; crash < 3; crash++) {
      Identity ahead;
      try (Index index = Index.open(data, Index.Options.DEFAULT)) {
        StoreIdentity identity = StoreIdentity.check(index, data);
        identity.advance();
        ahead = index.write(Durability.STRICT, tables -> tables.identity().advance());
      }
      StoreMark next = new StoreMark(ahead.installation(), ahead.generation());
      for (String store : List.of("content", "docs").subList(0, followed)) {
        next.write(data.resolve(store));
      }
    }
    new StoreFixture(data).close();
    Optional<StoreMark> content = StoreMark.read(data.resolve("content"));
    assertThat(StoreMark.read(data.resolve("docs"))).isPresent().isEqualTo(content);
  }

  @ParameterizedTest
  @ValueSource(strings = {"content", "docs", "index.db"})
  void aRunningNodeWhoseStoreVanishes_removesNothing(String store) throws IOException {
    try (StoreFixture fixture = new StoreFixture(data)) {
      Bucket bucket = fixture.create("another");
      fixture.objects().put(bucket, KEY, Bytes.random(2, Bytes.LARGE));
      fixture.objects().delete(bucket, KEY);
      Files.move(data.resolve(store), folder.resolve("moved"));
      assertThat(fixture.stores().collectGarbage()).isEmpty();
      assertThatThrownBy(() -> fixture.stores().collectAllGarbage())
          .hasMessageContaining("nothing is removed");
      Files.move(folder.resolve("moved"), data.resolve(store));
      assertThat(fixture.stores().collectAllGarbage()).hasSize(1);
    }
  }

  private void assertRefused(String why) throws IOException {
    List<String> before = files();
    assertThatThrownBy(() -> new StoreFixture(data).close())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(why)
        .hasMessageContaining("nothing was changed")
        .hasMessageNotContaining("\n");
    assertThat(files()).containsAll(before);
  }

  private void replace(String store, Path by) throws IOException {
    Files.move(data.resolve(store), folder.resolve("moved"));
    copy(by.resolve(store), data.resolve(store));
  }

  private List<String> files() throws IOException {
    List<String> files = new ArrayList<>();
    for (String store : List.of("content", "docs")) {
      if (Files.exists(data.resolve(store))) {
        try (Stream<Path> all = Files.walk(data.resolve(store))) {
          all.map(file -> file + " " + file.toFile().length()).forEach(files::add);
        }
      }
    }
    return files;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : (Iterable<Path>) all::iterator) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }
}
