-- What a bucket takes over of what its origins had before: how far that is. state: RUNNING, DONE, CANCELLED or FAILED;
-- describe: whether each object is asked about at its origin. origin, place: the origin that is listed, and where to go
-- on there: a key, or the marker of one that lists by its own markers. seen, learnt, known, refused: keys so far.
-- trouble: why it waits, or failed. begun, ended: in milliseconds.
CREATE TABLE bucket_import (
  bucket INTEGER NOT NULL PRIMARY KEY,
  state TEXT NOT NULL,
  describe INTEGER NOT NULL,
  origin BLOB,
  place TEXT,
  seen INTEGER NOT NULL,
  learnt INTEGER NOT NULL,
  known INTEGER NOT NULL,
  refused INTEGER NOT NULL,
  trouble TEXT,
  begun INTEGER NOT NULL,
  ended INTEGER
) STRICT;
-- Some of the keys at origins that can be none here.
CREATE TABLE bucket_import_refused (
  bucket INTEGER NOT NULL,
  key TEXT NOT NULL,
  PRIMARY KEY (bucket, key)
) STRICT, WITHOUT ROWID;
