-- What is to be done at origins, which no node had anything to do at before: one row for a key of a bucket at an
-- origin, whose key there is to become what the bucket has. id: grows with each change of that. size: of what is to
-- be uploaded. clock, writer: the stamp of the change. queued, due: in milliseconds; what is due first is done first. attempts: that failed. expected: the tag
-- that was last seen there, if one was. stuck: what somebody has to do something about. upload: the sealed token of an
-- upload that was begun there, of upload_version.
DROP TABLE origin_task;
CREATE TABLE origin_task (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  bucket INTEGER NOT NULL,
  key BLOB NOT NULL,
  version BLOB NOT NULL,
  origin BLOB NOT NULL,
  origin_key TEXT NOT NULL,
  deletion INTEGER NOT NULL,
  size INTEGER NOT NULL,
  clock INTEGER NOT NULL,
  writer BLOB NOT NULL,
  queued INTEGER NOT NULL,
  due INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  expected TEXT,
  stuck TEXT,
  upload TEXT,
  upload_version BLOB
) STRICT;
CREATE INDEX origin_task_version ON origin_task (bucket, key, version);
CREATE INDEX origin_task_there ON origin_task (origin, origin_key);
CREATE INDEX origin_task_due ON origin_task (origin, due, id);
CREATE INDEX origin_task_queued ON origin_task (origin, queued);
CREATE INDEX origin_task_stuck ON origin_task (origin, id) WHERE stuck IS NOT NULL;

-- How much of that there is, so that nobody has to count it.
CREATE TABLE origin_queue (
  origin BLOB PRIMARY KEY,
  tasks INTEGER NOT NULL,
  size INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER origin_task_added AFTER INSERT ON origin_task BEGIN
  INSERT INTO origin_queue (origin, tasks, size) VALUES (NEW.origin, 1, NEW.size)
    ON CONFLICT (origin) DO UPDATE SET tasks = tasks + 1, size = size + NEW.size;
END;
CREATE TRIGGER origin_task_removed AFTER DELETE ON origin_task BEGIN
  UPDATE origin_queue SET tasks = tasks - 1, size = size - OLD.size WHERE origin = OLD.origin;
  DELETE FROM origin_queue WHERE origin = OLD.origin AND tasks = 0;
END;
