package io.horizonpush.wasm.pool;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the memories of all instances may take together. Guests' memory is the heap's, and a heap
 * that is full ends the node: so the most that all pools could take is set aside when they are
 * made, and a pool too many is refused. Thread-safe.
 */
public final class MemoryBudget {

  private static final long MIB = 1 << 20;

  private final long bytes;
  private final Map<Reservation, String> reserved = new LinkedHashMap<>();
  private final Map<Reservation, String> lent = new LinkedHashMap<>();
  private long sum;

  /**
   * @param bytes for all pools together
   */
  public MemoryBudget(long bytes) {
    this.bytes = bytes;
  }

  /**
   * Sets memory aside.
   *
   * @param name for whom, as an operator knows it
   * @throws BudgetExceededException if it would be more than there is; shows the sum
   */
  public synchronized Reservation reserve(String name, int instances, long bytesEach) {
    long wanted = Math.multiplyExact(instances, bytesEach);
    String text = "%s %d × %s".formatted(name, instances, text(bytesEach));
    if (wanted > bytes - sum) {
      throw new BudgetExceededException(
          "the plugins' memory would take %s, and %s are set aside for it: %s"
              .formatted(text(sum + wanted), text(bytes), listed(text)));
    }
    Reservation made = new Reservation(wanted);
    reserved.put(made, text);
    sum += wanted;
    return made;
  }

  private String listed(String wanted) {
    String others = reserved.values().stream().collect(Collectors.joining(" + "));
    return others.isEmpty() ? wanted : others + " + " + wanted;
  }

  private static String text(long amount) {
    return amount % MIB == 0 ? amount / MIB + " MiB" : amount / 1024 + " KiB";
  }

  /** What is set aside now, in bytes, with what is lent. */
  public synchronized long reserved() {
    return sum + lent.keySet().stream().mapToLong(each -> each.size).sum();
  }

  private synchronized void release(Reservation made) {
    if (reserved.remove(made) != null) {
      sum -= made.size;
    }
    lent.remove(made);
  }

  private synchronized void lend(Reservation made) {
    String text = reserved.remove(made);
    if (text != null) {
      lent.put(made, text);
      sum -= made.size;
    }
  }

  private synchronized void takeBack(Reservation made) {
    String text = lent.remove(made);
    if (text != null) {
      reserved.put(made, text);
      sum += made.size;
    }
  }

  /** Memory that is set aside until this is closed. */
  public final class Reservation implements AutoCloseable {

    private final long size;

    private Reservation(long size) {
      this.size = size;
    }

    /**
     * Lets others have it, although it may be in use for a little longer: what takes the place of a
     * pool need not fit beside it.
     */
    void lend() {
      MemoryBudget.this.lend(this);
    }

    /** Has it again. Whoever had it meanwhile has given it back. */
    void takeBack() {
      MemoryBudget.this.takeBack(this);
    }

    /** Gives it back. Idempotent. */
    @Override
    public void close() {
      release(this);
    }
  }

  /** The memory for plugins would not do. */
  public static final class BudgetExceededException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private BudgetExceededException(String message) {
      super(message);
    }
  }
}
