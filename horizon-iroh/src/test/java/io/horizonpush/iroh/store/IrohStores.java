package io.horizonpush.iroh.store;

import io.horizonpush.iroh.IrohNode;
import io.horizonpush.iroh.TestNodes;
import io.horizonpush.iroh.index.Index;
import java.nio.file.Path;
import java.util.List;

/** The stores of a node as they really are: SQLite, iroh's blobs and iroh's documents. */
final class IrohStores implements AutoCloseable {

  private final Index index;
  private final IrohNode node;
  private final NodeStores stores;

  IrohStores(Path directory) {
    index = Index.open(directory, Index.Options.DEFAULT);
    node = TestNodes.open(directory);
    stores =
        new NodeStores(
            new NodeStores.Ground(
                index,
                node.blobs(),
                node.replicas(),
                List.of(),
                node.manifestHash(),
                node.author()));
  }

  Index index() {
    return index;
  }

  IrohNode node() {
    return node;
  }

  NodeStores stores() {
    return stores;
  }

  @Override
  public void close() {
    index.close();
    node.close();
  }
}
