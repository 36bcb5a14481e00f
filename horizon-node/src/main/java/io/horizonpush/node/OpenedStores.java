package io.horizonpush.node;

import io.horizonpush.iroh.IrohNode;
import io.horizonpush.iroh.content.BodyLimits;
import io.horizonpush.iroh.content.ContentFiles;
import io.horizonpush.iroh.content.ContentStore;
import io.horizonpush.iroh.content.PendingPlaces;
import io.horizonpush.iroh.content.StoreIdentity;
import io.horizonpush.iroh.ffm.IrohException;
import io.horizonpush.iroh.ffm.NativeLibrary;
import io.horizonpush.iroh.ffm.NativeLibraryException;
import io.horizonpush.iroh.index.Clocks;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.IndexException;
import io.horizonpush.node.config.ByteSize;
import io.horizonpush.node.config.NodeConfig;
import io.horizonpush.node.memory.NodeMemory;
import io.horizonpush.node.metrics.NodeMetrics;
import io.horizonpush.s3.payload.Checksums;
import io.horizonpush.s3.store.BodyMemory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/** The files of a data directory, opened: records, documents and bytes. Closed with their parts. */
record OpenedStores(Index index, IrohNode iroh, ContentStore content) {

  /**
   * Opens them.
   *
   * @param memory what bodies on their way and documents may take
   * @param parts takes over their closing
   * @throws NodeException if one of them cannot be opened
   */
  static OpenedStores open(NodeConfig config, NodeMemory memory, NodeMetrics metrics, Parts parts) {
    Path directory = config.dataDirectory();
    // Beside the opening of the index, on which it does not depend.
    FutureTask<NativeLibrary> library = new FutureTask<>(() -> NativeLibrary.load(directory));
    Thread.ofPlatform().name("native-library").daemon().start(library);
    try {
      PendingPlaces pending = new PendingPlaces();
      Index index = parts.add(Index.open(directory, options(config, metrics, pending)));
      requireOneNode(index, directory);
      IrohNode iroh =
          parts.add(
              IrohNode.open(loaded(library), directory, memory.documents(), index::turnReadOnly));
      ContentStore content =
          parts.add(
              ContentStore.open(
                  index,
                  iroh.store(),
                  new ContentFiles(directory, config.storage().diskFloor()),
                  limits(config.storage().content(), memory.bodies()),
                  pending,
                  index::turnReadOnly));
      return new OpenedStores(index, iroh, content);
    } catch (IndexException | IrohException | NativeLibraryException | IllegalStateException e) {
      throw failed(directory, e);
    }
  }

  static NodeException failed(Path directory, RuntimeException cause) {
    return new NodeException(
        "The stores in " + directory + " do not open: " + cause.getMessage(), cause);
  }

  /** Before anything is opened that would make what is missing. */
  private static void requireOneNode(Index index, Path directory) {
    StoreIdentity _ = StoreIdentity.check(index, directory);
    boolean isNew = index.read(tables -> tables.identity().get()).generation() == 0;
    if (!isNew && !Files.exists(directory.resolve(IrohNode.KEY))) {
      throw new IllegalStateException(
          "%s is missing, with which the secrets in the index are encrypted. Put it back, or restore a backup; nothing was changed."
              .formatted(directory.resolve(IrohNode.KEY)));
    }
  }

  private static NativeLibrary loaded(Future<NativeLibrary> library) {
    try {
      NativeLibrary loaded = library.get();
      Checksums.computeCrc64By(loaded.crc64()::update);
      Checksums.computeMd5By(loaded.md5()::begin);
      return loaded;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof NativeLibraryException failure
          ? failure
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NodeException("The start was interrupted.", e);
    }
  }

  private static Index.Options options(
      NodeConfig config, NodeMetrics metrics, PendingPlaces pending) {
    Index.Options defaults = Index.Options.DEFAULT;
    int maxBatch = config.storage().groupCommit() ? defaults.maxBatch() : 1;
    return new Index.Options(maxBatch, defaults.readers(), Clocks.SYSTEM, metrics::commit, pending);
  }

  private static BodyLimits limits(NodeConfig.Content content, BodyMemory memory) {
    return new BodyLimits(
        Math.toIntExact(content.inlineMax().bytes()),
        Math.toIntExact(content.segmentMax().bytes()),
        content.segmentSize().stream().mapToLong(ByteSize::bytes).findFirst(),
        memory);
  }
}
