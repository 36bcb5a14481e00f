-- Who may do what: settings of buckets, owners and access rules of objects, access keys.

-- The settings of a bucket as the documents that S3 clients store, and the removed ones as NULL:
-- a removal must reach other nodes, too.
CREATE TABLE bucket_setting (
  bucket INTEGER NOT NULL,
  name TEXT NOT NULL,
  clock INTEGER NOT NULL,
  writer INTEGER NOT NULL,
  document TEXT,
  PRIMARY KEY (bucket, name)
) WITHOUT ROWID;

-- When an object's bytes were written, which tags and access rules do not change. NULL: at its
-- clock. Rebuilt, so that it stands before the columns that may spill to overflow pages.
ALTER TABLE object RENAME TO object_1;
CREATE TABLE object (
  bucket INTEGER NOT NULL,
  key BLOB NOT NULL,
  size INTEGER NOT NULL,
  etag TEXT NOT NULL,
  clock INTEGER NOT NULL,
  writer INTEGER NOT NULL,
  modified INTEGER,
  part_count INTEGER NOT NULL,
  write_back INTEGER NOT NULL,
  inline_body INTEGER,
  upload TEXT,
  attributes BLOB,
  metadata BLOB,
  checksums BLOB,
  parts BLOB,
  PRIMARY KEY (bucket, key)
) WITHOUT ROWID;
INSERT INTO object
  SELECT bucket, key, size, etag, clock, writer, NULL, part_count, write_back, inline_body, upload,
    NULL, metadata, checksums, parts
  FROM object_1;
DROP TABLE object_1;

ALTER TABLE upload ADD COLUMN attributes BLOB;

-- What kind of thing the key names, with the numbers of the document's keys: 1 object, 2 setting.
ALTER TABLE outbox ADD COLUMN tag INTEGER NOT NULL DEFAULT 1;

ALTER TABLE published RENAME TO published_1;
CREATE TABLE published (
  bucket INTEGER NOT NULL,
  tag INTEGER NOT NULL,
  key BLOB NOT NULL,
  clock INTEGER NOT NULL,
  writer INTEGER NOT NULL,
  manifest BLOB NOT NULL,
  PRIMARY KEY (bucket, tag, key)
) WITHOUT ROWID;
INSERT INTO published SELECT bucket, 1, key, clock, writer, manifest FROM published_1;
DROP TABLE published_1;

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
