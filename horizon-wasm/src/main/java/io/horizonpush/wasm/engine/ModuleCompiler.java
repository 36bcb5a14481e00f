package io.horizonpush.wasm.engine;

import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import run.endive.compiler.Cache;
import run.endive.compiler.InterpreterFallback;
import run.endive.compiler.MachineFactoryCompiler;
import run.endive.wasm.Parser;
import run.endive.wasm.Version;

/**
 * Makes Java's code of modules, on threads of low priority: compiling takes seconds for large
 * modules, and requests go first. A module that takes too long is given up; its thread cannot be
 * stopped and counts as busy until it ends. Thread-safe.
 */
public final class ModuleCompiler {

  private static final Logger LOG = LoggerFactory.getLogger(ModuleCompiler.class);

  /** Part of the name of what is kept: code of another version of the runtime is not run. */
  private static final String VERSION = "endive " + Version.version() + ", form 1";

  /** Blocks nested in each other are compiled by methods that call themselves. */
  private static final long STACK_BYTES = 16L << 20;

  private static final int AT_ONCE = 2;

  private final CodeStore store;
  private final ModuleLimits limits;
  private final Duration deadline;
  private final Semaphore free = new Semaphore(AT_ONCE);

  /**
   * @param deadline for one module, waiting included
   */
  public ModuleCompiler(CodeStore store, ModuleLimits limits, Duration deadline) {
    this.store = store;
    this.limits = limits;
    this.deadline = deadline;
  }

  /** The limits by which modules are read that it compiles. */
  public ModuleLimits limits() {
    return limits;
  }

  /**
   * Compiles a module, or finds its code where it was kept. Blocks its (virtual) thread.
   *
   * @throws RefusedModuleException if it is not valid, cannot be compiled, or takes too long
   */
  @SuppressWarnings("ThreadPriorityCheck") // Where the system heeds it, so much the better.
  public CompiledModule compile(WasmModule module) {
    long until = System.nanoTime() + deadline.toNanos();
    if (!enter()) {
      throw new RefusedModuleException(
          "the compiler is busy with other modules, for more than %d s"
              .formatted(deadline.toSeconds()));
    }
    CompletableFuture<CompiledModule> compiled = new CompletableFuture<>();
    Thread thread =
        Thread.ofPlatform()
            .name("wasm-compiler")
            .daemon()
            .priority(Thread.MIN_PRIORITY)
            .stackSize(STACK_BYTES)
            .unstarted(() -> compile(module, compiled));
    thread.start();
    return await(compiled, until - System.nanoTime());
  }

  private boolean enter() {
    try {
      return free.tryAcquire(deadline.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void compile(WasmModule module, CompletableFuture<CompiledModule> compiled) {
    try {
      compiled.complete(load(module));
    } catch (RefusedModuleException e) {
      compiled.completeExceptionally(e);
    } catch (RuntimeException | VerifyError | StackOverflowError e) {
      LOG.debug("a module was refused", e);
      compiled.completeExceptionally(
          new RefusedModuleException("the module is not valid: " + Failures.message(e), e));
    } catch (Error e) {
      LOG.error("a module could not be compiled, for a reason that is not its own", e);
      compiled.completeExceptionally(
          new RefusedModuleException(
              "the module could not be compiled: the node's log says why", e));
    } finally {
      free.release();
    }
  }

  private CompiledModule await(CompletableFuture<CompiledModule> compiled, long nanos) {
    try {
      return compiled.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RefusedModuleException refused) {
        throw refused;
      }
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      throw new RefusedModuleException(
          "compiling the module takes more than %d s".formatted(deadline.toSeconds()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RefusedModuleException("compiling the module was interrupted", e);
    }
  }

  private CompiledModule load(WasmModule module) {
    byte[] running = module.running();
    String name = name(running);
    Optional<byte[]> kept = store.find(name);
    if (kept.isPresent()) {
      try {
        return define(module, kept.get());
      } catch (RuntimeException | LinkageError e) {
        LOG.warn("kept code of a plugin could not be loaded, it is compiled again", e);
        store.drop(name);
      }
    }
    byte[] code = translate(running);
    CompiledModule compiled = define(module, code);
    store.keep(name, code);
    return compiled;
  }

  private static String name(byte[] running) {
    try {
      MessageDigest hash = MessageDigest.getInstance("SHA-256");
      hash.update(VERSION.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash.digest(running));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java has no SHA-256", e);
    }
  }

  private static run.endive.wasm.WasmModule parse(byte[] bytes) {
    // A parser is not thread-safe, and what it makes of the section of names it would believe.
    return Parser.builder()
        .withCustomParsers(Map.of())
        .build()
        .parse(() -> new ByteArrayInputStream(bytes));
  }

  private static byte[] translate(byte[] running) {
    Kept code = new Kept(null);
    // A function that Java cannot compile would run a hundred times slower, for no visible reason.
    MachineFactoryCompiler.builder(parse(running))
        .withInterpreterFallback(InterpreterFallback.FAIL)
        .withCache(code)
        .compile();
    if (code.bytes == null) {
      throw new IllegalStateException("The runtime keeps no code");
    }
    return code.bytes;
  }

  private CompiledModule define(WasmModule module, byte[] code) {
    run.endive.wasm.WasmModule frame = parse(module.frame());
    return new CompiledModule(
        module,
        frame,
        MachineFactoryCompiler.builder(frame).withCache(new Kept(code)).compile(),
        limits.tableEntries());
  }

  /** Gives the runtime one module's code, or takes it from there. One thread's own. */
  private static final class Kept implements Cache {

    private byte @Nullable [] bytes;

    private Kept(byte @Nullable [] bytes) {
      this.bytes = bytes;
    }

    @Override
    @SuppressWarnings("NullAway") // The runtime's interface says null where there is nothing.
    public byte[] get(String key) {
      return bytes;
    }

    @Override
    public void putIfAbsent(String key, byte[] data) {
      bytes = data;
    }
  }
}
