package io.horizonpush.wasm.engine;

/**
 * A function that the node offers to an instance.
 *
 * @param module that guests import it from
 */
public record HostFunction(String module, String name, FunctionType type, Body body) {

  /** What it does. */
  @FunctionalInterface
  public interface Body {

    /**
     * Does it.
     *
     * @param arguments one for each parameter; of 32 bits are the lower half
     * @return the result; of no matter if there is none
     * @throws GuestException ends the guest's call
     */
    long call(GuestMemory memory, long[] arguments);
  }
}
