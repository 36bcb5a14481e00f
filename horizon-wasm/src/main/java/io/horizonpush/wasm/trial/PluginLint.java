package io.horizonpush.wasm.trial;

import io.horizonpush.wasm.abi.BodyAccess;
import io.horizonpush.wasm.abi.Grants;
import io.horizonpush.wasm.abi.Manifest;
import io.horizonpush.wasm.abi.Match;
import io.horizonpush.wasm.abi.Phase;
import io.horizonpush.wasm.abi.PluginFile;
import io.horizonpush.wasm.abi.PluginInstance;
import io.horizonpush.wasm.abi.PluginLimits;
import io.horizonpush.wasm.abi.RefusedPluginException;
import io.horizonpush.wasm.abi.Settings;
import io.horizonpush.wasm.engine.GuestException;
import io.horizonpush.wasm.engine.WasmModule;
import io.horizonpush.wasm.host.NativePlugin;
import io.horizonpush.wasm.host.NativeRequest;
import io.horizonpush.wasm.host.Plugins;
import io.horizonpush.wasm.host.ProxyPlugin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Looks through a plugin for what a node would refuse, and for what is likely a mistake. Confined
 * to one thread.
 */
public final class PluginLint {

  private static final int LARGE = 1 << 20;

  /** Functions that are of no use without a grant of a kind, one of each line. */
  private static final Map<String, String> NEEDS =
      Map.of(
          "horizonpush:http.identify", "auth.identity",
          "horizonpush:http.rewrite", "http.rewrite",
          "horizonpush:blobs.write_open", "blobs.write",
          "horizonpush:docs.get", "docs.read",
          "horizonpush:docs.list", "docs.read",
          "horizonpush:docs.set", "docs.write",
          "horizonpush:docs.delete", "docs.write",
          "horizonpush:net.request", "net");

  private final TrialGround ground;
  private final List<Finding> findings = new ArrayList<>();

  public PluginLint(TrialGround ground) {
    this.ground = ground;
  }

  /**
   * Something about a plugin.
   *
   * @param refused whether a node would not take it
   */
  public record Finding(boolean refused, String text) {}

  /** What there is to say about a file. */
  public List<Finding> look(byte[] bytes) {
    findings.clear();
    try {
      PluginFile file = ground.read(bytes);
      start(file);
      manifest(file);
      grants(file);
      module(file);
    } catch (RefusedPluginException e) {
      findings.add(new Finding(true, String.valueOf(e.getMessage())));
    }
    return List.copyOf(findings);
  }

  private void warn(boolean holds, String text) {
    if (holds) {
      findings.add(new Finding(false, text));
    }
  }

  /** What only shows once it runs: code that is not valid, and a start that fails. */
  private void start(PluginFile file) {
    file.manifest().running().limits().within(PluginLimits.CEILING);
    if (!NativePlugin.isNative(file) && !ProxyPlugin.isProxy(file.module())) {
      throw new RefusedPluginException(
          "the module exports neither hp_abi_version nor a version of proxy-wasm");
    }
    Surroundings around =
        new Surroundings(
            file.manifest().about().name(),
            new PluginCase(
                "lint",
                "{}",
                Optional.empty(),
                new PluginCase.Fixtures(List.of(), List.of(), List.of()),
                true,
                List.of()));
    plugin(file, around, Settings.NONE);
    Settings presets;
    try {
      presets = file.manifest().config().settings("{}");
    } catch (RefusedPluginException e) {
      return; // It needs settings, which an operator gives.
    }
    Supplier<PluginInstance<NativeRequest>> plugin = plugin(file, around, presets);
    try {
      ground.run(thread -> plugin.get());
    } catch (GuestException e) {
      warn(true, "with its preset settings alone: " + e.failure().text());
    }
  }

  private Supplier<PluginInstance<NativeRequest>> plugin(
      PluginFile file, Surroundings around, Settings settings) {
    return Plugins.of(
        ground.compile(file),
        around.context(file, file.manifest().grants().withValues(), settings));
  }

  private void manifest(PluginFile file) {
    Manifest manifest = file.manifest();
    Manifest.Bodies bodies = manifest.bodies();
    boolean readsBodies =
        bodies.request() != BodyAccess.NONE || bodies.response() != BodyAccess.NONE;
    warn(file.publisher().isEmpty(), "it is not signed: whoever installs it sees nobody's name");
    warn(manifest.about().description().isEmpty(), "the manifest has no description");
    warn(
        readsBodies && manifest.match().equals(Match.ALL),
        "without a match it is given the bodies of every request that has one");
    warn(
        bodies.response() == BodyAccess.WRITE && !bodies.deterministic(),
        "deterministic is false: of what it writes there are no ranges and no lengths");
    warn(
        bodies.request() == BodyAccess.WRITE && bodies.multipart() == Manifest.Multipart.REFUSE,
        "multipart is refuse: clients that upload in parts, as most do with large files, get 501");
    warn(
        manifest.running().limits().memory() > 64L << 20,
        "limits.memory is large: each instance is held against the node's heap with all of it");
    secrets(manifest);
  }

  /** Settings that sound like secrets and are shown to whoever looks. */
  private void secrets(Manifest manifest) {
    Set<String> open = new TreeSet<>();
    SchemaNames.find(manifest.config().json(), open);
    warn(
        !open.isEmpty(),
        "these settings sound like secrets, and are shown, because writeOnly is not true: "
            + String.join(", ", open));
  }

  private void grants(PluginFile file) {
    Grants asked = file.manifest().grants();
    Set<String> kinds =
        asked.all().stream().map(grant -> grant.kind()).collect(Collectors.toUnmodifiableSet());
    Set<String> used = new TreeSet<>();
    for (WasmModule.Import wanted : file.module().imports()) {
      String needed = NEEDS.get(wanted.toString());
      if (needed != null) {
        used.add(needed);
        warn(
            !kinds.contains(needed),
            "it imports %s and does not ask for %s, without which that is FORBIDDEN"
                .formatted(wanted, needed));
      }
    }
    for (String kind : new TreeSet<>(kinds)) {
      warn(
          NEEDS.containsValue(kind) && !used.contains(kind),
          "it asks for %s and imports nothing that needs it".formatted(kind));
    }
    warn(
        kinds.contains("auth.identity") && !file.manifest().phases().contains(Phase.AUTHORIZE),
        "it asks for auth.identity and has no phase authorize");
  }

  private void module(PluginFile file) {
    for (Phase phase : Phase.values()) {
      boolean exports = file.module().functions().keySet().containsAll(phase.exports());
      warn(
          exports && !file.manifest().phases().contains(phase),
          "it exports %s, and its manifest has no phase %s: it is never called"
              .formatted(String.join(" and ", phase.exports()), phase.text()));
    }
    warn(
        file.module().size() > LARGE,
        "it has %d KiB: optimise for size, and leave names and debugging information out"
            .formatted(file.module().size() >> 10));
    List<String> debug =
        file.module().customSections().stream()
            .map(WasmModule.CustomSection::name)
            .filter(name -> name.equals("name") || name.startsWith(".debug"))
            .toList();
    warn(!debug.isEmpty(), "it carries sections that nothing needs: " + String.join(", ", debug));
  }
}
