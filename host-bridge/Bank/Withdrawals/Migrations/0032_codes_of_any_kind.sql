-- Codes are made for purchases and transfers too: the reference is a withdrawal's or a terminal order's, and a code knows its own end. Neither engine drops a
-- foreign key that has no name of its own, so the tables are made anew.
CREATE TABLE codes_of_any_kind (
    token_serial TEXT NOT NULL,
    nonce BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('withdrawal', 'purchase', 'transfer')),
    reference TEXT NOT NULL,
    key_version BIGINT NOT NULL,
    transaction_data BYTEA NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('asked', 'confirmed', 'used', 'void', 'declined', 'expired')),
    heard TEXT NOT NULL,
    counter BIGINT,
    cancel_due BIGINT NOT NULL DEFAULT 0,
    asked_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (token_serial, nonce)
);
INSERT INTO codes_of_any_kind
    SELECT c.token_serial, c.nonce, 'withdrawal', c.reference, c.key_version, c.transaction_data, c.state, c.heard, c.counter, c.cancel_due, c.asked_at, w.expires_at
    FROM codes c JOIN withdrawals w ON w.reference = c.reference;
DROP TABLE codes;
ALTER TABLE codes_of_any_kind RENAME TO codes;
CREATE INDEX codes_by_reference ON codes (reference);
CREATE UNIQUE INDEX codes_live ON codes (reference) WHERE state IN ('asked', 'confirmed');
-- A purchase's token is asked through the terminal that it is held to, by nobody else.
CREATE INDEX codes_due ON codes (token_serial) WHERE (state = 'asked' AND kind <> 'purchase') OR cancel_due > 0;

CREATE TABLE used_codes_of_any_kind (
    token_serial TEXT NOT NULL,
    key_version BIGINT NOT NULL,
    counter BIGINT NOT NULL,
    reference TEXT NOT NULL UNIQUE,
    at BIGINT NOT NULL,
    PRIMARY KEY (token_serial, key_version, counter)
);
INSERT INTO used_codes_of_any_kind SELECT token_serial, key_version, counter, reference, at FROM used_codes;
DROP TABLE used_codes;
ALTER TABLE used_codes_of_any_kind RENAME TO used_codes;
-- append-only used_codes
