package io.horizonpush.node.config;

import io.horizonpush.fallback.writeback.WriteBackObjects;
import io.horizonpush.iroh.disk.DiskFloor;
import io.horizonpush.iroh.keep.Room;
import io.horizonpush.iroh.net.Discovery;
import io.horizonpush.iroh.net.Relay;
import io.horizonpush.iroh.net.TransferRates;
import io.horizonpush.iroh.store.UploadLimits;
import io.horizonpush.iroh.sync.SyncLimits;
import io.horizonpush.iroh.transfer.TransferBook;
import io.horizonpush.s3.request.TrustedProxies;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The configuration of a node: everything an operator can set, checked. {@link Settings} holds the
 * keys, defaults and meanings.
 *
 * @param dataDirectory absolute
 * @param origins of the configuration file
 */
public record NodeConfig(
    Path dataDirectory,
    S3 s3,
    Admin admin,
    Storage storage,
    Peers peers,
    List<ConfiguredOrigin> origins,
    Plugins plugins,
    Daemon daemon) {

  public NodeConfig {
    origins = List.copyOf(origins);
  }

  /**
   * The S3 listener.
   *
   * @param signatureV2 whether signatures of Version 2 are accepted
   * @param tls absent where the port speaks none
   * @param trustedProxies whose word counts about where a request comes from
   */
  public record S3(
      HostPort address,
      Optional<TlsFiles> tls,
      UnsignedRequests anonymous,
      boolean signatureV2,
      TrustedProxies trustedProxies,
      Names names,
      Limits limits,
      RootCredentials rootCredentials) {

    /** Whether requests without a signature may act for the root owner. */
    public boolean acceptsUnsigned() {
      return anonymous == UnsignedRequests.LOOPBACK && address.isLoopback();
    }
  }

  /**
   * How requests name this service and its buckets.
   *
   * @param baseDomains hosts whose subdomains are bucket names
   */
  public record Names(Region region, List<String> baseDomains, boolean strictBucketNames) {

    public Names {
      baseDomains = List.copyOf(baseDomains);
    }
  }

  /**
   * What one client or all of them together may take.
   *
   * @param maxConnectionsPerAddress from one other machine
   */
  public record Limits(
      int maxConnections,
      int maxConnectionsPerAddress,
      Duration headerTimeout,
      Duration idleTimeout) {}

  /**
   * Other nodes.
   *
   * @param name that they are shown this one by; empty for that of the machine
   * @param limits what one member may bring into one bucket
   * @param forgetAfter how long a member may be silent before nobody waits for it
   * @param rates how fast bytes of objects may go to members and come from them
   * @param transfers what is kept of transfers that are over
   */
  public record Peers(
      String name,
      SyncLimits limits,
      Duration forgetAfter,
      Network network,
      TransferRates rates,
      TransferBook.Rule transfers) {}

  /**
   * The admin listener.
   *
   * @param tls always there where the address is no loopback address
   */
  public record Admin(HostPort address, Optional<TlsFiles> tls, boolean metricsWithoutToken) {}

  /**
   * How other nodes reach this one, and this one them.
   *
   * @param advertise in place of the addresses of this machine; empty for those
   */
  public record Network(List<HostPort> advertise, Relay relay, Set<Discovery> discovery) {

    public Network {
      advertise = List.copyOf(advertise);
      discovery = Set.copyOf(discovery);
    }
  }

  /**
   * How records are kept.
   *
   * @param gcInterval between two looks for blobs that nothing uses any more; zero for never
   * @param groupCommit whether writes that arrive together share one fsync
   * @param scrubInterval in which everything is read once; zero for never
   * @param diskFloor what is to be left of the disk
   * @param room what bytes may take
   * @param writeBack how far writes may be ahead of origins
   * @param peerPatience for which a member is waited that is to fetch from an origin, at least
   * @param uploads how many multipart uploads may be unfinished, and for how long
   */
  public record Storage(
      boolean groupCommit,
      Duration gcInterval,
      Duration scrubInterval,
      DiskFloor.Rule diskFloor,
      Room.Limits room,
      WriteBackObjects.Limits writeBack,
      Duration peerPatience,
      UploadLimits uploads,
      Content content) {}

  /**
   * Where the bytes of bodies go by their length.
   *
   * @param inlineMax the longest that is kept in the index
   * @param segmentMax the longest that shares a file with others
   * @param segmentSize of such a file; chosen by the free space where it is not set
   */
  public record Content(ByteSize inlineMax, ByteSize segmentMax, Optional<ByteSize> segmentSize) {}

  /**
   * What plugins may have.
   *
   * @param enabled whether they run
   * @param memory of all instances together; a quarter of the heap where it is not set
   * @param publishers whose plugins alone are installed without a further word; none for anybody's
   * @param ceiling of what each may ask for
   */
  public record Plugins(
      boolean enabled, Optional<ByteSize> memory, List<String> publishers, PluginCeiling ceiling) {

    public Plugins {
      publishers = List.copyOf(publishers);
    }
  }

  /**
   * What a plugin may ask for at most.
   *
   * @param memory of an instance
   * @param cpu of one call
   * @param request for all calls of one request, waiting included
   * @param init for a start
   */
  public record PluginCeiling(ByteSize memory, Duration cpu, Duration request, Duration init) {}

  /**
   * The process as such.
   *
   * @param memoryLimit of what of it is in memory; a quarter of the machine where it is not set
   * @param drain how long running requests may take after a request to stop
   */
  public record Daemon(Log log, Optional<ByteSize> memoryLimit, Duration drain) {}

  public record Log(LogFormat format, LogLevel level, AccessLog access) {}
}
