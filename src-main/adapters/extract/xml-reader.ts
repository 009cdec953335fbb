import { sentence } from '../../../src-contract/host-message.ts';
import { Unreadable } from './unreadable.ts';

/*
 * A pull reader of XML for the parts of office files. One pass, nothing kept: a sheet of a million rows is read without
 * a tree of it. It knows the five predefined entities and character numbers and nothing else: document types are
 * skipped, so there are no entities to expand and nothing to fetch. It checks no well-formedness beyond what it needs.
 */

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const ENTITY = /&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|(lt|gt|amp|quot|apos));/gu;

export type XmlEvent = 'open' | 'close' | 'text';

export class XmlReader {
  readonly #source: string;
  #at = 0;
  #isClosing = false;
  #attributeSource = '';
  #attributes: Map<string, string> | undefined;
  /** Local name of the element that was opened or closed. */
  name = '';
  /** The text, its entities replaced. */
  text = '';

  constructor(source: string) {
    this.#source = source;
  }

  /** The next event, or undefined at the end. @throws Unreadable `invalid` when markup does not end */
  next(): XmlEvent | undefined {
    if (this.#isClosing) {
      this.#isClosing = false;
      return 'close';
    }
    for (;;) {
      if (this.#at >= this.#source.length) return undefined;
      if (this.#source.charCodeAt(this.#at) !== 60) return this.#takeText();
      const event = this.#takeMarkup();
      if (event !== undefined) return event;
    }
  }

  /** An attribute of the element that was just opened, by its name as written, prefix included. */
  attribute(name: string): string | undefined {
    this.#attributes ??= attributesOf(this.#attributeSource);
    return this.#attributes.get(name);
  }

  /** All attributes of the element that was just opened. */
  attributes(): ReadonlyMap<string, string> {
    this.#attributes ??= attributesOf(this.#attributeSource);
    return this.#attributes;
  }

  #takeText(): XmlEvent {
    const found = this.#source.indexOf('<', this.#at);
    const end = found < 0 ? this.#source.length : found;
    this.text = decoded(this.#source.slice(this.#at, end));
    this.#at = end;
    return 'text';
  }

  #takeMarkup(): XmlEvent | undefined {
    const source = this.#source;
    const next = source.charCodeAt(this.#at + 1);
    if (next === 33) return this.#takeDeclaration();
    if (next === 63) {
      this.#at = this.#endOf('?>', this.#at + 2);
      return undefined;
    }
    if (next === 47) {
      const end = this.#endOf('>', this.#at + 2);
      this.name = localName(source.slice(this.#at + 2, end - 1).trim());
      this.#at = end;
      return 'close';
    }
    const end = tagEnd(source, this.#at + 1);
    this.#isClosing = source.charCodeAt(end - 2) === 47;
    const inside = source.slice(this.#at + 1, this.#isClosing ? end - 2 : end - 1);
    const blank = inside.search(/\s/u);
    this.name = localName(blank < 0 ? inside : inside.slice(0, blank));
    this.#attributeSource = blank < 0 ? '' : inside.slice(blank);
    this.#attributes = undefined;
    this.#at = end;
    return 'open';
  }

  #takeDeclaration(): XmlEvent | undefined {
    const source = this.#source;
    if (source.startsWith('<![CDATA[', this.#at)) {
      const end = this.#endOf(']]>', this.#at + 9);
      this.text = source.slice(this.#at + 9, end - 3);
      this.#at = end;
      return 'text';
    }
    if (source.startsWith('<!--', this.#at)) {
      this.#at = this.#endOf('-->', this.#at + 4);
      return undefined;
    }
    // A document type: its own declarations stand between brackets.
    const end = this.#endOf('>', this.#at);
    const bracket = source.slice(this.#at, end).indexOf('[');
    this.#at = bracket < 0 ? end : this.#endOf('>', this.#endOf(']', this.#at + bracket));
    return undefined;
  }

  #endOf(mark: string, from: number): number {
    const found = this.#source.indexOf(mark, from);
    if (found < 0) throw unfinished();
    return found + mark.length;
  }
}

/** Behind the ">" of a tag; values may hold that sign. */
function tagEnd(source: string, from: number): number {
  for (let index = from; index < source.length; index += 1) {
    const code = source.charCodeAt(index);
    if (code === 62) return index + 1;
    if (code !== 34 && code !== 39) continue;
    index = source.indexOf(code === 34 ? '"' : "'", index + 1);
    if (index < 0) break;
  }
  throw unfinished();
}

function unfinished(): Unreadable {
  return new Unreadable('invalid', sentence('xml-damaged'));
}

function attributesOf(source: string): Map<string, string> {
  const attributes = new Map<string, string>();
  let at = 0;
  for (;;) {
    const equals = source.indexOf('=', at);
    if (equals < 0) return attributes;
    const name = source.slice(at, equals).trim();
    let quote = equals + 1;
    while (quote < source.length && source.charCodeAt(quote) <= 32) quote += 1;
    const mark = source.charAt(quote);
    if (mark !== '"' && mark !== "'") return attributes;
    const end = source.indexOf(mark, quote + 1);
    if (end < 0) return attributes;
    attributes.set(name, decoded(source.slice(quote + 1, end)));
    at = end + 1;
  }
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function decoded(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(ENTITY, (whole, decimal?: string, hexadecimal?: string, name?: string) => {
    if (name !== undefined) return NAMED[name] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal);
    return code === 0 || code > 0x10ffff ? ' ' : String.fromCodePoint(code);
  });
}
