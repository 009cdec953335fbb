import { type Command, InvalidArgumentError, Option } from 'commander';
import * as z from 'zod';
import { Failure } from '../../../src-contract/failure.ts';

/** The part of JSON Schema that an option can be made of. */
const fieldSchema = z.object({
  type: z.string().optional(),
  enum: z.array(z.string()).optional(),
  description: z.string().optional(),
  default: z.json().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  items: z.object({ enum: z.array(z.string()).optional() }).optional(),
});
type Field = z.infer<typeof fieldSchema>;

/**
 * Adds an option for each of `names` (field → option) to a command, from the schema of a call's input.
 *
 * Description, choices, limits and default come from the contract, so the command line cannot disagree with it. A list
 * becomes an option that may be repeated. Answers with a function that picks the fields that were given.
 */
export function addContractOptions(
  command: Command,
  schema: z.ZodObject,
  names: Readonly<Record<string, string>>,
): (options: Readonly<Record<string, unknown>>) => Record<string, unknown> {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const optionByField = Object.entries(names).map(([field, name]) => {
    const option = createOption(name, fieldSchema.parse(properties[field]));
    command.addOption(option);
    return [field, option.attributeName()] as const;
  });
  return (options) =>
    Object.fromEntries(
      optionByField.flatMap(([field, attribute]) =>
        options[attribute] === undefined ? [] : [[field, options[attribute]]],
      ),
    );
}

/** Parses what the options gave, before anything is opened. @throws Failure `invalid-input` */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const said = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  throw new Failure('invalid-input', `These arguments cannot be used: ${said}`, { reason: 'cli/bad-arguments' });
}

function createOption(name: string, field: Field): Option {
  const limits =
    field.minimum !== undefined && field.maximum !== undefined ? ` (${field.minimum} to ${field.maximum})` : '';
  const preset = field.default === undefined || typeof field.default === 'object' ? '' : ` (default: ${field.default})`;
  const text = `${field.description ?? ''}${limits}${preset}`.trim();
  if (field.type === 'boolean') return new Option(`--${name}`, text);
  if (field.type === 'number' || field.type === 'integer') {
    return new Option(`--${name} <number>`, text).argParser(parseNumber);
  }
  if (field.type !== 'array') {
    const option = new Option(`--${name} <${field.enum === undefined ? 'text' : 'name'}>`, text);
    return field.enum === undefined ? option : option.choices(field.enum);
  }
  const choices = field.items?.enum;
  const option = new Option(
    `--${name} <value>`,
    `${text}${choices === undefined ? '' : `: ${choices.join(', ')}`}; may be repeated`,
  );
  return option.argParser((value: string, before: string[] | undefined) => [...(before ?? []), ...value.split(',')]);
}

function parseNumber(text: string): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number)) throw new InvalidArgumentError('It must be a number.');
  return number;
}
