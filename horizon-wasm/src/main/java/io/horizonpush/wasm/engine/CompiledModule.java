package io.horizonpush.wasm.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import run.endive.runtime.ByteArrayMemory;
import run.endive.runtime.ImportFunction;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Machine;
import run.endive.runtime.TableInstance;
import run.endive.wasm.types.MemoryLimits;
import run.endive.wasm.types.Table;
import run.endive.wasm.types.TableLimits;
import run.endive.wasm.types.ValType;

/**
 * A module whose code is Java's own, in a class loader of its own, which goes when this and the
 * last instance go. Immutable, thread-safe.
 */
public final class CompiledModule {

  private static final long INSTANCE_BYTES = 64 << 10;

  /** A number and a reference. */
  private static final int TABLE_ENTRY_BYTES = 12;

  private static final int GLOBAL_BYTES = 64;

  private final WasmModule module;

  /** The module without its code. */
  private final run.endive.wasm.WasmModule frame;

  private final Function<run.endive.runtime.Instance, Machine> machines;
  private final int tableEntries;

  CompiledModule(
      WasmModule module,
      run.endive.wasm.WasmModule frame,
      Function<run.endive.runtime.Instance, Machine> machines,
      int tableEntries) {
    this.module = module;
    this.frame = frame;
    this.machines = machines;
    this.tableEntries = tableEntries;
  }

  public WasmModule module() {
    return module;
  }

  /** The most that an instance takes of the heap beside its memory, in bytes. */
  public long bytesBesideMemory() {
    return INSTANCE_BYTES
        + 2L * tableEntries * TABLE_ENTRY_BYTES
        + (long) module.globals() * GLOBAL_BYTES;
  }

  /**
   * Makes an instance, which runs the module's start function if it has one.
   *
   * @param offered what it may import, with other functions that it does not
   * @param mostPages to which its memory can grow, of 64 KiB each
   * @throws RefusedModuleException if it imports something else, or begins with more memory
   * @throws GuestException if it fails
   */
  public Instance instantiate(List<HostFunction> offered, int mostPages) {
    EngineMemory memory = new EngineMemory();
    try {
      run.endive.runtime.Instance instance =
          run.endive.runtime.Instance.builder(frame)
              .withImportValues(imports(offered, memory))
              .withMachineFactory(machines)
              .withMemoryFactory(ByteArrayMemory::new)
              .withMemoryLimits(memoryLimits(mostPages))
              .withTableFactory(this::table)
              .withStart(false) // Of _start nothing is known here: a plugin is no command.
              .build();
      memory.bind(instance.memory());
      return new Instance(instance, module, memory);
    } catch (RefusedModuleException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      throw Failures.of(e);
    }
  }

  private MemoryLimits memoryLimits(int mostPages) {
    WasmModule.MemorySize size = module.memory().orElse(new WasmModule.MemorySize(0, 0));
    if (size.initial() > mostPages) {
      throw new RefusedModuleException(
          "the module begins with a memory of %d KiB, and its limit is %d KiB"
              .formatted(size.initial() * 64L, mostPages * 64L));
    }
    return new MemoryLimits(size.initial(), Math.min(size.most(), mostPages));
  }

  /**
   * A table of the instance's own. The runtime's would write into the limits of the module how far
   * it has grown, so that one instance changed the next one.
   */
  private TableInstance table(Table declared, int value) {
    TableLimits limits = declared.limits();
    long most = Math.max(limits.min(), Math.min(limits.max(), tableEntries / 4));
    return new TableInstance(
        new Table(
            declared.elementType(), new TableLimits(limits.min(), most), declared.initialize()),
        value);
  }

  private ImportValues imports(List<HostFunction> offered, EngineMemory memory) {
    Map<String, HostFunction> byName = new HashMap<>();
    offered.forEach(function -> byName.put(function.module() + "." + function.name(), function));
    List<ImportFunction> imports = new ArrayList<>();
    for (WasmModule.Import wanted : module.imports()) {
      HostFunction function = byName.get(wanted.toString());
      if (function == null) {
        throw new RefusedModuleException(
            "the module imports %s, which this node does not have".formatted(wanted));
      }
      if (!function.type().equals(wanted.type())) {
        throw new RefusedModuleException(
            "the module imports %s as %s, and it is %s"
                .formatted(wanted, wanted.type(), function.type()));
      }
      imports.add(imported(function, memory));
    }
    return ImportValues.builder().addFunction(imports.toArray(ImportFunction[]::new)).build();
  }

  private static ImportFunction imported(HostFunction function, EngineMemory memory) {
    FunctionType type = function.type();
    boolean gives = !type.results().isEmpty();
    return new ImportFunction(
        function.module(),
        function.name(),
        run.endive.wasm.types.FunctionType.of(
            engineTypes(type.parameters()), engineTypes(type.results())),
        (instance, arguments) -> {
          memory.bind(instance.memory()); // Guests call from their start function, too.
          long result = function.body().call(memory, arguments);
          return gives ? new long[] {result} : new long[0];
        });
  }

  private static List<ValType> engineTypes(List<ValueType> types) {
    return types.stream().map(CompiledModule::engineType).toList();
  }

  private static ValType engineType(ValueType type) {
    return switch (type) {
      case I32 -> ValType.I32;
      case I64 -> ValType.I64;
      case F32 -> ValType.F32;
      case F64 -> ValType.F64;
      case FUNCREF -> ValType.FuncRef;
      case EXTERNREF -> ValType.ExternRef;
    };
  }
}
