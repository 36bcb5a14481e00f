package io.horizonpush.iroh.index;

import io.horizonpush.s3.model.BlobHash;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;

/**
 * One connection to the index with its prepared statements, which live as long as it does.
 *
 * <p>Confined to one thread at a time. Failures are {@link IndexException}s.
 */
final class Session implements AutoCloseable {

  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();
  private long changes;

  private Session(Connection connection) {
    this.connection = connection;
  }

  /** Connects to the file, which is created when there is none. */
  static Session open(Path file) {
    try {
      Properties properties = new Properties();
      // Else the driver compiles and runs a query for the row's id after each INSERT.
      properties.setProperty("jdbc.get_generated_keys", "false");
      return new Session(JDBC.createConnection(JDBC.PREFIX + file, properties));
    } catch (SQLException e) {
      throw IndexException.of(e);
    }
  }

  /** Runs one statement, or a script of several, that is not worth keeping prepared. */
  void run(String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    } catch (SQLException e) {
      throw IndexException.of(e);
    }
  }

  /** Reads or sets a pragma and answers its value as a text, empty when it has none. */
  String pragma(String pragma) {
    try (Statement statement = connection.createStatement();
        ResultSet results = statement.executeQuery("PRAGMA " + pragma)) {
      return results.next() ? String.valueOf(results.getString(1)) : "";
    } catch (SQLException e) {
      throw IndexException.of(e);
    }
  }

  /** Sets a pragma that answers nothing. */
  void set(String pragma) {
    run("PRAGMA " + pragma);
  }

  /** Changes rows and tells how many. A parameter that is null is NULL. */
  int update(String sql, @Nullable Object... parameters) {
    changes++;
    try {
      return prepared(sql, parameters).executeUpdate();
    } catch (SQLException e) {
      throw failed(sql, e);
    }
  }

  /** The first row of an answer. */
  <T> Optional<T> first(String sql, Function<Row, T> row, @Nullable Object... parameters) {
    try (ResultSet results = prepared(sql, parameters).executeQuery()) {
      return results.next() ? Optional.of(row.apply(new Row(results))) : Optional.empty();
    } catch (SQLException e) {
      throw failed(sql, e);
    }
  }

  /** The single number that a query such as a count answers. */
  long number(String sql, @Nullable Object... parameters) {
    return first(sql, row -> row.number(1), parameters).orElse(0L);
  }

  /** Every row of an answer. */
  <T> List<T> all(String sql, Function<Row, T> row, @Nullable Object... parameters) {
    List<T> rows = new ArrayList<>();
    scan(sql, each -> rows.add(row.apply(each)), parameters);
    return rows;
  }

  /**
   * Passes rows to {@code visitor} until it answers false. The visitor must not use the same
   * statement.
   */
  void scan(String sql, Predicate<Row> visitor, @Nullable Object... parameters) {
    try (ResultSet results = prepared(sql, parameters).executeQuery()) {
      Row row = new Row(results);
      while (results.next()) {
        if (!visitor.test(row)) {
          return;
        }
      }
    } catch (SQLException e) {
      throw failed(sql, e);
    }
  }

  /**
   * The rows of an answer, read as the stream is. The caller closes it and reads nothing else with
   * the same statement meanwhile.
   */
  <T> Stream<T> stream(String sql, Function<Row, T> mapper, @Nullable Object... parameters) {
    try {
      ResultSet results = prepared(sql, parameters).executeQuery();
      Row row = new Row(results);
      Spliterator<T> rows =
          new AbstractSpliterator<>(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL) {
            @Override
            public boolean tryAdvance(Consumer<? super T> action) {
              try {
                if (!results.next()) {
                  return false;
                }
                action.accept(mapper.apply(row));
                return true;
              } catch (SQLException e) {
                throw IndexException.of(e);
              }
            }
          };
      return StreamSupport.stream(rows, false).onClose(() -> close(results));
    } catch (SQLException e) {
      throw failed(sql, e);
    }
  }

  /** Inserts a row by a statement that ends in {@code RETURNING} its id, and answers that. */
  long insert(String sql, @Nullable Object... parameters) {
    changes++;
    return number(sql, parameters);
  }

  /** Gives up what is kept prepared. */
  void forget() {
    try {
      for (PreparedStatement statement : statements.values()) {
        statement.close();
      }
      statements.clear();
    } catch (SQLException e) {
      throw IndexException.of(e);
    }
  }

  /** The number of statements so far that may have changed something. */
  long changes() {
    return changes;
  }

  @Override
  public void close() {
    try {
      forget();
      connection.close();
    } catch (SQLException e) {
      throw IndexException.of(e);
    }
  }

  private static void close(ResultSet results) {
    try {
      results.close();
    } catch (SQLException e) {
      throw IndexException.of(e);
    }
  }

  private PreparedStatement prepared(String sql, @Nullable Object... parameters)
      throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    for (int i = 0; i < parameters.length; i++) {
      bind(statement, i + 1, parameters[i]);
    }
    return statement;
  }

  /** The driver finalises a statement that failed badly, so every one that failed is given up. */
  private IndexException failed(String sql, SQLException cause) {
    PreparedStatement statement = statements.remove(sql);
    if (statement != null) {
      try {
        statement.close();
      } catch (SQLException e) {
        cause.addSuppressed(e);
      }
    }
    return IndexException.of(cause);
  }

  private static void bind(PreparedStatement statement, int at, @Nullable Object value)
      throws SQLException {
    switch (value) {
      case null -> statement.setNull(at, Types.NULL);
      case Long number -> statement.setLong(at, number);
      case Integer number -> statement.setLong(at, number);
      case String text -> statement.setString(at, text);
      case byte[] bytes -> statement.setBytes(at, bytes);
      case BlobHash hash -> statement.setBytes(at, hash.bytes());
      default -> throw new IllegalArgumentException("Not a column's value: " + value.getClass());
    }
  }
}
