-- What came from other nodes, by sequences that the log has none of: for all who follow a bucket but
-- the publisher. While nobody else does there are no rows.
CREATE TABLE merge_log (
  bucket INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  tag INTEGER NOT NULL,
  key BLOB NOT NULL,
  PRIMARY KEY (bucket, sequence)
) STRICT, WITHOUT ROWID;
