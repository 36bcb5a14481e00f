package io.horizonpush.iroh.index;

/** Whether the index takes writes. */
public sealed interface IndexHealth {

  record Writable() implements IndexHealth {}

  /**
   * Writing stopped for good after the disk failed, because what reached it is unknown. Reads go
   * on.
   *
   * @param reason what happened and what to do, for an operator
   */
  record ReadOnly(String reason) implements IndexHealth {}
}
