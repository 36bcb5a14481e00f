package io.horizonpush.iroh.index;

import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.iroh.codec.Writers;
import io.horizonpush.s3.model.WriterId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The writers that rows name by number. Confined to its session's thread. */
public final class WriterTable implements Writers {

  private final Session session;
  private final Map<WriterId, Integer> numbers = new HashMap<>();
  private final Map<Integer, WriterId> writers = new HashMap<>();

  WriterTable(Session session) {
    this.session = session;
  }

  /** The number of a writer, which gets one if it has none. */
  @Override
  public int number(WriterId writer) {
    return find(writer).orElseGet(() -> add(writer));
  }

  private int add(WriterId writer) {
    int number =
        Math.toIntExact(
            session.insert("INSERT INTO writer (name) VALUES (?) RETURNING id", writer.bytes()));
    numbers.put(writer, number);
    return number;
  }

  /** The number of a writer that has one. */
  Optional<Integer> find(WriterId writer) {
    Optional<Integer> number = Optional.ofNullable(numbers.get(writer));
    if (number.isEmpty()) {
      number =
          session.first(
              "SELECT id FROM writer WHERE name = ?", row -> row.small(1), writer.bytes());
      number.ifPresent(each -> numbers.put(writer, each));
    }
    return number;
  }

  @Override
  public WriterId writer(int number) {
    return writers.computeIfAbsent(
        number,
        each ->
            session
                .first("SELECT name FROM writer WHERE id = ?", row -> row.writer(1), each)
                .orElseThrow(() -> new CodecException("The index has no writer " + each)));
  }

  /** Forgets what was handed out: the transaction that stored it was undone. */
  void undone() {
    numbers.clear();
    writers.clear();
  }
}
