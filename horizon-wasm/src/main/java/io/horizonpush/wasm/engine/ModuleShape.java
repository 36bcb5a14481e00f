package io.horizonpush.wasm.engine;

import io.horizonpush.wasm.engine.WasmModule.CustomSection;
import io.horizonpush.wasm.engine.WasmModule.Import;
import io.horizonpush.wasm.engine.WasmModule.MemorySize;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The parts of a module.
 *
 * @param functions that it exports
 * @param sections where its sections are, custom ones excepted, in their order
 * @param ownFunctions how many have code
 * @param globals how many it has of its own
 */
record ModuleShape(
    List<Import> imports,
    Map<String, FunctionType> functions,
    Optional<MemorySize> memory,
    boolean exportsMemory,
    List<CustomSection> customSections,
    List<Section> sections,
    int ownFunctions,
    int globals) {

  ModuleShape {
    imports = List.copyOf(imports);
    functions = Map.copyOf(functions);
    customSections = List.copyOf(customSections);
    sections = List.copyOf(sections);
  }

  /** Where a section is, its head included. */
  record Section(int id, int start, int end) {}
}
