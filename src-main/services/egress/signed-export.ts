import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import * as z from 'zod';
import { egressEntrySchema } from '../../../src-contract/egress.ts';
import { checkpointSchema, findBreak, isDenied } from './chain.ts';
import type { SigningKey } from './ports.ts';

const FORMAT = 'carrel-egress-ledger';

const ledgerSchema = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(1),
  library: z.string(),
  signedAt: z.iso.datetime(),
  denied: z.int().nonnegative(),
  allowed: z.int().nonnegative(),
  start: checkpointSchema,
  entries: z.array(egressEntrySchema),
});
export type ExportedLedger = z.infer<typeof ledgerSchema>;

const documentSchema = z.strictObject({
  ledger: z.string().describe('The ledger as JSON text: exactly what was signed'),
  publicKey: z.string().describe('Ed25519, SPKI, base64'),
  signature: z.string().describe('Ed25519 (RFC 8032) over the text, base64'),
});

/** A ledger as a document that shows any later change. What is signed is text, so that no writer of JSON matters. */
export function signLedger(ledger: Omit<ExportedLedger, 'format' | 'version'>, key: SigningKey): string {
  const text = JSON.stringify({ format: FORMAT, version: 1, ...ledger } satisfies ExportedLedger, null, 1);
  const document = {
    ledger: text,
    publicKey: key.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    signature: sign(null, Buffer.from(text), key.privateKey).toString('base64'),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

export type Verdict =
  | { readonly isGenuine: true; readonly ledger: ExportedLedger; readonly key: string }
  | { readonly isGenuine: false; readonly problem: string };

/** Checks the signature, then the chain and the counts inside. */
export function verifyExport(text: string): Verdict {
  const document = documentSchema.safeParse(parseJson(text));
  if (!document.success) return { isGenuine: false, problem: 'This is no exported ledger of Carrel.' };
  const { ledger: signed, publicKey, signature } = document.data;
  const key = readKey(publicKey);
  if (key === undefined || !verify(null, Buffer.from(signed), key, Buffer.from(signature, 'base64'))) {
    return { isGenuine: false, problem: 'The signature does not fit: the document was changed after it was signed.' };
  }
  const parsed = ledgerSchema.safeParse(parseJson(signed));
  if (!parsed.success) return { isGenuine: false, problem: 'The signed text is no ledger that this Carrel can read.' };
  const ledger = parsed.data;
  const broken = findBreak(ledger.start, ledger.entries);
  if (broken !== undefined) {
    return { isGenuine: false, problem: `Entry ${broken} is not as it was written: the ledger was changed before.` };
  }
  const denied = ledger.start.denied + ledger.entries.filter(isDenied).length;
  if (
    denied !== ledger.denied ||
    ledger.start.allowed + ledger.entries.length - ledger.entries.filter(isDenied).length !== ledger.allowed
  ) {
    return { isGenuine: false, problem: 'The counts do not fit the entries.' };
  }
  return { isGenuine: true, ledger, key: fingerprintOf(key) };
}

/** What a person compares: the first 16 of 64 digits of the key's SHA-256. */
export function fingerprintOf(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 16);
}

function readKey(base64: string): KeyObject | undefined {
  try {
    const key = createPublicKey({ key: Buffer.from(base64, 'base64'), type: 'spki', format: 'der' });
    return key.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch {
    return undefined;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
