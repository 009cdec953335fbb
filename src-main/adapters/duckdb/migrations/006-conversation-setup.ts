/** What the questions of a conversation look at, and what its user told the model to be or do. */
export const conversationSetup = `
ALTER TABLE conversations ADD COLUMN scope JSON;
ALTER TABLE conversations ADD COLUMN instructions VARCHAR;
`;
