export const GO = `
(package_clause (_) @name) @module
(function_declaration name: (_) @name) @function
(method_declaration receiver: (parameter_list (parameter_declaration type: (_) @owner)) name: (_) @name) @method
(type_spec name: (_) @name type: (struct_type)) @struct
(type_spec name: (_) @name type: (interface_type)) @interface
(type_spec name: (_) @name) @type
(type_alias name: (_) @name) @type
(method_elem name: (_) @name) @method
(const_spec name: (_) @name) @constant
(var_spec name: (_) @name) @constant
(type_declaration) @wrap
(const_declaration) @wrap
(var_declaration) @wrap
(import_spec) @import
(field_declaration !name type: (_) @inherits)
(interface_type (type_elem [(type_identifier) (qualified_type)] @inherits))
(call_expression function: [(identifier) (selector_expression)] @call)
(qualified_type) @refers
(type_identifier) @refers
(comment) @lead
(ERROR) @error
`;

export const RUST = `
(function_item name: (_) @name) @function
(function_signature_item name: (_) @name) @function
(struct_item name: (_) @name) @struct
(union_item name: (_) @name) @struct
(enum_item name: (_) @name) @enum
(trait_item name: (_) @name) @trait
(mod_item name: (_) @name) @module
(const_item name: (_) @name) @constant
(static_item name: (_) @name) @constant
(type_item name: (_) @name) @type
(associated_type name: (_) @name) @type
(macro_definition name: (_) @name) @macro
(impl_item type: (_) @name) @scope
(impl_item trait: [(type_identifier) (scoped_type_identifier)] @includes)
(impl_item trait: (generic_type type: (_) @includes))
(trait_item bounds: (trait_bounds [(type_identifier) (scoped_type_identifier)] @inherits))
(trait_item bounds: (trait_bounds (generic_type type: (_) @inherits)))
(use_declaration) @import
(extern_crate_declaration) @import
(call_expression function: [(identifier) (scoped_identifier) (field_expression)] @call)
(call_expression function: (generic_function function: [(identifier) (scoped_identifier) (field_expression)] @call))
(macro_invocation macro: (_) @call)
(scoped_type_identifier) @refers
(type_identifier) @refers
(line_comment) @lead
(block_comment) @lead
(attribute_item) @lead
(ERROR) @error
`;

/**
 * A function's declarator around its `name`, also where it gives back a pointer, a pointer to one, or a reference. One
 * pattern of alternatives rather than one for each: tree-sitter analyses a pattern when the query is made.
 */
function declarator(name: string, reference = ''): string {
  const declared = `(function_declarator declarator: ${name} @name)`;
  const pointer = `(pointer_declarator declarator: [${declared} (pointer_declarator declarator: ${declared})])`;
  return `declarator: [${declared} ${pointer} ${reference && `(${reference} ${declared})`}]`;
}

/** What C and C++ have in common. */
const C_FAMILY = `
(struct_specifier name: (_) @name body: (_)) @struct
(union_specifier name: (_) @name body: (_)) @struct
(enum_specifier name: (_) @name body: (_)) @enum
(type_definition declarator: (type_identifier) @name) @type
(preproc_def name: (_) @name value: (_)) @macro
(preproc_function_def name: (_) @name) @macro
(translation_unit (declaration declarator: (init_declarator declarator: (identifier) @name)) @constant)
(preproc_include) @import
(call_expression function: [(identifier) (field_expression)] @call)
(type_identifier) @refers
(comment) @lead
(ERROR) @error
`;

export const C = `${C_FAMILY}
(function_definition ${declarator('(_)')}) @function
(declaration ${declarator('(identifier)')}) @prototype
`;

export const CPP = `${C_FAMILY}
(function_definition ${declarator('(_)', 'reference_declarator')}) @function
(declaration ${declarator('(identifier)', 'reference_declarator')}) @prototype
(field_declaration ${declarator('(field_identifier)', 'reference_declarator')}) @prototype
(class_specifier name: (_) @name body: (_)) @class
(namespace_definition name: (_) @name) @module
(alias_declaration name: (_) @name) @type
(concept_definition name: (_) @name) @type
(template_declaration) @wrap
(base_class_clause [(type_identifier) (qualified_identifier)] @inherits)
(base_class_clause (template_type name: (_) @inherits))
(call_expression function: [(qualified_identifier) (template_function)] @call)
(new_expression type: (_) @call)
(using_declaration) @import
(qualified_identifier name: (type_identifier)) @refers
`;

export const HASKELL = `
(header module: (_) @name) @module
(declarations (data_type name: (_) @name) @type)
(declarations (newtype name: (_) @name) @type)
(declarations (type_synomym name: (_) @name) @type)
(class name: (_) @name) @trait
(instance name: (_) @name) @scope
(declarations (function name: (_) @name) @function)
(declarations (bind name: (variable) @name) @constant)
(instance_declarations (function name: (_) @name) @function)
(class_declarations (signature name: (_) @name) @function)
(declarations (signature) @lead)
(import) @import
(apply function: [(variable) (qualified)] @call)
(instance name: (_) @includes)
(signature type: (_ (name) @refers))
(name) @refers
(comment) @lead
(haddock) @lead
(ERROR) @error
`;
