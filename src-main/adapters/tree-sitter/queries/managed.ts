export const JAVA = `
(package_declaration (_) @name) @module
(class_declaration name: (_) @name) @class
(record_declaration name: (_) @name) @class
(interface_declaration name: (_) @name) @interface
(annotation_type_declaration name: (_) @name) @interface
(enum_declaration name: (_) @name) @enum
(method_declaration name: (_) @name) @method
(constructor_declaration name: (_) @name) @method
(field_declaration declarator: (variable_declarator name: (_) @name)) @property
(import_declaration) @import
(superclass [(type_identifier) (scoped_type_identifier)] @inherits)
(superclass (generic_type . (_) @inherits))
(super_interfaces (type_list [(type_identifier) (scoped_type_identifier)] @inherits))
(super_interfaces (type_list (generic_type . (_) @inherits)))
(extends_interfaces (type_list [(type_identifier) (scoped_type_identifier)] @inherits))
(extends_interfaces (type_list (generic_type . (_) @inherits)))
(method_invocation object: (_) @qualifier name: (_) @call)
(method_invocation !object name: (_) @call)
(object_creation_expression type: (_) @call)
(local_variable_declaration type: [(type_identifier) (scoped_type_identifier) (generic_type)] @name
  declarator: (variable_declarator name: (_) @owner) (#not-eq? @name "var")) @typed
(local_variable_declaration
  declarator: (variable_declarator name: (_) @owner value: (object_creation_expression type: (_) @name))) @made
(formal_parameter type: [(type_identifier) (scoped_type_identifier) (generic_type)] @name name: (_) @owner) @typed
(enhanced_for_statement type: [(type_identifier) (scoped_type_identifier) (generic_type)] @name name: (_) @owner) @typed
(field_declaration type: [(type_identifier) (scoped_type_identifier) (generic_type)] @name
  declarator: (variable_declarator name: (_) @owner)) @field
(annotation name: (_) @refers)
(marker_annotation name: (_) @refers)
(scoped_type_identifier) @refers
(type_identifier) @refers
(line_comment) @lead
(block_comment) @lead
(ERROR) @error
`;

export const C_SHARP = `
(namespace_declaration name: (_) @name) @module
(file_scoped_namespace_declaration name: (_) @name) @module
(class_declaration name: (_) @name) @class
(record_declaration name: (_) @name) @class
(struct_declaration name: (_) @name) @struct
(interface_declaration name: (_) @name) @interface
(enum_declaration name: (_) @name) @enum
(delegate_declaration name: (_) @name) @type
(method_declaration name: (_) @name) @method
(constructor_declaration name: (_) @name) @method
(local_function_statement name: (_) @name) @function
(property_declaration name: (_) @name) @property
(field_declaration (variable_declaration (variable_declarator name: (_) @name))) @property
(using_directive) @import
(base_list [(identifier) (qualified_name)] @inherits)
(base_list (generic_name . (identifier) @inherits))
(invocation_expression function: (_) @call)
(object_creation_expression type: (_) @call)
(parameter type: [(identifier) (qualified_name) (generic_name)] @refers)
(variable_declaration type: [(identifier) (qualified_name) (generic_name)] @refers)
(method_declaration returns: [(identifier) (qualified_name) (generic_name)] @refers)
(property_declaration type: [(identifier) (qualified_name) (generic_name)] @refers)
(type_argument_list [(identifier) (qualified_name)] @refers)
(comment) @lead
(ERROR) @error
`;

export const SCALA = `
(package_clause name: (_) @name) @module
(class_definition name: (_) @name) @class
(trait_definition name: (_) @name) @trait
(object_definition name: (_) @name) @module
(enum_definition name: (_) @name) @enum
(function_definition name: (_) @name) @function
(function_declaration name: (_) @name) @function
(val_definition pattern: (identifier) @name) @constant
(var_definition pattern: (identifier) @name) @constant
(type_definition name: (_) @name) @type
(import_declaration) @import
(extends_clause [(type_identifier) (stable_type_identifier)] @inherits)
(extends_clause (generic_type type: (_) @inherits))
(call_expression function: [(identifier) (field_expression)] @call)
(call_expression function: (generic_function function: [(identifier) (field_expression)] @call))
(instance_expression [(type_identifier) (stable_type_identifier)] @call)
(instance_expression (generic_type type: (_) @call))
(stable_type_identifier) @refers
(type_identifier) @refers
(comment) @lead
(block_comment) @lead
(ERROR) @error
`;
