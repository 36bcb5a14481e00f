package io.horizonpush.node.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.PluginTable.PluginRow;
import io.horizonpush.s3.model.Durability;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How far plugins have heard, in the index of a node. */
class IndexedPositionsTest {

  @TempDir Path folder;
  private Index index;
  private IndexedPositions positions;

  @BeforeEach
  void open() {
    index = Index.open(folder, Index.Options.DEFAULT);
    positions = new IndexedPositions(index);
  }

  @AfterEach
  void close() {
    index.close();
  }

  private void have(boolean enabled) {
    index.write(
        Durability.STRICT,
        tables -> {
          tables.plugins().put(new PluginRow("hook", enabled, "", 1, List.of()));
          return enabled;
        });
  }

  @Test
  void whoIsNotInstalledOrNotEnabled_doesNotBegin() {
    positions.begin("hook", "objects", 7);
    have(false);
    positions.begin("hook", "objects", 7);

    assertThat(positions.find("hook", "objects")).isEmpty();
    assertThat(positions.entries()).isEmpty();
  }

  @Test
  void whoHasBegun_movesOnFromWhereItIs_andFromNowhereElse() {
    have(true);
    positions.begin("hook", "objects", 7);
    positions.begin("hook", "objects", 9);
    assertThat(positions.find("hook", "objects")).hasValue(7);

    assertThat(positions.advance("hook", "objects", 7, 8)).isTrue();
    assertThat(positions.advance("hook", "objects", 7, 100)).isFalse();
    assertThat(positions.advance("hook", "docs", 0, 1)).isFalse();

    assertThat(positions.least("objects")).hasValue(8);
    assertThat(positions.least("docs")).isEmpty();
    assertThat(positions.entries()).containsExactly("hook");
  }

  @Test
  void whoIsDisabledOrEnds_hasNoPlaceAnyMore_andIsNotMovedToOne() {
    have(true);
    positions.begin("hook", "objects", 7);
    have(false);
    assertThat(positions.advance("hook", "objects", 7, 8)).isFalse();
    assertThat(positions.entries()).isEmpty();

    have(true);
    positions.begin("hook", "objects", 20);
    assertThat(positions.find("hook", "objects")).hasValue(20);
    positions.end("hook");
    assertThat(positions.entries()).isEmpty();
  }
}
