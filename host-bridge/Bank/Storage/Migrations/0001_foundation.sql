-- Times are milliseconds since 1970-01-01 UTC, amounts minor units, truth values 0 or 1.
CREATE TABLE facts (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE audit_records (
    id {{identity}},
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    event TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL
);
-- append-only audit_records

-- One row a record, in the order in which the chaining worker saw them committed; ids may have gaps and overtake one another, positions do not.
CREATE TABLE audit_chain (
    position BIGINT PRIMARY KEY,
    record_id BIGINT NOT NULL UNIQUE,
    hash BYTEA NOT NULL
);
-- append-only audit_chain

CREATE TABLE audit_batches (
    number BIGINT PRIMARY KEY,
    last_position BIGINT NOT NULL,
    head BYTEA NOT NULL,
    mac BYTEA NOT NULL
);
-- append-only audit_batches

CREATE TABLE idempotency (
    caller TEXT NOT NULL,
    key TEXT NOT NULL,
    digest BYTEA NOT NULL,
    status BIGINT NOT NULL,
    body BYTEA NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (caller, key)
);
-- append-only idempotency
