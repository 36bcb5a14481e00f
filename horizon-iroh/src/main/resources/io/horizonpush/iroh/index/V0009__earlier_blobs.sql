-- Blobs that another node's version replaced, kept while what is in their place has not come: the most
-- of that may be the same. hash: the blob that is to come. earlier, length: the one that was in its
-- place, and how many bytes it has.
CREATE TABLE earlier_blob (
  bucket INTEGER NOT NULL,
  hash BLOB NOT NULL,
  earlier BLOB NOT NULL,
  length INTEGER NOT NULL,
  PRIMARY KEY (bucket, hash)
) WITHOUT ROWID;
