package io.horizonpush.node.memory;

import io.horizonpush.iroh.ffm.ProcessImage;
import io.horizonpush.node.config.ByteSize;
import io.horizonpush.node.config.ConfigException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * The limit of the process's memory, kept from its start on: a Java whose heap nobody chose becomes
 * one whose heap is its share of the limit, in the same process.
 */
public final class MemoryLimit {

  /** A heap below this is collected by one thread: the tables of more take too much of it. */
  static final long SMALL_HEAP = 256 << 20;

  private MemoryLimit() {}

  private static MemoryPlan chosen(Optional<ByteSize> limit) {
    return MemoryPlan.of(
        limit.map(ByteSize::bytes).orElseGet(() -> MemoryPlan.defaultLimit(Machine.memory())));
  }

  /** The plan of this process as it is. */
  public static MemoryPlan plan(Optional<ByteSize> limit) {
    return chosen(limit).withHeap(Runtime.getRuntime().maxMemory());
  }

  /** Whether {@link #keep} starts Java anew, so that nothing should be prepared before. */
  public static boolean startsAnew(Map<String, String> environment) {
    return JavaCommand.current(environment).filter(JavaCommand::lacksOptions).isPresent();
  }

  /**
   * Sees that the limit is kept, and that the process ends when its heap is used up. Where nobody
   * chose the options for that this does not return: Java begins anew.
   *
   * @param limit as it is set
   * @param environment the process's variables
   * @throws ConfigException if the heap alone is larger than the limit
   */
  public static void keep(Optional<ByteSize> limit, Map<String, String> environment) {
    JavaCommand.current(environment)
        .filter(JavaCommand::lacksOptions)
        .ifPresent(command -> startAnew(command, chosen(limit)));
    limit.ifPresent(set -> refuseLargerHeap(set.bytes()));
  }

  private static void refuseLargerHeap(long limit) {
    long heap = Runtime.getRuntime().maxMemory();
    if (heap > limit) {
      throw new ConfigException(
          "memory.limit is %s, but Java was given a heap of %s: leave -Xmx out, or use -Xmx%dm"
              .formatted(
                  new ByteSize(limit),
                  new ByteSize(heap),
                  MemoryPlan.of(limit).share(MemoryPart.HEAP) >> 20));
    }
  }

  /** Returns only if the system refuses; then this Java has the heap that Java chooses. */
  private static void startAnew(JavaCommand command, MemoryPlan plan) {
    try {
      // One arena for each thread would keep what each of them has ever freed.
      ProcessImage.replace(
          JavaCommand.program(), command.withOptions(plan), Map.of("MALLOC_ARENA_MAX", "2"));
    } catch (IOException e) {
      return; // Without its program's name it cannot be started.
    }
  }
}
