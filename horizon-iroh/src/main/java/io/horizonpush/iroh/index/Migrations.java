package io.horizonpush.iroh.index;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The numbered scripts that bring an index file to the schema of this version of the node. A script
 * that was released is never changed; a change is a further script.
 */
final class Migrations {

  private static final List<String> SCRIPTS =
      List.of(
          "V0001__records.sql",
          "V0002__entry_sequence.sql",
          "V0003__sharing.sql",
          "V0004__fetches.sql",
          "V0005__epochs.sql",
          "V0006__home.sql",
          "V0007__mirrors.sql",
          "V0008__revoked_keys.sql",
          "V0009__earlier_blobs.sql",
          "V0010__promises.sql",
          "V0011__merge_log.sql",
          "V0012__peer_reach.sql",
          "V0013__transfers.sql",
          "V0014__origins.sql",
          "V0015__origin_tasks.sql",
          "V0016__cache_queues.sql",
          "V0017__confirmation_review.sql",
          "V0018__origin_grants.sql",
          "V0019__awaited_uploads.sql",
          "V0020__bucket_imports.sql",
          "V0021__storage_classes.sql",
          "V0022__plugins.sql",
          "V0023__installed_plugins.sql");

  private Migrations() {}

  /** The schema that this version of the node reads and writes. */
  static int latest() {
    return SCRIPTS.size();
  }

  /**
   * Runs the scripts that the file has not seen, each in a transaction of its own.
   *
   * @throws IllegalStateException if a newer node wrote the file
   */
  static void apply(Session session) {
    apply(session, scripts());
  }

  /** Every script, in order. */
  static List<String> scripts() {
    return SCRIPTS.stream().map(Migrations::script).toList();
  }

  /** The same for scripts as they are. */
  static void apply(Session session, List<String> scripts) {
    int version = Integer.parseInt(session.pragma("user_version"));
    if (version > scripts.size()) {
      throw new IllegalStateException(
          "The index has schema %d, which a newer HorizonPush wrote; this one knows %d. Start the newer version, or restore a backup made before the upgrade."
              .formatted(version, scripts.size()));
    }
    for (int next = version + 1; next <= scripts.size(); next++) {
      session.run(
          "BEGIN IMMEDIATE;\n"
              + scripts.get(next - 1)
              + "\nPRAGMA user_version = "
              + next
              + ";\nCOMMIT;");
    }
  }

  private static String script(String name) {
    try (InputStream in = Migrations.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("The migration " + name + " is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
