CREATE TABLE tokens (
    serial TEXT PRIMARY KEY,
    customer_id TEXT,
    state TEXT NOT NULL CHECK (state IN ('stock', 'active', 'suspended', 'revoked')),
    key_version BIGINT NOT NULL
);
