-- Contactless cards. The card's key is derived and never stored; newest_counter is the newest one seen of it; wrong counts wrong secrets in a row.
-- device: what the card is bound to, token:SERIAL or terminal:ID.
CREATE TABLE bank_cards (
    id TEXT PRIMARY KEY,
    customer_id TEXT NOT NULL REFERENCES customers (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    pan_index BYTEA NOT NULL UNIQUE,
    pan_masked TEXT NOT NULL,
    pan_wrapped BYTEA NOT NULL,
    expiry TEXT NOT NULL,
    device TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('active', 'locked', 'closed')),
    secret_mac BYTEA,
    wrong BIGINT NOT NULL DEFAULT 0,
    newest_counter BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL
);
CREATE INDEX bank_cards_by_customer ON bank_cards (customer_id);
