-- How far this node has the entries of another one by way of those that it followed, as peer_position
-- says it of those: the sequence in that one's index, of the history that the index had.
CREATE TABLE peer_reach (
  bucket INTEGER NOT NULL,
  peer BLOB NOT NULL,
  history TEXT NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (bucket, peer)
) STRICT, WITHOUT ROWID;
