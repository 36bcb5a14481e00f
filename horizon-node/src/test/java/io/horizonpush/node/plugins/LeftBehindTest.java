package io.horizonpush.node.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.disk.DiskFloor;
import io.horizonpush.iroh.index.SecretBox;
import io.horizonpush.iroh.store.IrohStores;
import io.horizonpush.s3.store.PluginBlobs;
import io.horizonpush.s3.store.PluginRemains;
import io.horizonpush.wasm.abi.PluginLimits;
import io.horizonpush.wasm.engine.ModuleLimits;
import io.horizonpush.wasm.registry.InstallOrder;
import io.horizonpush.wasm.registry.PluginRegistry;
import io.horizonpush.wasm.registry.RegistryRules;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blobs of plugins that are gone, also of those whose removal the node did not survive. */
class LeftBehindTest {

  @TempDir private Path folder;
  private IrohStores stores;
  private BareChain chain;
  private PluginRegistry registry;

  @BeforeEach
  void open() {
    stores = new IrohStores(folder);
    chain = new BareChain(64 << 20);
    registry = registry();
    registry.install(ExamplePlugins.read("redact"), InstallOrder.PLAIN);
    for (String keeper : List.of("redact", "gone", "cache/redact", "cache/gone")) {
      keep(keeper);
    }
  }

  private PluginRegistry registry() {
    return PluginRegistry.open(
        new IndexedPlugins(
            stores.index(),
            new SecretBox(new SecretKeySpec(new byte[32], "AES")),
            new DiskFloor(folder, DiskFloor.Rule.NONE)),
        chain,
        new RegistryRules(
            true,
            ModuleLimits.DEFAULT,
            PluginLimits.CEILING,
            new RegistryRules.Instances(2, 0),
            Set.of()),
        InstantSource.system());
  }

  private void keep(String keeper) {
    try (PluginBlobs.Writer writer = stores.stores().plugins().blobs().writer(keeper, 1 << 20)) {
      writer.write(ByteBuffer.wrap(keeper.getBytes(StandardCharsets.UTF_8)));
      PluginBlobs.Written _ = writer.finish();
    }
  }

  @AfterEach
  void close() {
    chain.close();
    stores.close();
  }

  private PluginRemains remains() {
    return stores.stores().plugins().remains();
  }

  private List<String> keepers() {
    return stores.index().read(tables -> tables.pluginBlobs().plugins());
  }

  @Test
  void whenAnEntryIsRemoved_whatNoOtherKeepsIsDropped() {
    LeftBehind.drop(registry, remains());

    assertThat(keepers()).containsExactlyInAnyOrder("redact", "cache/redact");
  }

  @Test
  void atAStart_whatCachesKeptIsDropped_too() {
    LeftBehind.dropAtStart(registry, remains());

    assertThat(keepers()).containsExactly("redact");
  }

  @Test
  void whereNothingIsInstalled_allIsDropped() {
    registry.remove("redact");

    LeftBehind.dropAtStart(registry, remains());

    assertThat(keepers()).isEmpty();
  }
}
