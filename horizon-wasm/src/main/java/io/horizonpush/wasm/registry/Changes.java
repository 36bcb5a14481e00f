package io.horizonpush.wasm.registry;

import io.horizonpush.wasm.abi.Manifest;
import io.horizonpush.wasm.abi.MatchText;
import io.horizonpush.wasm.abi.Phase;
import io.horizonpush.wasm.abi.PluginLimits;
import io.horizonpush.wasm.abi.PublicKey;
import io.horizonpush.wasm.registry.Installation.Change;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What differs between two versions of an entry: what it is, asks for and was given. Stateless. */
final class Changes {

  private Changes() {}

  /** In the order in which an operator should read them. */
  static List<Change> between(EntryView before, EntryView after) {
    Map<String, String> old = facts(before);
    List<Change> changes = new ArrayList<>();
    facts(after)
        .forEach(
            (what, value) -> {
              String was = old.getOrDefault(what, "");
              if (!was.equals(value)) {
                changes.add(new Change(what, was, value));
              }
            });
    return changes;
  }

  private static Map<String, String> facts(EntryView view) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("digest", view.entry().running().digest().toString());
    facts.put("granted", String.join(", ", view.choices().grants().texts()));
    view.loaded().ifPresent(loaded -> add(facts, loaded));
    facts.put("match", MatchText.write(view.choices().match()));
    facts.put("priority", Integer.toString(view.priority()));
    facts.put(
        "on error", view.choices().onError().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    facts.put("instances", Integer.toString(view.choices().instances()));
    return facts;
  }

  private static void add(Map<String, String> facts, EntryView.Loaded loaded) {
    Manifest manifest = loaded.manifest();
    facts.put("version", manifest.about().version());
    facts.put("publisher", loaded.file().publisher().map(PublicKey::hex).orElse("nobody"));
    facts.put("asks for", String.join(", ", manifest.grants().texts()));
    facts.put(
        "phases",
        manifest.phases().stream().map(Phase::text).sorted().collect(Collectors.joining(", ")));
    facts.put("bodies", bodies(manifest));
    facts.put("its match", MatchText.write(manifest.match()));
    facts.put("limits", limits(manifest.running().limits()));
    facts.put("settings", loaded.settings().shown());
  }

  private static String bodies(Manifest manifest) {
    return "request %s, response %s"
        .formatted(
            manifest.bodies().request().name().toLowerCase(Locale.ROOT),
            manifest.bodies().response().name().toLowerCase(Locale.ROOT));
  }

  private static String limits(PluginLimits limits) {
    return "memory %d KiB, cpu %d ms, request %d ms, init %d ms"
        .formatted(
            limits.memory() >> 10,
            limits.cpu().toMillis(),
            limits.request().toMillis(),
            limits.init().toMillis());
  }
}
