-- Buckets that other nodes have too. A document that this node can only read has no secret.
CREATE TABLE document_of_epoch (
  bucket INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  replica TEXT NOT NULL UNIQUE,
  secret TEXT,
  PRIMARY KEY (bucket, epoch)
) WITHOUT ROWID;
INSERT INTO document_of_epoch (bucket, epoch, replica, secret)
SELECT bucket, epoch, replica, secret FROM document;
DROP TABLE document;
ALTER TABLE document_of_epoch RENAME TO document;

-- The shared ones, and the author who was their first owner. Who their members are follows from
-- that and from the settings member/... and share/... .
CREATE TABLE sharing (
  bucket INTEGER PRIMARY KEY,
  founder BLOB NOT NULL
);

-- Who was admitted by a ticket that this node made for a number of nodes.
CREATE TABLE share_use (
  bucket INTEGER NOT NULL,
  share TEXT NOT NULL,
  node TEXT NOT NULL,
  PRIMARY KEY (bucket, share, node)
) WITHOUT ROWID;

-- Where members were said to be when this node joined, one address a line: for as long as their own
-- word has not come.
CREATE TABLE member_hint (
  bucket INTEGER NOT NULL,
  node TEXT NOT NULL,
  addresses TEXT NOT NULL,
  PRIMARY KEY (bucket, node)
) WITHOUT ROWID;
