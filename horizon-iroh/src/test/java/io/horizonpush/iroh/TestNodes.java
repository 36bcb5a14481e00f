package io.horizonpush.iroh;

import io.horizonpush.iroh.content.BodyLimits;
import io.horizonpush.iroh.content.ContentFiles;
import io.horizonpush.iroh.content.ContentStore;
import io.horizonpush.iroh.content.PendingPlaces;
import io.horizonpush.iroh.document.IrohReplicas;
import io.horizonpush.iroh.ffm.NativeLibrary;
import io.horizonpush.iroh.index.Clocks;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.s3.store.BodyMemory;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Opens nodes over the real native library for tests. */
public final class TestNodes {

  private TestNodes() {}

  /** A node whose fsync failures fail the test. */
  public static IrohNode open(Path dataDir) {
    return open(
        dataDir,
        failure -> {
          throw new AssertionError(failure);
        });
  }

  /** A node. */
  public static IrohNode open(Path dataDir, Consumer<String> onFsyncFailure) {
    return IrohNode.open(
        NativeLibrary.load(dataDir), dataDir, IrohReplicas.DEFAULT_MEMORY, onFsyncFailure);
  }

  /** The index of a node, which takes over the places of what is stored. */
  public static Index openIndex(Path dataDir, PendingPlaces pending) {
    return openIndex(dataDir, pending, Clocks.SYSTEM);
  }

  /** The same with clocks of its own. */
  public static Index openIndex(Path dataDir, PendingPlaces pending, Clocks clocks) {
    Index.Options usual = Index.Options.DEFAULT;
    return Index.open(
        dataDir,
        new Index.Options(usual.maxBatch(), usual.readers(), clocks, usual.observer(), pending));
  }

  /** The blobs of a node. */
  public static ContentStore openContent(
      Index index, IrohNode node, Path dataDir, PendingPlaces pending) {
    return ContentStore.open(
        index,
        node.store(),
        new ContentFiles(dataDir),
        BodyLimits.usual(new BodyMemory(BodyMemory.SMALLEST)),
        pending,
        index::turnReadOnly);
  }
}
