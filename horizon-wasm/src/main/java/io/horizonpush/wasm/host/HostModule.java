package io.horizonpush.wasm.host;

import io.horizonpush.wasm.engine.FunctionType;
import io.horizonpush.wasm.engine.GuestException;
import io.horizonpush.wasm.engine.GuestFailure;
import io.horizonpush.wasm.engine.GuestMemory;
import io.horizonpush.wasm.engine.HostFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The functions of one import module, bound to one instance. Every one of them counts its calls,
 * gives errors as numbers, and lets none of the node's own exceptions out. Confined to its
 * instance.
 */
final class HostModule {

  /** What a function does. */
  @FunctionalInterface
  interface Code {

    /** Does it, or throws a {@link HostError}. */
    long run(GuestArguments arguments);
  }

  private final String name;
  private final Scope scope;
  private final ToLongFunction<Errno> errors;
  private final List<HostFunction> functions = new ArrayList<>();

  HostModule(String name, Scope scope) {
    this(name, scope, Errno::code);
  }

  /**
   * A module whose errors have other numbers.
   *
   * @param errors the number of each
   */
  HostModule(String name, Scope scope, ToLongFunction<Errno> errors) {
    this.name = name;
    this.scope = scope;
    this.errors = errors;
  }

  /** Adds a function that gives a number, of which negative ones are errors. */
  HostModule add(String function, String parameters, String results, Code code) {
    functions.add(
        new HostFunction(
            name,
            function,
            FunctionType.of(parameters, results),
            (memory, arguments) -> run(function, code, memory, arguments)));
    return this;
  }

  List<HostFunction> functions() {
    return List.copyOf(functions);
  }

  private long run(String function, Code code, GuestMemory memory, long[] arguments) {
    if (!scope.count()) {
      throw new GuestException(new GuestFailure.HostFlood(Scope.mostCalls()));
    }
    try {
      return code.run(new GuestArguments(memory, arguments));
    } catch (HostError e) {
      return errors.applyAsLong(e.errno());
    } catch (GuestException e) {
      throw e;
    } catch (RuntimeException e) {
      scope.outbox().failed(name + "." + function, e);
      return errors.applyAsLong(Errno.ERROR);
    }
  }
}
