-- When an access key was revoked; its secret and grants are gone then. It is remembered, so that
-- what was exported of it before does not bring it back.
ALTER TABLE access_key ADD COLUMN revoked INTEGER;
