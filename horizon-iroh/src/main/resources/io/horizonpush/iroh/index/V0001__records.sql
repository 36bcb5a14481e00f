-- The records of this node. Keys are UTF-8 in BLOBs: SQLite compares those with memcmp, the order
-- in which S3 lists. Times are milliseconds since the epoch, clocks are hybrid logical clocks.

-- The largest clock that was handed out. One row.
CREATE TABLE clock (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  last INTEGER NOT NULL
);
INSERT INTO clock (id, last) VALUES (1, 0);

-- AUTOINCREMENT: the id of a deleted bucket never comes back, so rows of one can wait to be swept.
CREATE TABLE bucket (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  replica TEXT NOT NULL UNIQUE,
  owner_id TEXT NOT NULL,
  owner_name TEXT NOT NULL,
  created INTEGER NOT NULL,
  durability INTEGER NOT NULL
);

-- A deleted bucket whose rows and document are still to be removed.
CREATE TABLE doomed_bucket (
  id INTEGER PRIMARY KEY,
  replica TEXT NOT NULL
);

-- The current version of every key. What a listing reads stands first; long part lists spill to
-- overflow pages that it never touches.
CREATE TABLE object (
  bucket INTEGER NOT NULL,
  key BLOB NOT NULL,
  size INTEGER NOT NULL,
  etag TEXT NOT NULL,
  clock INTEGER NOT NULL,
  writer INTEGER NOT NULL,
  part_count INTEGER NOT NULL,
  write_back INTEGER NOT NULL,
  inline_body INTEGER,
  upload TEXT,
  metadata BLOB,
  checksums BLOB,
  parts BLOB,
  PRIMARY KEY (bucket, key)
) WITHOUT ROWID;

-- Small bodies, apart from the records so that those stay close together.
CREATE TABLE inline_body (
  id INTEGER PRIMARY KEY,
  bytes BLOB NOT NULL
);

-- Keys that were deleted, apart from the objects so that no listing has to pass them.
CREATE TABLE tombstone (
  bucket INTEGER NOT NULL,
  key BLOB NOT NULL,
  clock INTEGER NOT NULL,
  writer INTEGER NOT NULL,
  PRIMARY KEY (bucket, key)
) WITHOUT ROWID;

-- Every blob that a row names, and how often. The roots of the garbage collection.
CREATE TABLE blob (
  hash BLOB NOT NULL PRIMARY KEY,
  length INTEGER NOT NULL,
  refs INTEGER NOT NULL,
  residency INTEGER NOT NULL
) WITHOUT ROWID;

-- Writes that the bucket's document does not show yet. The clock of a local write is unique.
CREATE TABLE outbox (
  bucket INTEGER NOT NULL,
  clock INTEGER NOT NULL,
  key BLOB NOT NULL,
  PRIMARY KEY (bucket, clock)
) WITHOUT ROWID;

-- What the bucket's document shows: the manifest of a key and the version it was made from.
CREATE TABLE published (
  bucket INTEGER NOT NULL,
  key BLOB NOT NULL,
  clock INTEGER NOT NULL,
  writer INTEGER NOT NULL,
  manifest BLOB NOT NULL,
  PRIMARY KEY (bucket, key)
) WITHOUT ROWID;

-- Unfinished uploads. An id begins with the clock of its creation, so ids are ordered by age.
CREATE TABLE upload (
  bucket INTEGER NOT NULL,
  key BLOB NOT NULL,
  id TEXT NOT NULL,
  initiated INTEGER NOT NULL,
  owner_id TEXT NOT NULL,
  owner_name TEXT NOT NULL,
  metadata BLOB,
  checksum_algorithm INTEGER,
  checksum_type INTEGER,
  PRIMARY KEY (bucket, key, id)
) WITHOUT ROWID;

CREATE TABLE upload_part (
  upload TEXT NOT NULL,
  number INTEGER NOT NULL,
  etag TEXT NOT NULL,
  size INTEGER NOT NULL,
  modified INTEGER NOT NULL,
  blob BLOB NOT NULL,
  checksums BLOB,
  PRIMARY KEY (upload, number)
) WITHOUT ROWID;
