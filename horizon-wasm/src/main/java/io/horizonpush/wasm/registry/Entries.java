package io.horizonpush.wasm.registry;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.wasm.abi.Manifest;
import io.horizonpush.wasm.abi.Phase;
import io.horizonpush.wasm.abi.PluginFile;
import io.horizonpush.wasm.abi.RefusedPluginException;
import io.horizonpush.wasm.abi.Settings;
import io.horizonpush.wasm.chain.EntryPlan;
import io.horizonpush.wasm.chain.EntryStatus;
import io.horizonpush.wasm.chain.OnError;
import io.horizonpush.wasm.registry.EntryView.Loaded;
import io.horizonpush.wasm.registry.StoredEntry.StoredVersion;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes of what is stored what is run and what is shown, and remembers the files of versions that
 * run. Thread-safe.
 */
final class Entries {

  private static final Logger LOG = LoggerFactory.getLogger(Entries.class);

  private final PluginStore store;
  private final RegistryRules rules;
  private final Map<BlobHash, PluginFile> files = new ConcurrentHashMap<>();

  Entries(PluginStore store, RegistryRules rules) {
    this.store = store;
    this.rules = rules;
  }

  /** Remembers a file that is not stored yet. */
  void know(PluginFile file) {
    files.put(file.digest(), file);
  }

  /** Forgets the files of versions that do not run. */
  void forgetAllBut(Collection<StoredEntry> entries) {
    Set<BlobHash> used =
        entries.stream()
            .map(entry -> entry.running().digest())
            .collect(Collectors.toUnmodifiableSet());
    files.keySet().retainAll(used);
  }

  /**
   * The file of a version.
   *
   * @throws io.horizonpush.wasm.abi.RefusedPluginException if this node would not take it any more
   * @throws IllegalStateException if the store has not got it
   */
  PluginFile file(StoredVersion version) {
    return files.computeIfAbsent(version.digest(), this::load);
  }

  private PluginFile load(BlobHash digest) {
    PluginFile file = PluginFile.read(store.file(digest), rules.modules());
    if (!file.digest().equals(digest)) {
      throw new IllegalStateException(
          "The file of a plugin is damaged: it was " + digest + ". Install it again.");
    }
    return file;
  }

  /**
   * What the chain is to do with an entry.
   *
   * @throws io.horizonpush.wasm.abi.RefusedPluginException if settings or limits are not as they
   *     must be
   */
  EntryPlan plan(StoredEntry entry) {
    StoredVersion version = entry.running();
    PluginFile file = file(version);
    Manifest manifest = file.manifest();
    Choices choices = version.choices();
    return new EntryPlan(
        entry.name(),
        file,
        choices.grants(),
        settings(file, choices),
        choices.priority().orElse(manifest.priority()),
        choices.match(),
        choices.onError(),
        manifest.running().limits().within(rules.ceiling()),
        choices.instances());
  }

  private static Settings settings(PluginFile file, Choices choices) {
    return file.manifest().config().settings(choices.settings());
  }

  EntryView view(StoredEntry entry, Optional<EntryStatus> status, Optional<String> failure) {
    return new EntryView(entry, load(entry), status, failure);
  }

  /** An entry must be shown, replaced and removed, whatever has become of its file. */
  private Optional<Loaded> load(StoredEntry entry) {
    try {
      PluginFile file = file(entry.running());
      return Optional.of(new Loaded(file, settings(file, entry.running().choices())));
    } catch (RefusedPluginException | IllegalStateException e) {
      LOG.warn("the plugin {} cannot be loaded: {}", entry.name(), e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * Whether requests are not to go on without an entry: what cannot be looked into might be one
   * that says who somebody is.
   */
  boolean isClosed(StoredEntry entry) {
    if (entry.running().choices().onError() == OnError.FAIL_CLOSED) {
      return true;
    }
    try {
      return file(entry.running()).manifest().phases().contains(Phase.AUTHORIZE);
    } catch (RuntimeException e) {
      return true;
    }
  }
}
