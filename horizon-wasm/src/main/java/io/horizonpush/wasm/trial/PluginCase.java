package io.horizonpush.wasm.trial;

import io.horizonpush.s3.request.S3Operation;
import io.horizonpush.wasm.abi.PluginEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is there, what happens, and what is to come of it. Immutable.
 *
 * @param name a sentence
 * @param settings a JSON object
 * @param grants as they are written; nothing for those that the manifest asks for and says
 * @param starts whether the plugin starts with these settings
 */
record PluginCase(
    String name,
    String settings,
    Optional<List<String>> grants,
    Fixtures fixtures,
    boolean starts,
    List<Step> steps) {

  /** What is there. */
  record Fixtures(List<Entry> documents, List<Bytes> blobs, List<Server> servers) {}

  /** An entry of the plugins' space. */
  record Entry(String bucket, String key, Bytes value) {}

  /** Who answers one request over the network. */
  record Server(
      String method, String url, int status, Map<String, Optional<String>> headers, Bytes body) {}

  /**
   * Something that happens.
   *
   * @param time what the clock says from here on
   */
  record Step(Optional<Instant> time, Happening happening, Expected expected) {}

  /** What happens. */
  sealed interface Happening {

    /** A request, and what its operation answers if it is reached. */
    record Request(Asked asked, Answered answered) implements Happening {}

    record Event(PluginEvent event) implements Happening {}

    record Tick() implements Happening {}
  }

  /**
   * A request.
   *
   * @param who an owner's id, or {@code anonymous}
   */
  record Asked(
      S3Operation operation,
      Optional<String> bucket,
      Optional<String> key,
      Optional<String> version,
      Line line,
      Map<String, Optional<String>> headers,
      Optional<Bytes> body,
      String who) {

    boolean isUnsigned() {
      return who.equals("anonymous");
    }
  }

  /** How a request came. */
  record Line(String method, String path, Map<String, String> query, String id, String address) {}

  /**
   * An answer of an operation.
   *
   * @param code of an S3 error
   * @param blob whether the object is kept as one
   */
  record Answered(
      int status,
      Optional<String> code,
      Map<String, Optional<String>> headers,
      Bytes body,
      Optional<String> etag,
      Optional<String> version,
      boolean blob) {}
}
