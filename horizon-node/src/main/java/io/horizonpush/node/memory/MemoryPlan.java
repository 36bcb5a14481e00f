package io.horizonpush.node.memory;

import io.horizonpush.s3.store.BodyMemory;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * The limit of the process's resident memory, and the share that each part has of it.
 *
 * @param limit in bytes
 * @param shares in bytes; together they are not more than the limit
 */
public record MemoryPlan(long limit, Map<MemoryPart, Long> shares) {

  private static final long MIB = 1 << 20;

  private static final long SMALLEST_DEFAULT = 384 * MIB;

  /** What the parts take whose size does not follow the limit, as measured: see ADR 21. */
  private static final long CODE = 112 * MIB;

  private static final long INDEX = 20 * MIB;
  private static final long NATIVE = 40 * MIB;

  private static final long SMALLEST_DOCUMENTS = 32 * MIB;
  private static final long LARGEST_DOCUMENTS = 256 * MIB;
  private static final int BODIES_PART = 16;
  private static final int DOCUMENTS_PART = 12;

  /** Beyond this a heap makes nothing faster, and Java uses what it may have. */
  private static final long ENOUGH_HEAP = 512 * MIB;

  private static final int HEAP_PART = 4;

  public MemoryPlan {
    shares = Collections.unmodifiableMap(new EnumMap<>(shares));
  }

  /** The limit where none is set. */
  public static long defaultLimit(long machine) {
    return Math.max(SMALLEST_DEFAULT, machine / 4);
  }

  /** The shares of a limit. */
  public static MemoryPlan of(long limit) {
    long bodies = Math.max(BodyMemory.SMALLEST, limit / BODIES_PART);
    long documents = Math.clamp(limit / DOCUMENTS_PART, SMALLEST_DOCUMENTS, LARGEST_DOCUMENTS);
    long rest = limit - bodies - documents - CODE - INDEX - NATIVE;
    long heap = Math.min(rest, Math.max(ENOUGH_HEAP, limit / HEAP_PART));
    return new MemoryPlan(limit, shares(heap, bodies, documents));
  }

  /** The same where Java was given a heap that is smaller, or larger than its share. */
  public MemoryPlan withHeap(long heap) {
    long bodies = Math.clamp(heap / 4, BodyMemory.SMALLEST, share(MemoryPart.BODIES));
    return new MemoryPlan(limit, shares(heap, bodies, share(MemoryPart.DOCUMENTS)));
  }

  private static Map<MemoryPart, Long> shares(long heap, long bodies, long documents) {
    Map<MemoryPart, Long> shares = new EnumMap<>(MemoryPart.class);
    shares.put(MemoryPart.HEAP, heap);
    shares.put(MemoryPart.BODIES, bodies);
    shares.put(MemoryPart.INDEX, INDEX);
    shares.put(MemoryPart.DOCUMENTS, documents);
    shares.put(MemoryPart.CODE, CODE);
    shares.put(MemoryPart.NATIVE, NATIVE);
    return shares;
  }

  /** What one part may take, in bytes. */
  public long share(MemoryPart part) {
    return shares.getOrDefault(part, 0L);
  }
}
