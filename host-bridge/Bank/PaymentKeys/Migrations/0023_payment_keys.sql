-- Who may fetch a key and pay with codes.
CREATE TABLE payment_users (
    customer_id TEXT PRIMARY KEY REFERENCES customers (id),
    added_at BIGINT NOT NULL
);

-- Versions of keys and numbers of batches only rise, also past a revocation.
CREATE TABLE payment_accounts (
    customer_id TEXT PRIMARY KEY REFERENCES customers (id),
    newest_version BIGINT NOT NULL,
    newest_batch BIGINT NOT NULL
);

-- The pair of account and key; a revocation deletes it. retired_at: codes made before live on for their remaining life.
CREATE TABLE payment_keys (
    customer_id TEXT NOT NULL REFERENCES payment_accounts (customer_id),
    version BIGINT NOT NULL,
    key_wrapped BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    retired_at BIGINT,
    PRIMARY KEY (customer_id, version)
);
CREATE UNIQUE INDEX payment_keys_live ON payment_keys (customer_id) WHERE retired_at IS NULL;

-- The indices of a slot are a permutation's images of 50 numbers in a row, so no index is stored. proved: whether the device is known to have it.
CREATE TABLE payment_batches (
    slot BIGINT PRIMARY KEY,
    customer_id TEXT NOT NULL,
    key_version BIGINT NOT NULL,
    number BIGINT NOT NULL,
    device TEXT NOT NULL,
    validity BIGINT NOT NULL,
    next_position BIGINT NOT NULL DEFAULT 0,
    wrong_position BIGINT NOT NULL DEFAULT -1,
    wrong BIGINT NOT NULL DEFAULT 0,
    skipped_to BIGINT NOT NULL DEFAULT -1,
    skipped_at BIGINT NOT NULL DEFAULT 0,
    proved BIGINT NOT NULL,
    issued_at BIGINT NOT NULL,
    retired_at BIGINT,
    UNIQUE (customer_id, number),
    FOREIGN KEY (customer_id, key_version) REFERENCES payment_keys (customer_id, version)
);
CREATE INDEX payment_batches_retired ON payment_batches (retired_at) WHERE retired_at IS NOT NULL;

CREATE TABLE payment_slots (
    name TEXT PRIMARY KEY,
    next_slot BIGINT NOT NULL
);
INSERT INTO payment_slots (name, next_slot) VALUES ('next', 0);

-- What became of codes whose account was found.
CREATE TABLE payment_codes (
    id {{identity}},
    customer_id TEXT NOT NULL REFERENCES customers (id),
    code_index BIGINT NOT NULL,
    batch BIGINT NOT NULL,
    position BIGINT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('approved', 'refused')),
    reason TEXT,
    payment_id TEXT,
    amount_minor BIGINT NOT NULL,
    currency TEXT NOT NULL,
    with_password BIGINT NOT NULL,
    terminal_id TEXT NOT NULL REFERENCES terminals (id),
    merchant_id TEXT NOT NULL REFERENCES merchants (id),
    at BIGINT NOT NULL
);
-- append-only payment_codes
-- A code is accepted once, whatever else is wrong.
CREATE UNIQUE INDEX payment_codes_once ON payment_codes (customer_id, batch, position) WHERE verdict = 'approved';
CREATE INDEX payment_codes_approved ON payment_codes (customer_id, at) WHERE verdict = 'approved';
CREATE INDEX payment_codes_by_index ON payment_codes (customer_id, code_index);

-- Wrong codes: at a terminal on the day that it counts, and at all terminals.
ALTER TABLE terminals ADD COLUMN wrong_codes BIGINT NOT NULL DEFAULT 0;
ALTER TABLE terminals ADD COLUMN wrong_codes_day BIGINT NOT NULL DEFAULT 0;
CREATE TABLE wrong_codes (
    day BIGINT PRIMARY KEY,
    count BIGINT NOT NULL
);

-- Without a payment password: one payment, a day's sum, a day's number. With one: a day's sum of everything.
CREATE TABLE payment_limits (
    currency TEXT PRIMARY KEY,
    single_minor BIGINT NOT NULL CHECK (single_minor > 0),
    daily_minor BIGINT NOT NULL CHECK (daily_minor >= single_minor),
    daily_count BIGINT NOT NULL CHECK (daily_count > 0),
    highest_daily_minor BIGINT NOT NULL CHECK (highest_daily_minor >= daily_minor)
);
INSERT INTO payment_limits (currency, single_minor, daily_minor, daily_count, highest_daily_minor)
    SELECT currency, single_minor, daily_minor, 10, 10 * daily_minor FROM limits;
