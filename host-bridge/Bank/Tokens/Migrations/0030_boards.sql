-- Terminals' boards are in the table of tokens: keys, versions and channels are the same. newest_event: the newest event of a terminal's board that the bank acted on.
ALTER TABLE tokens ADD COLUMN kind TEXT NOT NULL DEFAULT 'token' CHECK (kind IN ('token', 'terminal'));
ALTER TABLE tokens ADD COLUMN newest_event BIGINT NOT NULL DEFAULT 0;
