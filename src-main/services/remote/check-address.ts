import { Failure } from '../../../src-contract/failure.ts';
import type { RemoteBackend } from '../../../src-contract/remote.ts';
import { isLoopback } from '../../platform/network-guard.ts';

/** The host that a backend sends to. */
export function hostOf(backend: Pick<RemoteBackend, 'kind' | 'url' | 'region'>): string {
  if (backend.url !== '') return new URL(backend.url).hostname;
  return `bedrock-runtime.${backend.region ?? ''}.amazonaws.com`;
}

/**
 * Refuses addresses that would carry keys and passages in the clear, or that name no server.
 *
 * @throws Failure `invalid-input`
 */
export function checkAddress(
  backend: Pick<RemoteBackend, 'kind' | 'url' | 'region'>,
  { allowPlain }: { readonly allowPlain: boolean },
): void {
  if (backend.kind === 'bedrock' && !/^[a-z]{2}(?:-[a-z]+)+-\d$/.test(backend.region ?? '')) {
    throw refusal('Amazon Bedrock needs its region, such as eu-central-1.', 'remote/region');
  }
  if (backend.kind === 'bedrock' && backend.url === '') return;
  if (!URL.canParse(backend.url))
    throw refusal(`"${backend.url}" is no address. Write https://host/v1.`, 'remote/address');
  const { protocol, hostname, username, password, search, hash } = new URL(backend.url);
  if (username !== '' || password !== '' || search !== '' || hash !== '') {
    throw refusal(
      'The address holds a key or a query. Give the key apart from it; it belongs in the keychain.',
      'remote/address',
    );
  }
  if (protocol === 'https:') return;
  if (protocol !== 'http:') throw refusal(`${protocol} cannot be used. Write https://.`, 'remote/address');
  if (isLoopback(hostname) || (allowPlain && isPrivate(hostname))) return;
  throw refusal(
    isPrivate(hostname)
      ? `What is sent to ${hostname} would not be encrypted. Use https, or say that the private network may carry it in the clear.`
      : `What is sent to ${hostname} would not be encrypted. Use https.`,
    'remote/plain',
  );
}

/** Addresses that no router of the internet carries (RFC 1918, RFC 4193), and names without a dot or in `.local`. */
function isPrivate(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '');
  if (/^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)/.test(name)) return true;
  if (/^f[cd][0-9a-f]{2}:/i.test(name)) return true;
  return !name.includes(':') && (!name.includes('.') || name.endsWith('.local') || name.endsWith('.lan'));
}

function refusal(message: string, reason: string): Failure {
  return new Failure('invalid-input', message, { reason });
}
