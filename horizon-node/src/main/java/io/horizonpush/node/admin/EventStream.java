package io.horizonpush.node.admin;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What one listener hears. One thread at a time asks for more; {@link #close} is for any. */
public interface EventStream extends AutoCloseable {

  /**
   * The next events; none if nothing happened for a while. Blocks its (virtual) thread.
   *
   * @return nothing once it has ended: the node does, or the listener was too slow
   */
  Optional<List<Event>> next(Duration longest) throws InterruptedException;

  /** Ends it, at once and without waiting for anybody. Idempotent. */
  @Override
  void close();
}
