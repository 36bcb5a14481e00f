package io.horizonpush.wasm.host;

import io.horizonpush.wasm.engine.HostFunction;
import java.util.List;
import java.util.stream.Stream;

/** All that a plugin of the native ABI may import. Stateless. */
final class HostImports {

  private HostImports() {}

  /** The functions for one instance. */
  static List<HostFunction> of(Scope scope) {
    return Stream.of(
            HttpFunctions.of(scope),
            SdkFunctions.of(scope),
            BlobFunctions.of(scope),
            DocFunctions.of(scope),
            NetFunctions.of(scope),
            WasiFunctions.of(scope))
        .flatMap(module -> module.functions().stream())
        .toList();
  }
}
