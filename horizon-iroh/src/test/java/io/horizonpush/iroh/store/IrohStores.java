package io.horizonpush.iroh.store;

import io.horizonpush.iroh.IrohNode;
import io.horizonpush.iroh.TestNodes;
import io.horizonpush.iroh.content.ContentStore;
import io.horizonpush.iroh.content.PendingPlaces;
import io.horizonpush.iroh.index.Clocks;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.s3.store.ContentSource;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * The stores of a node as they really are: SQLite, the native files of blobs and iroh's documents.
 */
public final class IrohStores implements AutoCloseable {

  private final Index index;
  private final IrohNode node;
  private final ContentStore content;
  private final NodeStores stores;

  public IrohStores(Path directory) {
    this(directory, Clocks.SYSTEM);
  }

  public IrohStores(Path directory, Clocks clocks) {
    this(directory, clocks, opened -> List.of());
  }

  /**
   * @param sources where bytes are looked for that are not here; made of what is open by then, all
   *     but {@link #stores}
   */
  public IrohStores(
      Path directory, Clocks clocks, Function<IrohStores, List<ContentSource>> sources) {
    PendingPlaces pending = new PendingPlaces();
    index = TestNodes.openIndex(directory, pending, clocks);
    node = TestNodes.open(directory);
    content = TestNodes.openContent(index, node, directory, pending);
    stores =
        new NodeStores(
            new NodeStores.Ground(
                index,
                content,
                node.replicas(),
                sources.apply(this),
                node.manifestHash(),
                node.author()),
            UploadLimits.DEFAULT);
  }

  public Index index() {
    return index;
  }

  public IrohNode node() {
    return node;
  }

  public ContentStore content() {
    return content;
  }

  public NodeStores stores() {
    return stores;
  }

  @Override
  public void close() {
    content.close();
    node.close();
    index.close();
  }
}
