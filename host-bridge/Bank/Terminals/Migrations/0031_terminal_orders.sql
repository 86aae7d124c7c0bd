-- A terminal whose board the bank polls; language: 'en' or 'zh'.
ALTER TABLE terminals ADD COLUMN board TEXT REFERENCES tokens (serial);
ALTER TABLE terminals ADD COLUMN language TEXT NOT NULL DEFAULT 'en' CHECK (language IN ('en', 'zh'));
CREATE UNIQUE INDEX terminals_by_board ON terminals (board);

-- One row a purchase or transfer begun at a terminal. told: the terminal has proved to know the end, and nothing is left to do.
CREATE TABLE terminal_orders (
    reference TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('purchase', 'transfer')),
    terminal_id TEXT NOT NULL REFERENCES terminals (id),
    board TEXT NOT NULL REFERENCES tokens (serial),
    number BIGINT NOT NULL,
    amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
    currency TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN
        ('begun', 'token', 'asked', 'password', 'confirm', 'other-device', 'approved', 'completed', 'reversed', 'refused', 'cancelled')),
    reason TEXT,
    told BIGINT NOT NULL DEFAULT 0,
    attempts BIGINT NOT NULL DEFAULT 0,
    deadline BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    approved_at BIGINT,
    customer_id TEXT REFERENCES customers (id),
    payer_account TEXT REFERENCES accounts (id),
    payee_account TEXT REFERENCES accounts (id),
    token_serial TEXT,
    with_password BIGINT NOT NULL DEFAULT 0,
    receiver TEXT,
    card_id TEXT,
    UNIQUE (board, number)
);
CREATE INDEX terminal_orders_unsettled ON terminal_orders (board) WHERE told = 0;
CREATE INDEX terminal_orders_waiting ON terminal_orders (deadline) WHERE state IN ('begun', 'token', 'asked', 'password', 'confirm', 'other-device');
CREATE INDEX terminal_orders_by_customer ON terminal_orders (customer_id, kind, approved_at);
