package io.horizonpush.iroh.index;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** SQLite failed, sorted by what a caller can do about it. */
public final class IndexException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Kind kind;

  /** What a failure means for the index. */
  enum Kind {
    /** No room: the transaction is undone, and a later one may succeed. */
    FULL,
    /** No memory: likewise. */
    MEMORY,
    /** The disk or the file failed: what reached the disk is unknown. */
    DEVICE,
    /** The statement was wrong: our fault, nothing else is touched. */
    STATEMENT
  }

  IndexException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  static IndexException of(SQLException cause) {
    Kind kind = cause instanceof SQLiteException known ? kind(known) : Kind.STATEMENT;
    return new IndexException(kind, "The index failed: " + cause.getMessage(), cause);
  }

  Kind kind() {
    return kind;
  }

  /** The answer to the request that met this failure. */
  RuntimeException forCaller() {
    return switch (kind) {
      case FULL ->
          new S3Exception(
              S3ErrorCode.STORAGE_FULL,
              "The disk of this node is full. Writing goes on when there is space.",
              this);
      case MEMORY ->
          new S3Exception(S3ErrorCode.SERVICE_UNAVAILABLE, "This node is short of memory.", this);
      case DEVICE ->
          new S3Exception(
              S3ErrorCode.SERVICE_UNAVAILABLE, "The index of this node cannot be read.", this);
      case STATEMENT -> this;
    };
  }

  private static Kind kind(SQLiteException cause) {
    SQLiteErrorCode code = cause.getResultCode();
    if (code == SQLiteErrorCode.SQLITE_FULL || code == SQLiteErrorCode.SQLITE_IOERR_SHMSIZE) {
      // The -shm file is grown by writing to it: where that fails, the disk is full.
      return Kind.FULL;
    }
    if (code == SQLiteErrorCode.SQLITE_NOMEM || code == SQLiteErrorCode.SQLITE_IOERR_NOMEM) {
      return Kind.MEMORY;
    }
    return switch (code.code & 0xff) {
      case 10, 11, 14, 26 -> Kind.DEVICE; // IOERR, CORRUPT, CANTOPEN, NOTADB
      default -> Kind.STATEMENT;
    };
  }
}
