package io.horizonpush.node.admin;

import io.horizonpush.iroh.disk.DiskFloor;
import io.horizonpush.node.memory.NodeMemory.MemoryStatus;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The condition of a node, at a glance. */
public record NodeStatus(
    String version,
    NodeState state,
    Instant startedAt,
    Path dataDirectory,
    Endpoints endpoints,
    StorageStatus storage,
    MemoryStatus memory) {

  /**
   * Where others reach the node.
   *
   * @param nodeId the iroh endpoint id that it has for other nodes
   */
  public record Endpoints(String s3Url, String adminUrl, String nodeId) {}

  /**
   * How the stores are.
   *
   * @param backlog changes that are not in their documents yet
   * @param disk its room: what is free and what is to be left, in bytes, and whether writes are
   *     refused for that
   * @param scrub how far the reading of everything is
   * @param problems what keeps them from working as they should; empty if nothing does
   */
  public record StorageStatus(
      long backlog, DiskFloor.Space disk, ScrubStatus scrub, List<String> problems) {

    public StorageStatus {
      problems = List.copyOf(problems);
    }
  }

  /**
   * The reading of everything that is stored.
   *
   * @param began when the one began that goes on
   * @param percent of the blobs that it has read
   * @param damagedGroups groups of 16 KiB that are damaged now
   * @param ended when the last one came to the end
   * @param found damaged groups and small bodies that the last one found
   */
  public record ScrubStatus(
      Optional<Instant> began,
      int percent,
      long damagedGroups,
      Optional<Instant> ended,
      long found) {}
}
