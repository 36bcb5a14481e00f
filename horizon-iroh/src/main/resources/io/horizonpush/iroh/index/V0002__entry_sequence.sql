-- What a bucket's document shows gets a place in the order in which this node came to know it, so
-- that other nodes can follow it. Sequences are those of the log: none is handed out twice. An entry
-- gets another when it says something else.
CREATE TABLE numbered_entry (
  bucket INTEGER NOT NULL,
  tag INTEGER NOT NULL,
  key BLOB NOT NULL,
  author INTEGER NOT NULL,
  hash BLOB NOT NULL,
  manifest BLOB,
  sequence INTEGER NOT NULL,
  PRIMARY KEY (bucket, tag, key, author)
) WITHOUT ROWID;
INSERT INTO numbered_entry (bucket, tag, key, author, hash, manifest, sequence)
SELECT bucket, tag, key, author, hash, manifest,
  (SELECT sequence FROM installation) + row_number() OVER (ORDER BY bucket, tag, key, author)
FROM entry ORDER BY bucket, tag, key, author;
UPDATE installation SET sequence = sequence + (SELECT count(*) FROM entry);
DROP TABLE entry;
ALTER TABLE numbered_entry RENAME TO entry;
CREATE INDEX entry_sequence ON entry (bucket, sequence);
CREATE INDEX entry_setting ON entry (bucket, sequence) WHERE tag = 2;

-- How far this node has followed the entries of another. history: of the other's index; position: the
-- sequence there up to which all is here; records and bytes: what was taken from it, manifests in bytes.
CREATE TABLE peer_position (
  bucket INTEGER NOT NULL,
  peer BLOB NOT NULL,
  history TEXT NOT NULL,
  position INTEGER NOT NULL,
  records INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  PRIMARY KEY (bucket, peer)
) WITHOUT ROWID;
