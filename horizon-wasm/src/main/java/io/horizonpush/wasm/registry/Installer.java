package io.horizonpush.wasm.registry;

import io.horizonpush.wasm.abi.Grants;
import io.horizonpush.wasm.abi.Match;
import io.horizonpush.wasm.abi.PluginFile;
import io.horizonpush.wasm.abi.PublicKey;
import io.horizonpush.wasm.chain.OnError;
import io.horizonpush.wasm.registry.InstallOrder.Granting;
import io.horizonpush.wasm.registry.InstallOrder.Wishes;
import io.horizonpush.wasm.registry.RegistryException.Reason;
import io.horizonpush.wasm.registry.StoredEntry.StoredVersion;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Decides what becomes of an entry when a file is installed; changes nothing. Immutable. */
record Installer(RegistryRules rules) {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");

  /** The name that a file is to have here. */
  static String name(PluginFile file, InstallOrder order) {
    String name = order.as().orElse(file.manifest().about().name());
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a plugin's name has small letters, digits and hyphens, at most 63, and begins with a"
              + " letter");
    }
    return name;
  }

  /**
   * The entry as it is to be.
   *
   * @param runs the plugin of the entry that is there
   * @throws RegistryException if the name is another plugin's, or a grant is missing
   */
  StoredEntry entry(
      PluginFile file,
      InstallOrder order,
      Optional<StoredEntry> before,
      Optional<PluginFile> runs,
      Instant now) {
    String name = name(file, order);
    runs.filter(other -> !isSamePlugin(other, file))
        .ifPresent(
            other -> {
              throw new RegistryException(
                  Reason.TAKEN,
                  "%s is the plugin %s, and this is %s: give it another name by --as, or remove that one"
                      .formatted(
                          name, other.manifest().about().name(), file.manifest().about().name()));
            });
    Optional<Choices> old = before.map(entry -> entry.running().choices());
    Choices choices =
        new Choices(
            grants(name, file, order.granting(), old),
            order.settings().or(() -> old.map(Choices::settings)).orElse(Choices.NO_SETTINGS),
            priority(order.wishes(), old),
            order.wishes().match().or(() -> old.map(Choices::match)).orElse(Match.ALL),
            order
                .wishes()
                .onError()
                .or(() -> old.map(Choices::onError))
                .orElse(OnError.FAIL_CLOSED),
            order
                .wishes()
                .instances()
                .or(() -> old.map(Choices::instances))
                .orElseGet(() -> rules.instances().of(file.manifest().running().limits())));
    Optional<String> signer = file.publisher().map(PublicKey::hex);
    return before
        .map(entry -> next(entry, file, choices, now, signer, order.granting().trust()))
        .orElseGet(
            () ->
                new StoredEntry(
                    name,
                    true,
                    signer,
                    1,
                    List.of(new StoredVersion(1, file.digest(), choices, now))));
  }

  /** Where another publisher is trusted, and be it nobody, that is the publisher from now on. */
  private static StoredEntry next(
      StoredEntry entry,
      PluginFile file,
      Choices choices,
      Instant now,
      Optional<String> signer,
      boolean trust) {
    if (entry.running().digest().equals(file.digest())) {
      return entry.with(choices);
    }
    StoredEntry next = entry.with(file.digest(), choices, now, signer);
    return trust
        ? new StoredEntry(next.name(), next.enabled(), signer, next.current(), next.versions())
        : next;
  }

  private static boolean isSamePlugin(PluginFile one, PluginFile other) {
    return one.manifest().about().name().equals(other.manifest().about().name());
  }

  private static OptionalInt priority(Wishes wishes, Optional<Choices> old) {
    return wishes.priority().isPresent()
        ? OptionalInt.of(wishes.priority().get())
        : old.map(Choices::priority).orElse(OptionalInt.empty());
  }

  /** What it had and still asks for stays granted. */
  private static Grants grants(
      String name, PluginFile file, Granting granting, Optional<Choices> old) {
    Grants asked = file.manifest().grants();
    requireAsked(name, granting.grants(), asked);
    Grants had = old.map(Choices::grants).orElse(Grants.NONE);
    Grants granted = had.without(Grants.of(had.beside(asked))).and(granting.grants());
    Grants all = granting.allRequested() ? granted.and(asked.withValues()) : granted;
    List<String> missing = all.missing(asked);
    if (!missing.isEmpty()) {
      throw new RegistryException(
          Reason.NOT_GRANTED,
          "%s asks for what it was not granted: %s. Grant each by --grant, or by --grant-requested all that say a value"
              .formatted(
                  name, missing.stream().map(Installer::shown).collect(Collectors.joining(", "))));
    }
    return all;
  }

  private static String shown(String grant) {
    return Grants.takesValue(grant) ? grant + "=…" : grant;
  }

  static void requireAsked(String name, Grants granted, Grants asked) {
    List<String> beside = granted.beside(asked);
    if (!beside.isEmpty()) {
      throw new IllegalArgumentException(
          "%s does not ask for %s: it asks for %s"
              .formatted(
                  name,
                  String.join(", ", beside),
                  asked.all().isEmpty() ? "nothing" : String.join(", ", asked.texts())));
    }
  }
}
