-- Buckets whose origins were set since their confirmations were held against the list of them.
CREATE TABLE confirmation_review (
  bucket INTEGER PRIMARY KEY
) STRICT;
CREATE INDEX confirmation_origin ON confirmation (bucket, origin);
