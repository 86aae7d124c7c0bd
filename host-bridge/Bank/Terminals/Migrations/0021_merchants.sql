-- Whose money comes in at a terminal. The account is of kind 'merchant', owned by the merchant's id.
CREATE TABLE merchants (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
ALTER TABLE terminals ADD COLUMN merchant_id TEXT REFERENCES merchants (id);
ALTER TABLE terminals ADD COLUMN merchant_account TEXT REFERENCES accounts (id);
