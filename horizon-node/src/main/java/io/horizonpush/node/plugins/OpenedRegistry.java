package io.horizonpush.node.plugins;

import io.horizonpush.wasm.registry.PluginRegistry;
import java.util.Optional;

/**
 * The registry of plugins, opened when it is first asked for something: a node without plugins pays
 * nothing for them. Thread-safe.
 */
public final class OpenedRegistry implements AutoCloseable {

  private final Opener opener;
  private Optional<Open> open = Optional.empty();

  public OpenedRegistry(Opener opener) {
    this.opener = opener;
  }

  /** Opens it. */
  @FunctionalInterface
  public interface Opener {

    Open open();
  }

  /**
   * A registry.
   *
   * @param end closes what it runs on
   */
  public record Open(PluginRegistry registry, Runnable end) {}

  /**
   * The registry.
   *
   * @throws io.horizonpush.wasm.registry.RegistryException if it does not open
   */
  public synchronized PluginRegistry get() {
    Open opened = open.orElseGet(opener::open);
    open = Optional.of(opened);
    return opened.registry();
  }

  /** Whether it was asked for something. */
  public synchronized boolean isOpen() {
    return open.isPresent();
  }

  @Override
  public synchronized void close() {
    open.ifPresent(opened -> opened.end().run());
  }
}
