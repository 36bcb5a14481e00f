package io.horizonpush.wasm.engine;

import io.horizonpush.wasm.engine.ModuleShape.Section;
import io.horizonpush.wasm.engine.WasmModule.CustomSection;
import io.horizonpush.wasm.engine.WasmModule.Import;
import io.horizonpush.wasm.engine.WasmModule.MemorySize;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Looks at a module before the runtime parses it. The runtime believes the counts that a module
 * states and makes room for them, and an error for want of memory ends the node: so everything is
 * counted here first, over the bytes alone. Confined to one thread.
 *
 * @see <a href="https://webassembly.github.io/spec/core/binary/modules.html">WebAssembly: binary
 *     format of modules</a>
 */
final class ModuleScan {

  static final int HEAD = 8;
  static final int CODE = 10;

  private static final byte[] MAGIC = {0, 'a', 's', 'm', 1, 0, 0, 0};
  private static final int ELEMENT = 9;
  private static final int DATA_COUNT = 12;

  /** Where each section stands among the others; the data count stands before the code. */
  private static final int[] ORDER = {-1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 10};

  /** The runtime compares each import with each other whenever an instance is made. */
  private static final int MOST_IMPORTS = 1_000;

  /** The compiler writes a method for each. */
  private static final int MOST_TYPES = 10_000;

  private static final int MAX_PARAMETERS = 128;
  private static final int MAX_RESULTS = 32;

  private final byte[] bytes;
  private final ModuleLimits limits;
  private final ExpressionScan expressions;
  private final SegmentScan segments;

  private final List<Section> sections = new ArrayList<>();
  private final List<CustomSection> custom = new ArrayList<>();
  private final List<FunctionType> types = new ArrayList<>();
  private final List<Import> imports = new ArrayList<>();

  /** The types of all functions, imported ones first. */
  private final List<FunctionType> functions = new ArrayList<>();

  private final Set<String> exported = new HashSet<>();
  private final Map<String, FunctionType> exports = new HashMap<>();
  private Optional<MemorySize> memory = Optional.empty();
  private boolean exportsMemory;
  private int bodies;

  ModuleScan(byte[] bytes, ModuleLimits limits) {
    this.bytes = bytes;
    this.limits = limits;
    this.expressions = new ExpressionScan(limits);
    this.segments = new SegmentScan(limits, expressions);
  }

  ModuleShape shape() {
    requireHead();
    ByteCursor file = new ByteCursor(bytes, HEAD, bytes.length);
    int last = 0;
    while (file.hasMore()) {
      int start = file.position();
      int id = file.unsignedByte();
      ByteCursor section = file.slice(file.number());
      if (id == 0) {
        addCustom(start, section, file.position());
      } else {
        int order = id < ORDER.length ? ORDER[id] : -1;
        if (order <= last) {
          throw new RefusedModuleException(
              "the section %d of the module is unknown, or not in its place".formatted(id));
        }
        last = order;
        read(id, section);
        section.requireEnd("section " + id);
        sections.add(new Section(id, start, file.position()));
      }
    }
    int own = functions.size() - imports.size();
    if (bodies != own) {
      throw new RefusedModuleException(
          "the module declares %d functions and has code of %d".formatted(own, bodies));
    }
    return new ModuleShape(
        imports, exports, memory, exportsMemory, custom, sections, own, segments.globals());
  }

  private void requireHead() {
    for (int i = 0; i < HEAD; i++) {
      if (bytes.length <= i || bytes[i] != MAGIC[i]) {
        throw new RefusedModuleException("this is no WebAssembly module of version 1");
      }
    }
  }

  private void addCustom(int start, ByteCursor section, int end) {
    String name = section.name();
    if (custom.size() == limits.segments()) {
      throw new RefusedModuleException("the module has too many custom sections");
    }
    custom.add(new CustomSection(name, start, section.position(), end));
  }

  private void read(int id, ByteCursor section) {
    switch (id) {
      case 1 -> readTypes(section);
      case 2 -> readImports(section);
      case 3 -> readFunctions(section);
      case 4 -> segments.readTables(section);
      case 5 -> readMemory(section);
      case 6 -> segments.readGlobals(section);
      case 7 -> readExports(section);
      case 8, DATA_COUNT -> section.number();
      case ELEMENT -> segments.readElements(section);
      case CODE -> readCode(section);
      default -> segments.readData(section); // 11, by the order that was checked.
    }
  }

  private void readTypes(ByteCursor section) {
    int count = section.count("types", MOST_TYPES);
    for (int i = 0; i < count; i++) {
      if (section.unsignedByte() != 0x60) {
        throw new RefusedModuleException("the module has types that are no functions'");
      }
      types.add(
          new FunctionType(
              readValueTypes(section, MAX_PARAMETERS), readValueTypes(section, MAX_RESULTS)));
    }
  }

  private static List<ValueType> readValueTypes(ByteCursor section, int most) {
    int count = section.count("parameters or results of a function", most);
    List<ValueType> read = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      read.add(ValueType.ofCode(section.unsignedByte()));
    }
    return read;
  }

  private void readImports(ByteCursor section) {
    int count = section.count("imports", MOST_IMPORTS);
    for (int i = 0; i < count; i++) {
      String module = section.name();
      String name = section.name();
      if (section.unsignedByte() != 0) {
        throw new RefusedModuleException(
            "the import %s.%s is no function, and a node offers nothing else"
                .formatted(module, name));
      }
      FunctionType type = type(section.number());
      imports.add(new Import(module, name, type));
      functions.add(type);
    }
  }

  private FunctionType type(int index) {
    if (index >= types.size()) {
      throw new RefusedModuleException("the module has no type " + index);
    }
    return types.get(index);
  }

  private void readFunctions(ByteCursor section) {
    int count = section.count("functions", limits.functions() - imports.size());
    for (int i = 0; i < count; i++) {
      functions.add(type(section.number()));
    }
  }

  private void readMemory(ByteCursor section) {
    int count = section.count("memories", 1);
    if (count == 1) {
      int flags = section.unsignedByte();
      if (flags > 1) {
        throw new RefusedModuleException("the module's memory is shared, or has 64-bit addresses");
      }
      int initial = section.number();
      memory = Optional.of(new MemorySize(initial, flags == 1 ? section.number() : 1 << 16));
    }
  }

  private void readExports(ByteCursor section) {
    int count = section.count("exports", limits.segments());
    for (int i = 0; i < count; i++) {
      String name = section.name();
      if (!exported.add(name)) {
        throw new RefusedModuleException("the module exports %s twice".formatted(name));
      }
      int kind = section.unsignedByte();
      int index = section.number();
      if (kind == 0) {
        exports.put(name, function(index));
      } else if (kind == 2 && name.equals("memory") && memory.isPresent() && index == 0) {
        exportsMemory = true;
      }
    }
  }

  private FunctionType function(int index) {
    if (index >= functions.size()) {
      throw new RefusedModuleException("the module has no function " + index);
    }
    return functions.get(index);
  }

  private void readCode(ByteCursor section) {
    bodies = section.count("functions", limits.functions());
    long allLocals = 0;
    for (int i = 0; i < bodies; i++) {
      ByteCursor body = section.slice(section.number());
      allLocals += readLocals(body);
      if (allLocals > limits.allLocals()) {
        throw new RefusedModuleException(
            "the module's functions have more than %d locals".formatted(limits.allLocals()));
      }
      expressions.pass(body);
      body.requireEnd("function " + (imports.size() + i));
    }
  }

  private long readLocals(ByteCursor body) {
    int groups = body.count("groups of locals", limits.locals());
    long locals = 0;
    for (int i = 0; i < groups; i++) {
      locals += body.unsigned();
      ValueType.ofCode(body.unsignedByte());
      if (locals > limits.locals()) {
        throw new RefusedModuleException(
            "a function has %d locals, and %d are allowed".formatted(locals, limits.locals()));
      }
    }
    return locals;
  }
}
