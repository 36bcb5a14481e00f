package io.horizonpush.node.admin;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Transfers, the latest first.
 *
 * @param next where the next page begins; nothing if this is the last
 */
public record TransferList(List<TransferReport> transfers, Optional<String> next)
    implements Paged<TransferList> {

  public TransferList {
    transfers = List.copyOf(transfers);
  }

  @Override
  public TransferList followedBy(TransferList page) {
    return new TransferList(
        Stream.concat(transfers.stream(), page.transfers.stream()).toList(), page.next);
  }
}
