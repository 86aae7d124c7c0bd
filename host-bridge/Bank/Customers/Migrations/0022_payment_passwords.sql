-- The MAC is under a key derived from the master key; wrong: how many in a row, at the third it is locked until a clerk frees it.
CREATE TABLE payment_passwords (
    customer_id TEXT PRIMARY KEY REFERENCES customers (id),
    mac BYTEA NOT NULL,
    wrong BIGINT NOT NULL DEFAULT 0,
    set_at BIGINT NOT NULL
);
