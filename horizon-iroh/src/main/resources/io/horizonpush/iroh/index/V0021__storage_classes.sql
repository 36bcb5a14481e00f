-- storage_class: in which a version is stored; NULL for STANDARD. The record says it, too; here it stands for listings.
ALTER TABLE object ADD COLUMN storage_class TEXT;
ALTER TABLE version ADD COLUMN storage_class TEXT;
-- A key may go from one origin to another, by its class. waits: 1 for a deletion at the former one that is not to be made
-- while an upload of the key waits elsewhere; its due is as late as can be. moves: 1 for an upload of what another origin
-- has already, so that it is not lost with this node.
ALTER TABLE origin_task ADD COLUMN waits INTEGER NOT NULL DEFAULT 0;
ALTER TABLE origin_task ADD COLUMN moves INTEGER NOT NULL DEFAULT 0;
-- moving: of size, what such uploads have. What waits is counted once it does not.
ALTER TABLE origin_queue ADD COLUMN moving INTEGER NOT NULL DEFAULT 0;
DROP TRIGGER origin_task_added;
DROP TRIGGER origin_task_removed;
CREATE TRIGGER origin_task_added AFTER INSERT ON origin_task WHEN NEW.waits = 0 BEGIN
  INSERT INTO origin_queue (origin, tasks, size, moving) VALUES (NEW.origin, 1, NEW.size, NEW.size * NEW.moves)
    ON CONFLICT (origin) DO UPDATE
    SET tasks = tasks + 1, size = size + NEW.size, moving = moving + NEW.size * NEW.moves;
END;
CREATE TRIGGER origin_task_removed AFTER DELETE ON origin_task WHEN OLD.waits = 0 BEGIN
  UPDATE origin_queue
    SET tasks = tasks - 1, size = size - OLD.size, moving = moving - OLD.size * OLD.moves WHERE origin = OLD.origin;
  DELETE FROM origin_queue WHERE origin = OLD.origin AND tasks = 0;
END;
CREATE TRIGGER origin_task_freed AFTER UPDATE OF waits ON origin_task WHEN OLD.waits = 1 AND NEW.waits = 0 BEGIN
  INSERT INTO origin_queue (origin, tasks, size) VALUES (NEW.origin, 1, NEW.size)
    ON CONFLICT (origin) DO UPDATE SET tasks = tasks + 1, size = size + NEW.size;
END;
CREATE TRIGGER origin_task_held AFTER UPDATE OF waits ON origin_task WHEN OLD.waits = 0 AND NEW.waits = 1 BEGIN
  UPDATE origin_queue SET tasks = tasks - 1, size = size - OLD.size WHERE origin = OLD.origin;
  DELETE FROM origin_queue WHERE origin = OLD.origin AND tasks = 0;
END;
-- What waits for an upload waits no more when that is done, or void; whoever does it looks whether it may.
CREATE TRIGGER origin_task_awaited AFTER DELETE ON origin_task WHEN OLD.deletion = 0 BEGIN
  UPDATE origin_task SET waits = 0, due = queued WHERE bucket = OLD.bucket AND key = OLD.key AND waits = 1;
END;
