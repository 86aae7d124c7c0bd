CREATE TABLE terminals (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('registered', 'authorised', 'suspended')),
    key_wrapped BYTEA NOT NULL,
    newest_sequence BIGINT NOT NULL DEFAULT 0,
    false_pictures BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL
);

-- Stored answers. The MAC covers method, path, sequence and body under the terminal's key, so it stands for the whole message and tells nothing about it.
CREATE TABLE terminal_messages (
    terminal_id TEXT NOT NULL REFERENCES terminals (id),
    sequence BIGINT NOT NULL,
    mac BYTEA NOT NULL,
    status BIGINT NOT NULL,
    content_type TEXT NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (terminal_id, sequence)
);

CREATE TABLE capture_sessions (
    id TEXT PRIMARY KEY,
    terminal_id TEXT NOT NULL REFERENCES terminals (id),
    customer_id TEXT NOT NULL REFERENCES customers (id),
    reference TEXT NOT NULL REFERENCES withdrawals (reference),
    state TEXT NOT NULL CHECK (state IN ('open', 'approved', 'ended')),
    expires_at BIGINT NOT NULL,
    frames BIGINT NOT NULL DEFAULT 0,
    false_pictures BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX capture_sessions_open ON capture_sessions (customer_id) WHERE state = 'open';
