-- key_version: the personalised key set in use, 0 for none. pending_version: the set last sent whose arrival is not proved, 0 for none.
CREATE TABLE tokens (
    serial TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('registered', 'personalised', 'active', 'suspended', 'revoked', 'replaced')),
    customer_id TEXT,
    key_version BIGINT NOT NULL CHECK (key_version BETWEEN 0 AND 127),
    pending_version BIGINT NOT NULL CHECK (pending_version BETWEEN 0 AND 127),
    transport_version BIGINT NOT NULL CHECK (transport_version BETWEEN 1 AND 126),
    transport_keys BYTEA NOT NULL,
    keys_erased BIGINT NOT NULL,
    replaced_by TEXT,
    registered_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX tokens_one_a_customer ON tokens (customer_id) WHERE state IN ('active', 'suspended');
