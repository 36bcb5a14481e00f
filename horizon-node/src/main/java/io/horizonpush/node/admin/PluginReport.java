package io.horizonpush.node.admin;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.wasm.abi.BodyAccess;
import io.horizonpush.wasm.abi.Phase;
import io.horizonpush.wasm.chain.OnError;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A plugin of this node. Holds no secret that it shows.
 *
 * @param name that it has here
 * @param failure why it was left out at the start, if it was
 * @param about nothing where this node does not take its file any more
 * @param running nothing where it does not run
 * @param current the number of the version that runs
 */
public record PluginReport(
    String name,
    State state,
    Optional<String> failure,
    Optional<About> about,
    Chosen chosen,
    Optional<Running> running,
    int current,
    List<Version> versions,
    List<Ticket> tickets) {

  public PluginReport {
    versions = List.copyOf(versions);
    tickets = List.copyOf(tickets);
  }

  /** What becomes of requests that it is for. */
  public enum State {
    /** They meet it. */
    RUNNING,
    /** It failed too often, and is left alone for a while. */
    QUARANTINED,
    DISABLED,
    /** It was left out at the start. */
    FAILED,
    /** It is enabled, and this node runs no plugins. */
    OFF
  }

  /**
   * What it says of itself.
   *
   * @param plugin its name
   * @param publisher the key of who signed it, in hexadecimal digits
   * @param match as it is written
   * @param asks for these grants
   * @param settings what they must be like, as JSON Schema
   */
  public record About(
      String plugin,
      String version,
      Optional<String> description,
      Optional<String> publisher,
      List<Phase> phases,
      Bodies bodies,
      String match,
      List<String> asks,
      Limits limits,
      String settings) {

    public About {
      phases = List.copyOf(phases);
      asks = List.copyOf(asks);
    }
  }

  /** What it does with bodies. */
  public record Bodies(BodyAccess request, BodyAccess response) {}

  /**
   * What an instance may take.
   *
   * @param memory in bytes
   * @param cpu of one call
   * @param request for all calls of one request
   */
  public record Limits(long memory, Duration cpu, Duration request, Duration init) {}

  /**
   * What the operator chose.
   *
   * @param notGranted what it asks for and does not have
   * @param settings as JSON, without secrets; nothing where its file cannot be read
   * @param match narrows its own
   */
  public record Chosen(
      List<String> grants,
      List<String> notGranted,
      Optional<String> settings,
      int priority,
      String match,
      OnError onError,
      int instances) {

    public Chosen {
      grants = List.copyOf(grants);
      notGranted = List.copyOf(notGranted);
    }
  }

  /**
   * How it runs.
   *
   * @param waiting instances that nobody uses now
   * @param used by requests now
   * @param reserved bytes that all instances could take
   * @param quarantine how long until it is tried again
   * @param droppedLines of its log
   */
  public record Running(
      int waiting,
      int used,
      long reserved,
      Optional<Duration> quarantine,
      Optional<Failure> lastFailure,
      long droppedLines) {}

  /** A failure of it. */
  public record Failure(Instant time, String kind, String text, String request) {}

  /** A version of it. */
  public record Version(int number, BlobHash digest, Instant installed) {}

  /**
   * A ticket for it.
   *
   * @param maxUses how many nodes may have it; nothing for any number
   * @param used how many had
   */
  public record Ticket(
      String id,
      BlobHash digest,
      TicketList.State state,
      Instant expires,
      Optional<Integer> maxUses,
      int used) {}
}
