-- What this node promised another one: to keep the bytes of a blob that came through a bucket. While
-- there is a row the blob has a use of kind 6 for each node. ends: in milliseconds of promise_clock.
CREATE TABLE promise_given (
  hash BLOB NOT NULL,
  bucket INTEGER NOT NULL,
  node BLOB NOT NULL,
  ends INTEGER NOT NULL,
  PRIMARY KEY (hash, bucket, node)
) STRICT, WITHOUT ROWID;
CREATE INDEX promise_given_ends ON promise_given (ends);
CREATE INDEX promise_given_node ON promise_given (node);
CREATE INDEX promise_given_bucket ON promise_given (bucket);

-- What another node promised this one. question: the one that waits for an answer, or had the last.
-- ends: in milliseconds; 0 while nothing was promised.
CREATE TABLE promise_got (
  hash BLOB NOT NULL,
  bucket INTEGER NOT NULL,
  node BLOB NOT NULL,
  question INTEGER NOT NULL,
  ends INTEGER NOT NULL,
  PRIMARY KEY (hash, bucket, node)
) STRICT, WITHOUT ROWID;
CREATE INDEX promise_got_bucket ON promise_got (bucket, node);
CREATE INDEX promise_got_ends ON promise_got (ends);

-- One row: the clocks of promises when they were stored last, in milliseconds. given: for how long this
-- node has been running in all; got: the time, as late as it was ever seen.
CREATE TABLE promise_clock (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  given INTEGER NOT NULL,
  got INTEGER NOT NULL
) STRICT;
INSERT INTO promise_clock (one, given, got) VALUES (1, 0, 0);

-- Blobs whose bytes went from here because others promised to keep them. due: when somebody is to be
-- asked again, in milliseconds.
CREATE TABLE reliance (
  bucket INTEGER NOT NULL,
  hash BLOB NOT NULL,
  due INTEGER NOT NULL,
  PRIMARY KEY (bucket, hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX reliance_due ON reliance (due);

-- Buckets in which this node promises nothing for a time, because it is to leave them. ends: as above.
CREATE TABLE promise_stop (
  bucket INTEGER PRIMARY KEY,
  ends INTEGER NOT NULL
) STRICT;

-- When blobs were last read, in hours.
CREATE TABLE blob_read (
  hash BLOB NOT NULL PRIMARY KEY,
  hour INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX blob_read_hour ON blob_read (hour, hash);

-- Objects whose bytes are to be here always: those of a bucket whose keys begin with a prefix.
CREATE TABLE pin (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  bucket INTEGER NOT NULL,
  prefix TEXT NOT NULL,
  UNIQUE (bucket, prefix)
) STRICT;

-- The blobs of those, as they were found by a pass over the keys, counted for each pin.
CREATE TABLE pinned_blob (
  hash BLOB NOT NULL,
  pin INTEGER NOT NULL,
  pass INTEGER NOT NULL,
  PRIMARY KEY (hash, pin)
) STRICT, WITHOUT ROWID;
CREATE INDEX pinned_blob_pin ON pinned_blob (pin, pass);
