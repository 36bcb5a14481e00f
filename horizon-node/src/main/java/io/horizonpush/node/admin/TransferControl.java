package io.horizonpush.node.admin;

import io.horizonpush.iroh.index.TransferTable.Search;

/**
 * What the admin API asks of the node about transfers. What cannot be done is a {@link
 * io.horizonpush.iroh.transfer.TransferException}. Thread-safe; blocks its (virtual) thread.
 */
public interface TransferControl {

  /** A page of those that are looked for. */
  TransferList list(Search search, PageRequest page);

  /** One of them. */
  TransferReport transfer(long id);

  /** Does something with one, and answers how it is then. */
  TransferReport order(long id, Order order);

  /** What is done with a transfer. */
  enum Order {
    CANCEL,
    PAUSE,
    RESUME,
    RETRY
  }
}
