package io.horizonpush.node.process;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** The segments that blobs of a node are in, which compaction moves from one to another. */
final class StoredPlaces {

  private final Path data;
  private Map<String, Long> seen = Map.of();
  private int moved;

  StoredPlaces(Path data) {
    this.data = data;
  }

  /** Looks where blobs are now. */
  void look() {
    Map<String, Long> now = new HashMap<>();
    try (Connection index = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("index.db"));
        var statement = index.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT blob.hash, blob.file FROM blob JOIN segment ON segment.id = blob.file")) {
      while (rows.next()) {
        now.put(HexFormat.of().formatHex(rows.getBytes(1)), rows.getLong(2));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    for (Map.Entry<String, Long> each : seen.entrySet()) {
      Long file = now.get(each.getKey());
      moved += file != null && !file.equals(each.getValue()) ? 1 : 0;
    }
    seen = now;
  }

  /** The number of blobs that were elsewhere at the next look. */
  int moved() {
    return moved;
  }
}
