package io.horizonpush.iroh;

import io.horizonpush.iroh.ffm.NativeLibrary;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Opens nodes over the real native library for tests. */
public final class TestNodes {

  private TestNodes() {}

  /** A node on loopback whose fsync failures fail the test. */
  public static IrohNode open(Path dataDir) {
    return open(
        dataDir,
        failure -> {
          throw new AssertionError(failure);
        });
  }

  /** A node on loopback. */
  public static IrohNode open(Path dataDir, Consumer<String> onFsyncFailure) {
    return IrohNode.open(NativeLibrary.load(dataDir), dataDir, "127.0.0.1:0", onFsyncFailure);
  }
}
