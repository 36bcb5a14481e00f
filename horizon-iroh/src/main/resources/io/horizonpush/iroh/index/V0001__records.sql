-- The records of this node. Keys are UTF-8 in BLOBs: SQLite compares those with memcmp, the order
-- in which S3 lists. Times are milliseconds since the epoch, clocks are hybrid logical clocks.

-- One row: the random id of this installation, which owners are named after; the largest sequence
-- of the log that was handed out; the latest time that the clock of locks has confirmed, 0
-- before the first; and the id of the first file of the content store that the next process makes.
-- generation: counts starts and copies of the index; settled: whether the other stores have it, too;
-- history: a random id, another one after each restore; keeps: whether no file may be removed before
-- an operator has confirmed a restore; hardened: counts commits that only made earlier ones durable.
CREATE TABLE installation (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  id BLOB NOT NULL,
  sequence INTEGER NOT NULL,
  confirmed INTEGER NOT NULL,
  files INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  settled INTEGER NOT NULL,
  history BLOB NOT NULL,
  keeps INTEGER NOT NULL,
  hardened INTEGER NOT NULL
);
INSERT INTO installation (one, id, sequence, confirmed, files, generation, settled, history, keeps, hardened)
VALUES (1, randomblob(16), 0, 0, 1, 0, 1, randomblob(16), 0, 0);

-- Who wrote something, numbered, because every register names its writer.
CREATE TABLE writer (
  id INTEGER PRIMARY KEY,
  name BLOB NOT NULL UNIQUE
);

-- AUTOINCREMENT: the row id of a deleted bucket never comes back, so rows of one can wait to be
-- swept. uid is the bucket's id on all nodes.
CREATE TABLE bucket (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid BLOB NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE,
  owner_id TEXT NOT NULL,
  owner_name TEXT NOT NULL,
  created INTEGER NOT NULL,
  durability INTEGER NOT NULL,
  document INTEGER NOT NULL
);

-- A deleted bucket whose rows and documents are still to be removed.
CREATE TABLE doomed_bucket (
  id INTEGER PRIMARY KEY
);

-- The documents of a bucket by epoch. The secret that writes to one is encrypted.
CREATE TABLE document (
  bucket INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  replica TEXT NOT NULL UNIQUE,
  secret TEXT NOT NULL,
  PRIMARY KEY (bucket, epoch)
) WITHOUT ROWID;

-- The settings of a bucket as the documents that S3 clients store, the parts of its configuration,
-- and the removed ones as NULL: a removal must reach other nodes, too.
CREATE TABLE bucket_setting (
  bucket INTEGER NOT NULL,
  name TEXT NOT NULL,
  clock INTEGER NOT NULL,
  writer INTEGER NOT NULL,
  document TEXT,
  PRIMARY KEY (bucket, name)
) WITHOUT ROWID;

-- The current version of every key that has an object. What a listing reads stands first; long
-- records spill to overflow pages that it never touches.
CREATE TABLE object (
  bucket INTEGER NOT NULL,
  key BLOB NOT NULL,
  size INTEGER NOT NULL,
  etag TEXT NOT NULL,
  modified INTEGER NOT NULL,
  id BLOB NOT NULL,
  is_null INTEGER NOT NULL,
  inline_body INTEGER,
  upload TEXT,
  record BLOB NOT NULL,
  PRIMARY KEY (bucket, key)
) WITHOUT ROWID;

-- Every other version that matters, apart from the objects so that no listing of those has to pass
-- them: tombstones, what stands beside the null version, what is no longer current, what was
-- removed. place: where it stands among the versions of its key, the newest first. shown: whether
-- clients see it. shadows: whether the key has no object because of this one. kept: whether it has
-- bytes and was not removed. beside: since when this node has it beside the null version.
CREATE TABLE version (
  bucket INTEGER NOT NULL,
  key BLOB NOT NULL,
  id BLOB NOT NULL,
  is_null INTEGER NOT NULL,
  place BLOB NOT NULL,
  shown INTEGER NOT NULL,
  shadows INTEGER NOT NULL,
  kept INTEGER NOT NULL,
  beside INTEGER,
  size INTEGER NOT NULL,
  etag TEXT NOT NULL,
  modified INTEGER NOT NULL,
  inline_body INTEGER,
  upload TEXT,
  record BLOB NOT NULL,
  PRIMARY KEY (bucket, key, id)
) WITHOUT ROWID;
CREATE INDEX version_shown ON version (bucket, key, place, kept, size) WHERE shown = 1;
CREATE INDEX version_null ON version (bucket, key) WHERE is_null = 1;
CREATE INDEX version_shadows ON version (bucket, key) WHERE shadows = 1;
CREATE INDEX version_beside ON version (bucket, beside) WHERE beside IS NOT NULL;

-- Small bodies, apart from the records so that those stay close together. Their checksums are in
-- the records.
CREATE TABLE inline_body (
  id INTEGER PRIMARY KEY,
  bytes BLOB NOT NULL
);

-- Every blob that something uses or used a moment ago, and where its bytes are, seen from here:
-- their file in the content store, and where in it they start. residency: 0 absent, 1 whole, 2
-- partial, 3 evicted (the file has the tree and no bytes), 4 external (the same).
CREATE TABLE blob (
  hash BLOB NOT NULL PRIMARY KEY,
  length INTEGER NOT NULL,
  residency INTEGER NOT NULL,
  file INTEGER,
  start INTEGER
) WITHOUT ROWID;
CREATE INDEX blob_file ON blob (file, start) WHERE file IS NOT NULL;

-- Users' files that are blobs, as they were when they were read: size in bytes, the time of their last
-- change in nanoseconds.
CREATE TABLE external_file (
  hash BLOB NOT NULL PRIMARY KEY,
  path TEXT NOT NULL,
  size INTEGER NOT NULL,
  modified INTEGER NOT NULL,
  inode INTEGER NOT NULL,
  device INTEGER NOT NULL
) WITHOUT ROWID;

-- Bodies at origins whose hash nobody knows yet, and the files of the content store that keep ranges
-- of them. used: when somebody last asked for one.
CREATE TABLE unrooted (
  file INTEGER PRIMARY KEY,
  origin BLOB NOT NULL,
  origin_key TEXT NOT NULL,
  tag TEXT NOT NULL,
  length INTEGER NOT NULL,
  created INTEGER NOT NULL,
  used INTEGER NOT NULL,
  UNIQUE (origin, origin_key, tag, length)
);
CREATE INDEX unrooted_used ON unrooted (used);

-- The files that hold many blobs. live: what the records of those take in it, in bytes.
CREATE TABLE segment (
  id INTEGER PRIMARY KEY,
  live INTEGER NOT NULL
);

-- Blobs that nothing used when they were noted here: to be looked at again, and removed.
CREATE TABLE doomed_blob (
  hash BLOB NOT NULL PRIMARY KEY
) WITHOUT ROWID;

-- Who uses a blob: how often, how often of that having got the bytes through this bucket, and how
-- often without any origin having confirmed to have them. kind: 1 version, 2 upload, 3 loser, 4 fill.
CREATE TABLE blob_use (
  hash BLOB NOT NULL,
  bucket INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  uses INTEGER NOT NULL,
  held INTEGER NOT NULL,
  unconfirmed INTEGER NOT NULL,
  PRIMARY KEY (hash, bucket, kind)
) WITHOUT ROWID;

-- Files whose blob is elsewhere now, and which are to be removed once nobody reads it.
CREATE TABLE doomed_file (
  id INTEGER PRIMARY KEY,
  hash BLOB NOT NULL
);

-- Uses of many blobs at once that are still to be counted, in order. parts: [hash, length] of each;
-- done: how many of them are counted.
CREATE TABLE use_step (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  bucket INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  change INTEGER NOT NULL,
  held INTEGER NOT NULL,
  unconfirmed INTEGER NOT NULL,
  done INTEGER NOT NULL,
  parts BLOB NOT NULL
);

-- What was changed, in order, for those who follow a bucket. tag and key are those of the document's
-- key; cause: 1 local, 2 merge, 3 fill.
CREATE TABLE log (
  bucket INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  tag INTEGER NOT NULL,
  key BLOB NOT NULL,
  cause INTEGER NOT NULL,
  PRIMARY KEY (bucket, sequence)
) WITHOUT ROWID;

-- How far a reader of the log has read; it follows the buckets that it has a row for.
CREATE TABLE cursor (
  bucket INTEGER NOT NULL,
  reader TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  PRIMARY KEY (bucket, reader)
) WITHOUT ROWID;

-- Buckets that are written into the log, as if all in them were new: their documents are made of it.
-- lost: whether what the document showed is still to be forgotten; after and after_id: the version
-- that was logged last.
CREATE TABLE backfill (
  bucket INTEGER PRIMARY KEY,
  lost INTEGER NOT NULL,
  after BLOB NOT NULL,
  after_id BLOB NOT NULL
);

-- Changes that a bucket's document does not take before a time, for the clock that they carry.
CREATE TABLE parked (
  bucket INTEGER NOT NULL,
  tag INTEGER NOT NULL,
  key BLOB NOT NULL,
  until INTEGER NOT NULL,
  PRIMARY KEY (bucket, tag, key)
) WITHOUT ROWID;

-- What a bucket's document shows, by author. manifest: the bytes, where they are not the encoding of
-- the row as it stands.
CREATE TABLE entry (
  bucket INTEGER NOT NULL,
  tag INTEGER NOT NULL,
  key BLOB NOT NULL,
  author INTEGER NOT NULL,
  hash BLOB NOT NULL,
  manifest BLOB,
  PRIMARY KEY (bucket, tag, key, author)
) WITHOUT ROWID;

-- Entries from outside whose time has not come.
CREATE TABLE early_entry (
  bucket INTEGER NOT NULL,
  tag INTEGER NOT NULL,
  key BLOB NOT NULL,
  author INTEGER NOT NULL,
  due INTEGER NOT NULL,
  manifest BLOB NOT NULL,
  PRIMARY KEY (bucket, tag, key, author)
) WITHOUT ROWID;
CREATE INDEX early_entry_due ON early_entry (due);

-- What an origin confirmed to have of a version.
CREATE TABLE confirmation (
  origin BLOB NOT NULL,
  origin_key TEXT NOT NULL,
  bucket INTEGER NOT NULL,
  key BLOB NOT NULL,
  version BLOB NOT NULL,
  tag TEXT NOT NULL,
  size INTEGER NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (origin, origin_key, bucket, key, version)
) WITHOUT ROWID;
CREATE INDEX confirmation_version ON confirmation (bucket, key, version);

-- What is to be uploaded to an origin's key or deleted there, in order.
CREATE TABLE origin_task (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  bucket INTEGER NOT NULL,
  key BLOB NOT NULL,
  version BLOB NOT NULL,
  origin BLOB NOT NULL,
  origin_key TEXT NOT NULL,
  deletion INTEGER NOT NULL
);
CREATE INDEX origin_task_version ON origin_task (bucket, key, version);

-- Unfinished uploads. An id begins with the clock of its creation, so ids are ordered by age.
-- revision grows with every part that is added.
CREATE TABLE upload (
  bucket INTEGER NOT NULL,
  key BLOB NOT NULL,
  id TEXT NOT NULL,
  initiated INTEGER NOT NULL,
  owner_id TEXT NOT NULL,
  owner_name TEXT NOT NULL,
  metadata BLOB,
  attributes BLOB,
  checksum_algorithm INTEGER,
  checksum_type INTEGER,
  revision INTEGER NOT NULL,
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

-- Access keys besides the root key. The secret is encrypted; grants are one per line, none for a
-- key that may do what its owner may.
CREATE TABLE access_key (
  id TEXT NOT NULL PRIMARY KEY,
  owner_id TEXT NOT NULL,
  owner_name TEXT NOT NULL,
  secret TEXT NOT NULL,
  grants TEXT NOT NULL,
  created INTEGER NOT NULL,
  expires INTEGER,
  last_used INTEGER
) WITHOUT ROWID;

-- Groups of 16 KiB, by their number in the blob that begins there, which are not what was stored.
CREATE TABLE damaged_group (
  file INTEGER NOT NULL,
  start INTEGER NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (file, start, number)
) WITHOUT ROWID;

-- One row: how far the scrubber is. began: when it began with what it is at, NULL when it waits for the
-- next time. blob: the last one that it has read. bucket, key, version: the last version whose small
-- body it has looked at; versions: how many of them. damaged: what it has found. ended_...: the same
-- of the last time that it came to the end.
CREATE TABLE scrub (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  began INTEGER,
  blob BLOB,
  bucket INTEGER,
  key BLOB,
  version BLOB,
  versions INTEGER NOT NULL,
  damaged INTEGER NOT NULL,
  ended INTEGER,
  ended_versions INTEGER NOT NULL,
  ended_damaged INTEGER NOT NULL
);
INSERT INTO scrub (one, versions, damaged, ended_versions, ended_damaged) VALUES (1, 0, 0, 0, 0);
