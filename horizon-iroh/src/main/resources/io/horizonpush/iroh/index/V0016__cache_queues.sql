-- The order in which bytes go from here. queue: 0 small, 1 main; place: in it, what came before has a
-- smaller one; hits: reads since; minute: of the last read, since 1970. A row may outlive the bytes.
CREATE TABLE cached_blob (
  hash BLOB NOT NULL PRIMARY KEY,
  queue INTEGER NOT NULL,
  place INTEGER NOT NULL,
  length INTEGER NOT NULL,
  hits INTEGER NOT NULL,
  minute INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX cached_blob_place ON cached_blob (queue, place, length);
CREATE INDEX cached_blob_minute ON cached_blob (minute, hash);

-- Blobs that went and would wait in the main queue if they came back. place: the first that went has
-- the smallest one.
CREATE TABLE cache_ghost (
  hash BLOB NOT NULL PRIMARY KEY,
  place INTEGER NOT NULL,
  length INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX cache_ghost_place ON cache_ghost (place, length);

INSERT INTO cached_blob (hash, queue, place, length, hits, minute)
  SELECT r.hash, 0, row_number() OVER (ORDER BY r.hour, r.hash), b.length, 0, r.hour * 60
  FROM blob_read r JOIN blob b ON b.hash = r.hash WHERE b.residency IN (1, 2);
DROP TABLE blob_read;
