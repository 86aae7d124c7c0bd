CREATE TABLE customers (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    phone TEXT NOT NULL UNIQUE,
    card_masked TEXT NOT NULL,
    card_index BYTEA NOT NULL UNIQUE,
    card_wrapped BYTEA NOT NULL,
    password_hash TEXT NOT NULL,
    pin_mac BYTEA NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    withdrawals_enabled BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE customer_sessions (
    token_digest BYTEA PRIMARY KEY,
    customer_id TEXT NOT NULL REFERENCES customers (id),
    created_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL
);

-- The subject is an HMAC of what was typed: it may be anything, known to the bank or not.
CREATE TABLE throttles (
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    failures BIGINT NOT NULL,
    not_before BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (kind, subject)
);
