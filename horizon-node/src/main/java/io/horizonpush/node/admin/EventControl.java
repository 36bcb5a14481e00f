package io.horizonpush.node.admin;

import java.util.Optional;

/** What the admin API asks of the node about what happens in it. Thread-safe. */
public interface EventControl {

  /**
   * Listens from now on: to what was told since an event, or to all there is and then to what
   * changes.
   *
   * @param last the id of the last event that was heard; nothing for none
   * @throws io.horizonpush.s3.model.S3Exception {@code ServiceUnavailable} if nobody more may
   *     listen, or the node ends
   */
  EventStream listen(Optional<String> last);
}
