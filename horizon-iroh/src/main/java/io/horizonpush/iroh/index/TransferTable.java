package io.horizonpush.iroh.index;

import io.horizonpush.iroh.index.TransferRecord.Course;
import io.horizonpush.iroh.index.TransferRecord.Direction;
import io.horizonpush.iroh.index.TransferRecord.Figures;
import io.horizonpush.iroh.index.TransferRecord.Place;
import io.horizonpush.iroh.index.TransferRecord.Purpose;
import io.horizonpush.iroh.index.TransferRecord.Source;
import io.horizonpush.iroh.index.TransferRecord.State;
import io.horizonpush.iroh.index.TransferRecord.Way;
import io.horizonpush.s3.model.BucketId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The transfers of this node, the latest of those that are over. Confined to its session's thread.
 */
public final class TransferTable {

  private static final String COLUMNS =
      "id, purpose, bucket, name, key, state, why, begun, ended, objects, blobs, size, came, local,"
          + " saved, resent, unavailable, sources";

  private final Session session;

  TransferTable(Session session) {
    this.session = session;
  }

  /**
   * Which transfers are looked for: those for which all holds that is there.
   *
   * @param direction which way they go
   * @param bucket its name when they began
   * @param prefix with which their keys begin
   * @param peer a node that gave or took some of it
   * @param text that stands anywhere in what is known of them, whatever the case of its ASCII
   *     letters
   */
  public record Search(
      Optional<State> state,
      Optional<Purpose> purpose,
      Optional<Direction> direction,
      Optional<String> bucket,
      Optional<String> prefix,
      Optional<String> peer,
      Optional<String> text) {

    /** All there are. */
    public static final Search ALL =
        new Search(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
  }

  /** Notes how a transfer is now. */
  public void store(TransferRecord transfer) {
    Course course = transfer.course();
    Figures figures = transfer.figures();
    session.update(
        "INSERT OR REPLACE INTO transfer ("
            + COLUMNS
            + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        transfer.id(),
        word(transfer.purpose()),
        transfer.place().bucket().bytes(),
        transfer.place().name(),
        transfer.place().key(),
        word(course.state()),
        course.why().orElse(null),
        course.begun().toEpochMilli(),
        course.ended().map(Instant::toEpochMilli).orElse(null),
        figures.objects(),
        figures.blobs(),
        figures.size(),
        figures.came(),
        figures.local(),
        figures.saved(),
        figures.resent(),
        figures.unavailable(),
        transfer.sources().stream().map(TransferTable::line).collect(Collectors.joining("\n")));
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String line(Source source) {
    return source.name() + " " + word(source.way()) + " " + source.bytes();
  }

  /** The greatest id that was ever stored and is still there; 0 for none. */
  public long last() {
    return session.number("SELECT coalesce(max(id), 0) FROM transfer");
  }

  /** One of them. */
  public Optional<TransferRecord> find(long id) {
    return session.first(
        "SELECT " + COLUMNS + " FROM transfer WHERE id = ?", TransferTable::record, id);
  }

  /** Those that are not over. */
  public List<TransferRecord> unended() {
    return session.all(
        "SELECT " + COLUMNS + " FROM transfer WHERE ended IS NULL ORDER BY id",
        TransferTable::record);
  }

  /** Some that are looked for, before one, the latest first. */
  public List<TransferRecord> find(Search search, long before, int limit) {
    @Nullable String state = search.state().map(TransferTable::word).orElse(null);
    @Nullable String purpose = search.purpose().map(TransferTable::word).orElse(null);
    @Nullable Integer up = search.direction().map(way -> way == Direction.UP ? 1 : 0).orElse(null);
    @Nullable String bucket = search.bucket().orElse(null);
    @Nullable String prefix = search.prefix().orElse(null);
    @Nullable String peer = search.peer().orElse(null);
    @Nullable String text = search.text().orElse(null);
    return session.all(
        "SELECT "
            + COLUMNS
            + " FROM transfer WHERE id < ? AND (? IS NULL OR state = ?)"
            + " AND (? IS NULL OR purpose = ?) AND (? IS NULL OR (purpose = 'serve') = ?)"
            + " AND (? IS NULL OR name = ?)"
            + " AND (? IS NULL OR substr(key, 1, length(?)) = ?)"
            + " AND (? IS NULL OR instr(sources, ?) > 0)"
            + " AND (? IS NULL OR instr(lower(name || '/' || key || ' ' || purpose || ' ' || state"
            + " || ' ' || coalesce(why, '') || ' ' || sources), lower(?)) > 0)"
            + " ORDER BY id DESC LIMIT ?",
        TransferTable::record,
        before,
        state,
        state,
        purpose,
        purpose,
        up,
        up,
        bucket,
        bucket,
        prefix,
        prefix,
        prefix,
        peer,
        peer,
        text,
        text,
        limit);
  }

  /**
   * Forgets some of those that are over and of which there are too many, or that are too old.
   *
   * @param keep so many of the latest are kept
   * @param oldest what ended before is not kept
   * @return how many were forgotten
   */
  public int forget(int keep, Instant oldest, int limit) {
    return session.update(
        "DELETE FROM transfer WHERE id IN (SELECT id FROM transfer WHERE ended < ?"
            + " UNION SELECT id FROM (SELECT id FROM transfer WHERE ended IS NOT NULL"
            + " ORDER BY id DESC LIMIT -1 OFFSET ?) LIMIT ?)",
        oldest.toEpochMilli(),
        keep,
        limit);
  }

  private static TransferRecord record(Row row) {
    return new TransferRecord(
        row.number(1),
        Purpose.valueOf(row.text(2).toUpperCase(Locale.ROOT)),
        new Place(BucketId.of(row.bytes(3)), row.text(4), row.text(5)),
        new Course(
            State.valueOf(row.text(6).toUpperCase(Locale.ROOT)),
            Instant.ofEpochMilli(row.number(8)),
            row.optionalNumber(9).map(Instant::ofEpochMilli),
            row.optionalText(7)),
        new Figures(
            row.number(10),
            row.number(11),
            row.number(12),
            row.number(13),
            row.number(14),
            row.number(15),
            row.number(16),
            row.number(17)),
        row.text(18).lines().map(TransferTable::source).toList());
  }

  private static Source source(String line) {
    String[] parts = line.split(" ", -1);
    return new Source(
        parts[0], Way.valueOf(parts[1].toUpperCase(Locale.ROOT)), Long.parseLong(parts[2]));
  }
}
