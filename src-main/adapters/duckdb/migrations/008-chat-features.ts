/**
 * Feedback on answers, pins, and messages that an edited question put aside.
 *
 * `put_aside` is the id of the edit that hid a message; NULL for messages that are shown.
 */
export const chatFeatures = `
CREATE TABLE feedback (
  id VARCHAR NOT NULL, conversation_id VARCHAR NOT NULL, message_id VARCHAR NOT NULL, trace VARCHAR,
  rating VARCHAR NOT NULL,             -- up | down | wrong-citation | missing-source
  citation INTEGER, note VARCHAR, created_at TIMESTAMP NOT NULL
);
ALTER TABLE conversations ADD COLUMN pinned_at TIMESTAMP;
ALTER TABLE messages ADD COLUMN pinned_at TIMESTAMP;
ALTER TABLE messages ADD COLUMN put_aside VARCHAR;
`;
