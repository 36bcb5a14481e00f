package io.horizonpush.iroh.index;

import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.model.WriterId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One row of an answer; columns count from 1. Valid until the next row is asked for. */
final class Row {

  private final ResultSet results;

  Row(ResultSet results) {
    this.results = results;
  }

  long number(int column) {
    try {
      return results.getLong(column);
    } catch (SQLException e) {
      throw IndexException.of(e);
    }
  }

  int small(int column) {
    return Math.toIntExact(number(column));
  }

  String text(int column) {
    return optionalText(column).orElseThrow(() -> isNull(column));
  }

  Optional<String> optionalText(int column) {
    try {
      return Optional.ofNullable(results.getString(column));
    } catch (SQLException e) {
      throw IndexException.of(e);
    }
  }

  byte[] bytes(int column) {
    return optionalBytes(column).orElseThrow(() -> isNull(column));
  }

  Optional<byte[]> optionalBytes(int column) {
    try {
      byte @Nullable [] bytes = results.getBytes(column);
      return Optional.ofNullable(bytes);
    } catch (SQLException e) {
      throw IndexException.of(e);
    }
  }

  /** The number, or nothing for NULL. */
  Optional<Long> optionalNumber(int column) {
    try {
      long value = results.getLong(column);
      return results.wasNull() ? Optional.empty() : Optional.of(value);
    } catch (SQLException e) {
      throw IndexException.of(e);
    }
  }

  DocumentKey documentKey(int tagColumn, int textColumn) {
    return DocumentKey.of((byte) number(tagColumn), bytes(textColumn));
  }

  BlobHash hash(int column) {
    return BlobHash.of(bytes(column));
  }

  WriterId writer(int column) {
    return WriterId.of(bytes(column));
  }

  VersionId version(int column) {
    return VersionId.of(bytes(column));
  }

  private static IllegalStateException isNull(int column) {
    return new IllegalStateException("Column " + column + " of the index is NULL");
  }
}
