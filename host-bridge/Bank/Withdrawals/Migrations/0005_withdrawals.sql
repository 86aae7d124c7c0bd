CREATE TABLE withdrawals (
    reference TEXT PRIMARY KEY,
    customer_id TEXT NOT NULL REFERENCES customers (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    currency TEXT NOT NULL,
    holder TEXT NOT NULL CHECK (holder IN ('token', 'phone')),
    state TEXT NOT NULL CHECK (state IN
        ('reserved', 'asked', 'confirmed', 'approved', 'dispensed', 'not-dispensed', 'declined', 'expired', 'cancelled', 'refused')),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    approved_at BIGINT,
    terminal_id TEXT
);
CREATE INDEX withdrawals_by_customer ON withdrawals (customer_id, state);
CREATE INDEX withdrawals_open ON withdrawals (expires_at) WHERE state IN ('reserved', 'asked', 'confirmed');

-- One row for each time that a token was asked; (token, nonce) never twice. cancel_due: how often the token is still told to cancel.
CREATE TABLE codes (
    token_serial TEXT NOT NULL,
    nonce BIGINT NOT NULL,
    reference TEXT NOT NULL REFERENCES withdrawals (reference),
    key_version BIGINT NOT NULL,
    transaction_data BYTEA NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('asked', 'confirmed', 'used', 'void', 'declined', 'expired')),
    heard TEXT NOT NULL,
    counter BIGINT,
    cancel_due BIGINT NOT NULL DEFAULT 0,
    asked_at BIGINT NOT NULL,
    PRIMARY KEY (token_serial, nonce)
);
CREATE INDEX codes_by_reference ON codes (reference);
-- A reservation has one code at a time that may be accepted.
CREATE UNIQUE INDEX codes_live ON codes (reference) WHERE state IN ('asked', 'confirmed');
CREATE INDEX codes_due ON codes (token_serial) WHERE state = 'asked' OR cancel_due > 0;

-- A code is accepted once, whatever else is wrong.
CREATE TABLE used_codes (
    token_serial TEXT NOT NULL,
    key_version BIGINT NOT NULL,
    counter BIGINT NOT NULL,
    reference TEXT NOT NULL UNIQUE REFERENCES withdrawals (reference),
    at BIGINT NOT NULL,
    PRIMARY KEY (token_serial, key_version, counter)
);
-- append-only used_codes

-- Ten-digit codes: the newest counter known, wrong ones in a row, and the counter of a first code far ahead.
CREATE TABLE digit_windows (
    token_serial TEXT NOT NULL,
    key_version BIGINT NOT NULL,
    newest_counter BIGINT NOT NULL DEFAULT 0,
    wrong BIGINT NOT NULL DEFAULT 0,
    not_before BIGINT NOT NULL DEFAULT 0,
    resync_counter BIGINT,
    PRIMARY KEY (token_serial, key_version)
);
