package io.horizonpush.node.admin;

import io.horizonpush.iroh.disk.DiskFloor;
import io.horizonpush.node.memory.NodeMemory.MemoryStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The condition of a node, at a glance.
 *
 * @param java the version of Java that it runs on
 * @param peers at most 64
 * @param origins at which something of what was written here is still to be made so
 */
public record NodeStatus(
    String version,
    String java,
    NodeState state,
    Instant startedAt,
    Path dataDirectory,
    Endpoints endpoints,
    StorageStatus storage,
    List<Peer> peers,
    TransferStatus transfers,
    List<OriginQueues.Queue> origins,
    ProcessStatus process,
    MemoryStatus memory) {

  public NodeStatus {
    peers = List.copyOf(peers);
    origins = List.copyOf(origins);
  }

  /**
   * A node that this one is connected with.
   *
   * @param buckets that both have
   * @param inStep those of them of which all is here that the other has
   * @param fetchedBytes of objects that came from it since the start
   */
  public record Peer(String node, PeerLink link, int buckets, int inStep, long fetchedBytes) {}

  /**
   * How fast bytes of objects may go between nodes now.
   *
   * @param up to other nodes
   * @param down from other nodes
   */
  public record TransferStatus(RateStatus up, RateStatus down) {}

  /**
   * The limits of one direction, in bytes a second; nothing where there is none.
   *
   * @param perPeer of each other node
   */
  public record RateStatus(Optional<Long> total, Optional<Long> perPeer) {}

  /**
   * What the process has taken besides memory.
   *
   * @param cpu time of all its threads since the start
   */
  public record ProcessStatus(Duration cpu) {}

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
   * @param disk its room: all of it, what is free and what is to be left, in bytes, and whether
   *     writes are refused for that
   * @param scrub how far the reading of everything is
   * @param holdings nothing before they were counted first
   * @param problems what keeps them from working as they should; empty if nothing does
   */
  public record StorageStatus(
      long backlog,
      DiskFloor.Space disk,
      ScrubStatus scrub,
      UploadStatus uploads,
      Optional<Holdings> holdings,
      List<String> problems) {

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

  /**
   * What all buckets hold together.
   *
   * @param countedAt when it was
   */
  public record Holdings(Instant countedAt, long buckets, BucketUsage usage) {}

  /**
   * Multipart uploads that are neither completed nor aborted.
   *
   * @param unfinished how many there are; nothing before they were counted first
   * @param maxAge after which one is aborted; nothing for never
   * @param expired how many were since the start
   */
  public record UploadStatus(Optional<Long> unfinished, Optional<Duration> maxAge, long expired) {}
}
