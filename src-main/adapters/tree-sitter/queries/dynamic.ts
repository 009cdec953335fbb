export const PYTHON = `
(class_definition name: (_) @name) @class
(function_definition name: (_) @name) @function
(module (expression_statement (assignment left: (identifier) @name)) @constant)
(class_definition body: (block (expression_statement (assignment left: (identifier) @name)) @property))
(type_alias_statement left: (type (identifier) @name)) @type
(decorated_definition) @wrap
(import_statement) @import
(import_from_statement) @import
(class_definition superclasses: (argument_list [(identifier) (attribute)] @inherits))
(class_definition superclasses: (argument_list (subscript value: [(identifier) (attribute)] @inherits)))
(call function: [(identifier) (attribute)] @call)
(decorator [(identifier) (attribute)] @call)
(type [(identifier) (attribute)] @refers)
(type (generic_type . (identifier) @refers))
(type (subscript value: [(identifier) (attribute)] @refers))
(type (binary_operator [(identifier) (attribute)] @refers))
(assignment left: [(identifier) (attribute)] @owner right: (call function: [(identifier) (attribute)] @name)) @made
(assignment left: [(identifier) (attribute)] @owner type: (type [(identifier) (attribute)] @name)) @typed
(assignment left: [(identifier) (attribute)] @owner type: (type (binary_operator . [(identifier) (attribute)] @name (none)))) @typed
(assignment left: (attribute) @owner right: (identifier) @name) @same
(typed_parameter . (identifier) @owner type: (type [(identifier) (attribute)] @name)) @typed
(typed_parameter . (identifier) @owner type: (type (binary_operator . [(identifier) (attribute)] @name (none)))) @typed
(typed_default_parameter name: (identifier) @owner type: (type [(identifier) (attribute)] @name)) @typed
(typed_default_parameter name: (identifier) @owner
  type: (type (binary_operator . [(identifier) (attribute)] @name (none)))) @typed
(as_pattern (call function: [(identifier) (attribute)] @name) alias: (as_pattern_target (identifier) @owner)) @made
(comment) @lead
(ERROR) @error
`;

export const RUBY = `
(class name: (_) @name) @class
(module name: (_) @name) @module
(method name: (_) @name) @method
(singleton_method name: (_) @name) @method
(assignment left: (constant) @name) @constant
(call !receiver method: (identifier) @_attribute arguments: (argument_list (simple_symbol) @name)
  (#match? @_attribute "^(attr_reader|attr_writer|attr_accessor)$")) @property
(call !receiver method: (identifier) @_require arguments: (argument_list . (string))
  (#match? @_require "^(require|require_relative|load|autoload)$")) @import
(call !receiver method: (identifier) @_filter arguments: (argument_list)
  (#match? @_filter "^(before|after|around|prepend_before|skip_before)_(action|filter)$")) @filter
(superclass [(constant) (scope_resolution)] @inherits)
(call !receiver method: (identifier) @_mix arguments: (argument_list [(constant) (scope_resolution)] @includes)
  (#match? @_mix "^(include|extend|prepend)$"))
(call receiver: (_) @qualifier method: (_) @call)
(call !receiver method: (identifier) @call)
(scope_resolution) @refers
(constant) @refers
(comment) @lead
(ERROR) @error
`;

export const PHP = `
(namespace_definition name: (_) @name) @module
(class_declaration name: (_) @name) @class
(interface_declaration name: (_) @name) @interface
(trait_declaration name: (_) @name) @trait
(enum_declaration name: (_) @name) @enum
(function_definition name: (_) @name) @function
(method_declaration name: (_) @name) @method
(const_declaration (const_element (name) @name)) @constant
(property_declaration (property_element name: (_) @name)) @property
(namespace_use_declaration) @import
[(require_expression) (require_once_expression) (include_expression) (include_once_expression)] @import
(base_clause [(name) (qualified_name)] @inherits)
(class_interface_clause [(name) (qualified_name)] @inherits)
(use_declaration [(name) (qualified_name)] @includes)
(function_call_expression function: [(name) (qualified_name)] @call)
(member_call_expression object: (_) @qualifier name: (name) @call)
(nullsafe_member_call_expression object: (_) @qualifier name: (name) @call)
(scoped_call_expression scope: (_) @qualifier name: (name) @call)
(object_creation_expression [(name) (qualified_name)] @call)
(named_type [(name) (qualified_name)] @refers)
(class_constant_access_expression . [(name) (qualified_name)] @refers)
(attribute [(name) (qualified_name)] @refers)
(comment) @lead
(ERROR) @error
`;

export const BASH = `
(function_definition name: (_) @name) @function
(program (variable_assignment name: (_) @name) @constant)
(program (declaration_command (variable_assignment name: (_) @name)) @constant)
(command name: (command_name) @_source argument: (_) (#match? @_source "^(source|[.])$")) @import
(command name: (command_name (word) @call))
(comment) @lead
(ERROR) @error
`;
