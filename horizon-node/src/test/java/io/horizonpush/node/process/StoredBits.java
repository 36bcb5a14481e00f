package io.horizonpush.node.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * What a node has stored of objects with one blob or a small body each, to be changed bit by bit as
 * a broken disk would.
 */
final class StoredBits {

  private static final int GROUP = 16 << 10;
  private static final int PARENT = 64;

  private final Path directory;

  StoredBits(Path directory) {
    this.directory = directory;
  }

  /**
   * A flipped bit.
   *
   * @param key of the object whose bytes it belongs to
   * @param blob the hash of its blob; empty for a small body
   * @param at which byte of the blob, or behind its end of the tree
   * @param length of the blob
   * @param place of the byte in its file; the row of a small body
   */
  record Flip(String key, String blob, long at, long length, Path file, long place, int bit) {

    /** Whether whoever reads a range needs what was flipped, or may: of a tree nobody knows. */
    boolean isReadWith(long from, long to) {
      return at < length && at / GROUP <= (to - 1) / GROUP && from / GROUP <= at / GROUP;
    }

    /** The smallest thing that is found to be damaged because of it; of a tree all of its blob. */
    Object smallest() {
      return at < length ? List.of(key, blob.isEmpty() ? 0 : at / GROUP) : key;
    }

    /** Whether a finding names what is damaged. */
    boolean isNamedBy(String finding) {
      return blob.isEmpty()
          ? finding.contains("'" + key + "'")
          : finding.startsWith("blob " + blob + " is damaged");
    }
  }

  private record Blob(String hash, long length, long file, long start) {

    long tree() {
      return Math.max(0, Math.ceilDiv(length, GROUP) - 1) * PARENT;
    }
  }

  /** Flips bits, of each object with equal chance. */
  List<Flip> flip(Random random, int count) throws Exception {
    List<Flip> flips = new ArrayList<>();
    try (Connection index = open()) {
      Map<String, Blob> blobs = blobs(index);
      List<Body> bodies = bodies(index);
      List<Object> all = new ArrayList<>(blobs.entrySet());
      all.addAll(bodies);
      while (flips.size() < count) {
        Flip flip =
            switch (all.get(random.nextInt(all.size()))) {
              case Body body ->
                  new Flip(
                      body.key(),
                      "",
                      random.nextInt(body.length()),
                      body.length(),
                      directory,
                      body.row(),
                      random.nextInt(8));
              case Map.Entry<?, ?> entry ->
                  of((String) entry.getKey(), (Blob) entry.getValue(), random);
              default -> throw new IllegalStateException();
            };
        boolean again =
            flips.stream()
                .anyMatch(
                    other ->
                        other.file().equals(flip.file())
                            && other.place() == flip.place()
                            && other.at() == flip.at());
        if (!again) {
          apply(index, flip);
          flips.add(flip);
        }
      }
    }
    return flips;
  }

  private Flip of(String key, Blob blob, Random random) {
    // The tree is small beside the data: one bit in four is to be its.
    boolean inTree = blob.tree() > 0 && random.nextInt(4) == 0;
    long at =
        inTree ? blob.length() + random.nextLong(blob.tree()) : random.nextLong(blob.length());
    Path file =
        directory
            .resolve("content")
            .resolve("%013x".formatted(blob.file() >> 12))
            .resolve("%016x".formatted(blob.file()));
    return new Flip(
        key, blob.hash(), at, blob.length(), file, blob.start() + at, random.nextInt(8));
  }

  /** Flips bits again, so that all is as it was. */
  void flipBack(List<Flip> flips) throws Exception {
    try (Connection index = open()) {
      for (Flip flip : flips) {
        apply(index, flip);
      }
    }
  }

  private static void apply(Connection index, Flip flip) throws SQLException, IOException {
    if (flip.blob().isEmpty()) {
      flipBody(index, flip);
      return;
    }
    try (RandomAccessFile file = new RandomAccessFile(flip.file().toFile(), "rw")) {
      file.seek(flip.place());
      int before = file.read();
      file.seek(flip.place());
      file.write(before ^ (1 << flip.bit()));
      file.getFD().sync();
    }
  }

  private static void flipBody(Connection index, Flip flip) throws SQLException {
    byte[] bytes;
    try (PreparedStatement select =
        index.prepareStatement("SELECT bytes FROM inline_body WHERE id = ?")) {
      select.setLong(1, flip.place());
      try (ResultSet row = select.executeQuery()) {
        row.next();
        bytes = row.getBytes(1);
      }
    }
    bytes[(int) flip.at()] ^= (byte) (1 << flip.bit());
    try (PreparedStatement update =
        index.prepareStatement("UPDATE inline_body SET bytes = ? WHERE id = ?")) {
      update.setBytes(1, bytes);
      update.setLong(2, flip.place());
      update.executeUpdate();
    }
  }

  private Connection open() throws SQLException {
    Connection index = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("index.db"));
    try (var statement = index.createStatement()) {
      statement.execute("PRAGMA busy_timeout = 10000");
    }
    return index;
  }

  private record Body(String key, long row, int length) {}

  private static List<Body> bodies(Connection index) throws SQLException {
    List<Body> bodies = new ArrayList<>();
    try (var statement = index.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT CAST(key AS TEXT), inline_body, size FROM object"
                    + " WHERE inline_body IS NOT NULL ORDER BY key")) {
      while (rows.next()) {
        bodies.add(new Body(rows.getString(1), rows.getLong(2), rows.getInt(3)));
      }
    }
    return bodies;
  }

  /** Every blob by the key of its object, which is told by its length. */
  private static Map<String, Blob> blobs(Connection index) throws SQLException {
    Map<Long, String> keys = new HashMap<>();
    Map<String, Blob> blobs = new HashMap<>();
    try (var statement = index.createStatement()) {
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT size, CAST(key AS TEXT) FROM object WHERE inline_body IS NULL")) {
        while (rows.next()) {
          String before = keys.put(rows.getLong(1), rows.getString(2));
          if (before != null) {
            throw new IllegalStateException("two objects are equally long");
          }
        }
      }
      try (ResultSet rows =
          statement.executeQuery("SELECT hash, length, file, start FROM blob ORDER BY hash")) {
        while (rows.next()) {
          Blob blob =
              new Blob(
                  HexFormat.of().formatHex(rows.getBytes(1)),
                  rows.getLong(2),
                  rows.getLong(3),
                  rows.getLong(4));
          blobs.put(Objects.requireNonNull(keys.get(blob.length())), blob);
        }
      }
    }
    return blobs;
  }
}
