package io.horizonpush.node.process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Buckets that are made and deleted by one client, which remembers what it was promised. Confined
 * to one thread at a time.
 */
final class BucketWorkload {

  private static final int NAMES = 3;

  private final Map<String, BucketState> states = new ConcurrentHashMap<>();
  private int turn;

  /**
   * What is known of a bucket.
   *
   * @param exists as was acknowledged last
   * @param uncertain a change to the contrary was sent and not answered
   */
  private record BucketState(boolean exists, boolean uncertain) {}

  /** Makes and deletes until the node is gone. */
  void run(HttpClient http, URI endpoint) {
    try {
      while (change(http, endpoint)) {
        turn++;
      }
    } catch (IOException e) {
      // The node is gone; the bucket stays uncertain.
    }
  }

  private boolean change(HttpClient http, URI endpoint) throws IOException {
    String name = "churn-" + turn % NAMES;
    boolean exists = states.getOrDefault(name, new BucketState(false, false)).exists();
    states.put(name, new BucketState(exists, true));
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(endpoint + "/" + name));
    int status =
        BucketClient.send(http, exists ? request.DELETE() : request.PUT(BodyPublishers.noBody()))
            .statusCode();
    if (status / 100 == 2) {
      states.put(name, new BucketState(!exists, false));
    }
    return status / 100 == 2;
  }

  /** Buckets that are neither as promised nor as asked for last. Settles the uncertain ones. */
  List<String> check(HttpClient http, URI endpoint) throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<String, BucketState> each : states.entrySet()) {
      URI bucket = URI.create(endpoint + "/" + each.getKey());
      int status = BucketClient.send(http, HttpRequest.newBuilder(bucket).HEAD()).statusCode();
      Optional<Boolean> found =
          status == 200 || status == 404 ? Optional.of(status == 200) : Optional.empty();
      BucketState state = each.getValue();
      if (found.filter(exists -> state.uncertain() || exists == state.exists()).isEmpty()) {
        wrong.add(each.getKey() + " answers " + status + "; promised " + state);
      }
      each.setValue(new BucketState(found.orElse(state.exists()), false));
    }
    return wrong;
  }
}
