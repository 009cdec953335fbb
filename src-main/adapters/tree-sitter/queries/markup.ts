/** Data and markup define nothing that code refers to; their blocks are places to cut. */
export const JSON_QUERY = `
(pair key: (string (string_content) @name) value: [(object) (array)]) @block
(array (object) @block)
(ERROR) @error
`;

export const CSS = `
(rule_set (selectors) @name) @block
(media_statement) @block
(supports_statement) @block
(keyframes_statement (keyframes_name) @name) @block
(at_rule) @block
(import_statement) @import
(comment) @lead
(ERROR) @error
`;

export const HTML = `
(script_element (start_tag (tag_name) @name)) @block
(style_element (start_tag (tag_name) @name)) @block
(element (start_tag (tag_name) @name)) @block
(comment) @lead
(ERROR) @error
`;
