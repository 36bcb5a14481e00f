-- The places in clouds that this node was given access to. id: as members know it; name: the operator's.
-- description: how it is spoken to and what may be spent there, which is not looked into here;
-- credentials: encrypted. added: in milliseconds.
CREATE TABLE known_origin (
  id BLOB NOT NULL PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  description TEXT NOT NULL,
  credentials TEXT NOT NULL,
  added INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- What this node may have spent at an origin since a period began, in milliseconds. what: bytes, or requests.
CREATE TABLE origin_spending (
  origin BLOB NOT NULL,
  what TEXT NOT NULL,
  since INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  PRIMARY KEY (origin, what)
) STRICT, WITHOUT ROWID;
