package io.horizonpush.wasm.engine;

import java.util.Optional;

/** A module that runs, with a memory of its own. Confined to one thread at a time. */
public final class Instance {

  private final run.endive.runtime.Instance running;
  private final WasmModule module;
  private final GuestMemory memory;

  Instance(run.endive.runtime.Instance running, WasmModule module, GuestMemory memory) {
    this.running = running;
    this.module = module;
    this.memory = memory;
  }

  /** A function that the module exports with this type; nothing if it exports none of the name. */
  public Optional<GuestFunction> function(String name, FunctionType type) {
    FunctionType own = module.functions().get(name);
    if (own == null) {
      return Optional.empty();
    }
    if (!own.equals(type)) {
      throw new RefusedModuleException("%s is %s and should be %s".formatted(name, own, type));
    }
    return Optional.of(new GuestFunction(running.export(name)));
  }

  public GuestMemory memory() {
    return memory;
  }
}
