package io.horizonpush.wasm.host;

import io.horizonpush.s3.model.WriterId;
import io.horizonpush.wasm.abi.Grants;
import io.horizonpush.wasm.abi.Manifest;
import io.horizonpush.wasm.abi.ManifestParser;
import io.horizonpush.wasm.abi.PluginFile;
import io.horizonpush.wasm.abi.PluginLimits;
import io.horizonpush.wasm.abi.Settings;
import io.horizonpush.wasm.engine.CodeStore;
import io.horizonpush.wasm.engine.ModuleCompiler;
import io.horizonpush.wasm.engine.ModuleLimits;
import io.horizonpush.wasm.net.NetClient;
import io.horizonpush.wasm.pool.GuestThreads;
import io.horizonpush.wasm.testing.MemoryBlobs;
import io.horizonpush.wasm.testing.MemoryDocs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Plugins that run, in the surroundings of a test. */
final class TestingPlugins implements AutoCloseable {

  static final String LEAST =
      "{\"abi\": 1, \"name\": \"tried\", \"version\": \"1.0.0\", \"phases\": [\"request\"]}";

  static final WriterId NODE = new WriterId(9, 9, 9, 9);
  static final Instant NOW = Instant.parse("2026-12-01T12:00:00.123Z");

  private static final ModuleCompiler COMPILER =
      new ModuleCompiler(CodeStore.NONE, ModuleLimits.DEFAULT, Duration.ofSeconds(30));

  final MemoryDocs docs = new MemoryDocs();
  final MemoryBlobs blobs = new MemoryBlobs();
  final TestingSinks sinks = new TestingSinks();
  final TestingView view = new TestingView();
  final RequestVariables variables = new RequestVariables();
  final GuestThreads threads =
      new GuestThreads(
          new GuestThreads.Settings(
              2, 8, 100, Duration.ofSeconds(10), Duration.ofSeconds(1), 1L << 20),
          () -> {});
  Settings settings = Settings.NONE;
  PluginLimits limits =
      new PluginLimits(
          1L << 20, Duration.ofMillis(500), Duration.ofSeconds(10), Duration.ofSeconds(5));
  NetClient net = new NetClient();

  @Override
  public void close() {
    threads.close();
  }

  static PluginContext context(String manifest) {
    try (TestingPlugins plugins = new TestingPlugins()) {
      return plugins.context(
          ManifestParser.parse(manifest.getBytes(StandardCharsets.UTF_8)), Grants.NONE);
    }
  }

  private PluginContext context(Manifest manifest, Grants grants) {
    return new PluginContext(
        "entry",
        manifest,
        grants,
        settings,
        limits,
        new HostServices(docs, blobs, net, sinks, NODE, InstantSource.fixed(NOW)));
  }

  /** A plugin that gets all that it asks for. */
  NativePlugin plugin(PluginBuilder builder) {
    return plugin(builder.build());
  }

  NativePlugin plugin(byte[] bytes) {
    PluginFile file = PluginFile.read(bytes, ModuleLimits.DEFAULT);
    return NativePlugin.of(
        COMPILER.compile(file.module()), context(file.manifest(), file.manifest().grants()));
  }

  /** The context of a plugin that says its lines and failures to these sinks. */
  PluginContext own(String manifest) {
    Manifest parsed = ManifestParser.parse(manifest.getBytes(StandardCharsets.UTF_8));
    return context(parsed, parsed.grants());
  }

  /** A plugin of proxy-wasm. */
  ProxyPlugin proxy(byte[] bytes, String manifest) {
    Manifest parsed =
        ManifestParser.parse(manifest.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    return ProxyPlugin.of(
        COMPILER.compile(io.horizonpush.wasm.engine.WasmModule.read(bytes, ModuleLimits.DEFAULT)),
        context(parsed, parsed.grants()));
  }

  NativeInstance instance(PluginBuilder builder) {
    NativePlugin plugin = plugin(builder);
    return threads.run(thread -> plugin.instantiate());
  }

  /** An instance that has begun a request. */
  NativeInstance begun(PluginBuilder builder) {
    NativeInstance instance = instance(builder);
    begin(instance);
    return instance;
  }

  void begin(NativeInstance instance) {
    instance.begin(new NativeRequest(Optional.of(view), variables, "request 1"));
  }
}
