package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Backups that are made into one folder again and again while others write, and what the last one
 * has to hold: whatever was acknowledged before it began and was not to be changed until it ended.
 * Confined to one thread at a time.
 */
final class BackupWorkload {

  private static final int MOST_MILLIS_BETWEEN = 300;

  private final Path folder;
  private final Random random;
  private final ConcurrentLinkedQueue<String> refusals = new ConcurrentLinkedQueue<>();
  private Optional<Map<String, Optional<Body>>> finished = Optional.empty();
  private Optional<Workload.Moment> begun = Optional.empty();

  /** What those hold that were not answered since, if one has come to its end nevertheless. */
  private final List<Map<String, Optional<Body>>> unfinished = new ArrayList<>();

  private int made;
  private int cutShort;
  private int restored;

  BackupWorkload(Path folder, long seed) {
    this.folder = folder;
    this.random = new Random(seed);
  }

  /** Makes backups until the node is gone. */
  void run(NodeUnderTest node, Workload workload) {
    try {
      while (true) {
        CrashChecks.letPass(random.nextInt(MOST_MILLIS_BETWEEN));
        Workload.Moment before = workload.now();
        begun = Optional.of(before);
        JsonNode report = node.order("/admin/v1/backup", "{\"directory\": \"" + folder + "\"}");
        if (report.path("missing").asInt(-1) != 0) {
          refusals.add(report.toString());
        }
        finished = Optional.of(before.unchanged());
        begun = Optional.empty();
        unfinished.clear();
        made++;
      }
    } catch (UncheckedIOException e) {
      // The node is gone.
    } catch (IllegalStateException e) {
      refusals.add(e.toString());
    }
  }

  /** All clients have ended: nothing changes before the next run. */
  void ended() {
    if (begun.isPresent()) {
      unfinished.add(begun.get().unchanged());
      begun = Optional.empty();
      cutShort++;
    }
  }

  /** What the node said against making one, or of one that is not whole. */
  List<String> refusals() {
    return List.copyOf(refusals);
  }

  /** The number of those that were finished. */
  int made() {
    return made;
  }

  /** What there is to say of a run. */
  String figures() {
    return "%d backups made, %d cut short, %d restored".formatted(made, cutShort, restored);
  }

  /** Restores the last backup into an empty folder, and looks whether it holds what it has to. */
  void check(Path to) {
    if (finished.isEmpty()) {
      return;
    }
    List<Map<String, Optional<Body>>> possible = new ArrayList<>(unfinished);
    possible.add(finished.get());
    restore(folder, to, possible);
    restored++;
  }

  /**
   * Restores a backup into an empty folder, where it starts and is whole.
   *
   * @param possible what it has to hold, one of them
   */
  static void restore(Path backup, Path to, List<Map<String, Optional<Body>>> possible) {
    Commands.Result result = NodeUnderTest.command(to, "restore", backup.toString());
    assertThat(result.exitCode()).as(result.toString()).isZero();
    try (NodeUnderTest node = NodeUnderTest.start(to)) {
      List<List<String>> wrong = possible.stream().map(each -> wrong(node, each)).toList();
      assertThat(wrong).as("what the backup has to hold, and does not").anyMatch(List::isEmpty);
      assertThat(CrashChecks.findings(node)).as("findings in a restored backup").isEmpty();
    }
  }

  private static List<String> wrong(NodeUnderTest node, Map<String, Optional<Body>> promised) {
    List<String> wrong = new ArrayList<>();
    try (HttpClient http = HttpClient.newHttpClient()) {
      BucketClient bucket = new BucketClient(http, node.s3(), Workload.BUCKET);
      for (Map.Entry<String, Optional<Body>> each : promised.entrySet()) {
        var answer = bucket.get(each.getKey());
        if (!Body.matches(answer, each.getValue())) {
          wrong.add(each + " is " + answer.statusCode());
        }
      }
    } catch (IOException e) {
      wrong.add("the restored node does not answer: " + e);
    }
    return wrong;
  }
}
