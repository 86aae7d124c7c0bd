-- Credit is positive. A customer's balance is what the bank owes him; a hold is a part of it that is reserved.
CREATE TABLE accounts (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('customer', 'counter', 'transit', 'atm')),
    owner TEXT NOT NULL,
    currency TEXT NOT NULL,
    balance_minor BIGINT NOT NULL DEFAULT 0,
    held_minor BIGINT NOT NULL DEFAULT 0 CHECK (held_minor >= 0),
    CHECK (kind <> 'customer' OR balance_minor >= held_minor),
    CHECK (kind <> 'transit' OR balance_minor >= 0)
);

CREATE TABLE postings (
    id {{identity}},
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    reference TEXT NOT NULL
);
-- append-only postings

CREATE TABLE entries (
    posting_id BIGINT NOT NULL REFERENCES postings (id),
    line BIGINT NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    amount_minor BIGINT NOT NULL CHECK (amount_minor <> 0),
    PRIMARY KEY (posting_id, line)
);
-- append-only entries

CREATE TABLE holds (
    reference TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    state TEXT NOT NULL CHECK (state IN ('active', 'used', 'released'))
);
