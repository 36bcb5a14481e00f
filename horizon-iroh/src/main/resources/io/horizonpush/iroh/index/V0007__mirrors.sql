-- Buckets of which this node fetches all bytes that their records name.
CREATE TABLE mirror (
  bucket INTEGER PRIMARY KEY
) STRICT;

-- What buckets use and has not come through them.
CREATE INDEX blob_use_awaited ON blob_use (bucket, hash) WHERE held < uses;
