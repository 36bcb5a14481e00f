package io.horizonpush.node.admin;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What was written on this node and is still to be made so at origins. */
public record OriginQueues(List<Queue> queues) {

  public OriginQueues {
    queues = List.copyOf(queues);
  }

  /**
   * What is to be made so at one origin.
   *
   * @param id of the origin
   * @param name that it has here; nothing where this node has no access
   * @param tasks uploads and deletions, one for a key
   * @param bytes of those uploads
   * @param oldest since when the first of them waits
   * @param stuck those that wait for somebody to do something
   * @param trouble why nothing goes there now, if so
   * @param waiting some of those that are stuck
   */
  public record Queue(
      String id,
      Optional<String> name,
      long tasks,
      long bytes,
      Instant oldest,
      long stuck,
      Optional<String> trouble,
      List<Waiting> waiting) {

    public Queue {
      waiting = List.copyOf(waiting);
    }
  }

  /**
   * Something that waits for somebody.
   *
   * @param why and what to do
   */
  public record Waiting(String bucket, String key, String why) {}
}
