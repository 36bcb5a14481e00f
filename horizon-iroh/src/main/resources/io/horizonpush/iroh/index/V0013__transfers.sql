-- Bytes on their way from other nodes, a row for each purpose, with the figures of when it was stored last.
-- bucket: its id, which may be of none that is here any more; name: what it was called. key: of the object,
-- or with what keys begin. begun, ended: in milliseconds. sources: a line `name way bytes` for each.
CREATE TABLE transfer (
  id INTEGER PRIMARY KEY,
  purpose TEXT NOT NULL,
  bucket BLOB NOT NULL,
  name TEXT NOT NULL,
  key TEXT NOT NULL,
  state TEXT NOT NULL,
  why TEXT,
  begun INTEGER NOT NULL,
  ended INTEGER,
  objects INTEGER NOT NULL,
  blobs INTEGER NOT NULL,
  size INTEGER NOT NULL,
  came INTEGER NOT NULL,
  local INTEGER NOT NULL,
  saved INTEGER NOT NULL,
  resent INTEGER NOT NULL,
  unavailable INTEGER NOT NULL,
  sources TEXT NOT NULL
) STRICT;
CREATE INDEX transfer_unended ON transfer (id) WHERE ended IS NULL;
CREATE INDEX transfer_ended ON transfer (ended) WHERE ended IS NOT NULL;
