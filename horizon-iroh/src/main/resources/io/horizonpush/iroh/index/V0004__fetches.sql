-- The bucket through which the parts of a blob came that is not whole: its readers alone may have them.
CREATE TABLE fetch (
  hash BLOB NOT NULL PRIMARY KEY,
  bucket INTEGER NOT NULL
) WITHOUT ROWID;
