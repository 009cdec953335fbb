/** What JavaScript, TypeScript and TSX have in common. */
const SHARED = `
(class_declaration name: (_) @name) @class
(class name: (_) @name) @class
(function_declaration name: (_) @name) @function
(generator_function_declaration name: (_) @name) @function
(function_expression name: (_) @name) @function
(method_definition name: (_) @name) @method
(lexical_declaration (variable_declarator name: (identifier) @name
  value: [(arrow_function) (function_expression) (generator_function)])) @function
(variable_declaration (variable_declarator name: (identifier) @name
  value: [(arrow_function) (function_expression) (generator_function)])) @function
(lexical_declaration (variable_declarator name: (identifier) @name)) @constant
(variable_declaration (variable_declarator name: (identifier) @name)) @constant
(pair key: (property_identifier) @name value: [(arrow_function) (function_expression)]) @function
(expression_statement (assignment_expression left: (member_expression) @name
  right: [(function_expression) (arrow_function) (generator_function)])) @function
(import_statement) @import
(export_statement source: (_)) @import
(variable_declarator value: (call_expression function: (identifier) arguments: (arguments . (string) .))) @import
(call_expression function: (import) arguments: (arguments . (string))) @import
(export_statement) @wrap
(call_expression function: [(identifier) (member_expression) (super)] @call)
(new_expression constructor: [(identifier) (member_expression)] @call)
(variable_declarator name: (identifier) @owner
  value: (new_expression constructor: [(identifier) (member_expression)] @name)) @made
(assignment_expression left: [(identifier) (member_expression object: (this))] @owner
  right: (new_expression constructor: [(identifier) (member_expression)] @name)) @made
(assignment_expression left: (member_expression object: (this)) @owner right: (identifier) @name) @same
(comment) @lead
(decorator) @lead
(decorator [(identifier) (member_expression)] @call)
(ERROR) @error
`;

const JSX = `
(jsx_opening_element name: [(identifier) (member_expression)] @refers)
(jsx_self_closing_element name: [(identifier) (member_expression)] @refers)
`;

export const JAVASCRIPT = `${SHARED}${JSX}
(class_heritage [(identifier) (member_expression)] @inherits)
(field_definition property: (_) @name value: [(arrow_function) (function_expression)]) @method
(field_definition property: (_) @name) @property
`;

export const TYPESCRIPT = `${SHARED}
(abstract_class_declaration name: (_) @name) @class
(interface_declaration name: (_) @name) @interface
(type_alias_declaration name: (_) @name) @type
(enum_declaration name: (_) @name) @enum
(internal_module name: (_) @name) @module
(module name: (_) @name) @module
(function_signature name: (_) @name) @function
(abstract_method_signature name: (_) @name) @method
(method_signature name: (_) @name) @method
(public_field_definition name: (_) @name value: [(arrow_function) (function_expression)]) @method
(public_field_definition name: (_) @name) @property
(ambient_declaration) @wrap
(extends_clause value: [(identifier) (member_expression)] @inherits)
(implements_clause [(type_identifier) (nested_type_identifier)] @inherits)
(implements_clause (generic_type name: (_) @inherits))
(extends_type_clause type: [(type_identifier) (nested_type_identifier)] @inherits)
(extends_type_clause type: (generic_type name: (_) @inherits))
(variable_declarator name: (identifier) @owner
  type: (type_annotation [(type_identifier) (nested_type_identifier) (generic_type)] @name)) @typed
(required_parameter pattern: (identifier) @owner
  type: (type_annotation [(type_identifier) (nested_type_identifier) (generic_type)] @name)) @typed
(required_parameter (accessibility_modifier) pattern: (identifier) @owner
  type: (type_annotation [(type_identifier) (nested_type_identifier) (generic_type)] @name)) @field
(optional_parameter pattern: (identifier) @owner
  type: (type_annotation [(type_identifier) (nested_type_identifier) (generic_type)] @name)) @typed
(public_field_definition name: (_) @owner
  type: (type_annotation [(type_identifier) (nested_type_identifier) (generic_type)] @name)) @field
(public_field_definition name: (_) @owner
  value: (new_expression constructor: [(identifier) (member_expression)] @name)) @field
(nested_type_identifier) @refers
(type_identifier) @refers
`;

export const TSX = `${TYPESCRIPT}${JSX}`;
