package io.horizonpush.node.admin;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** The condition of a node, at a glance. */
public record NodeStatus(
    String version,
    NodeState state,
    Instant startedAt,
    Path dataDirectory,
    Endpoints endpoints,
    StorageStatus storage) {

  /**
   * Where others reach the node.
   *
   * @param nodeId its iroh endpoint id
   */
  public record Endpoints(String s3Url, String adminUrl, String nodeId) {}

  /**
   * How the stores are.
   *
   * @param backlog changes that are not in their documents yet
   * @param problems what keeps them from working as they should; empty if nothing does
   */
  public record StorageStatus(long backlog, List<String> problems) {

    public StorageStatus {
      problems = List.copyOf(problems);
    }
  }
}
