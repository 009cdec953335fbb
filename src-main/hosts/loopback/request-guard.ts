/** What the guard looks at; `rawHeaders` as Node gives them: name, value, name, value. */
export interface GuardedRequest {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly rawHeaders: readonly string[];
  readonly isUpgrade: boolean;
}

/** Why a request goes no further. */
export interface Refusal {
  readonly status: number;
  readonly reason: string;
  readonly message: string;
}

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST']);
const MAX_URL_LENGTH = 10_000;

/** Headers that decide something; two of one kind is an attempt to have two readers see different requests. */
const SINGLE_HEADERS = ['host', 'origin', 'authorization', 'content-length', 'content-type', 'sec-fetch-site'];

/** Our own paths need no more than this, so encodings, backslashes and dots have nothing to hide in. */
const PLAIN_PATH = /^\/[\w./-]*$/;

/**
 * Judges a request before anything else reads it; undefined lets it pass.
 *
 * Against DNS rebinding: Host must name this very address. Against other sites: Origin must be ours where it is sent,
 * and a WebSocket must send it; Sec-Fetch-Site must not tell of another site. Against confusion: plain methods, plain
 * paths, no body where none belongs, no header twice.
 */
export function judgeRequest(request: GuardedRequest, hosts: ReadonlySet<string>): Refusal | undefined {
  const headers = collectHeaders(request.rawHeaders);
  return judgeHost(headers, hosts) ?? judgeOrigin(headers, hosts, request.isUpgrade) ?? judgeShape(request, headers);
}

type HeaderValues = ReadonlyMap<string, readonly string[]>;

function judgeHost(headers: HeaderValues, hosts: ReadonlySet<string>): Refusal | undefined {
  const repeated = SINGLE_HEADERS.find((name) => (headers.get(name)?.length ?? 0) > 1);
  if (repeated !== undefined) return refusal(400, 'repeated-header', `The header ${repeated} may be sent once`);
  const host = headers.get('host')?.[0]?.toLowerCase();
  if (host !== undefined && hosts.has(host)) return undefined;
  return refusal(421, 'wrong-host', 'This is not the address of this host');
}

function judgeOrigin(headers: HeaderValues, hosts: ReadonlySet<string>, isUpgrade: boolean): Refusal | undefined {
  const origin = headers.get('origin')?.[0];
  if (origin === undefined) {
    if (isUpgrade) return refusal(403, 'no-origin', 'A WebSocket must say where it comes from');
  } else if (!(origin.startsWith('http://') && hosts.has(origin.slice('http://'.length)))) {
    return refusal(403, 'wrong-origin', 'Other sites may not talk to this host');
  }
  const site = headers.get('sec-fetch-site')?.[0];
  if (site === undefined || site === 'same-origin' || site === 'none') return undefined;
  return refusal(403, 'wrong-site', 'Other sites may not lead here; open the address yourself');
}

function judgeShape({ method = '', url = '', isUpgrade }: GuardedRequest, headers: HeaderValues): Refusal | undefined {
  if (!METHODS.has(method)) return refusal(405, 'method', 'Only GET, HEAD and POST are answered');
  if (url.length > MAX_URL_LENGTH) return refusal(414, 'long-address', 'The address is too long');
  const path = url.split('?', 1)[0] ?? '';
  const isPlain = PLAIN_PATH.test(path) && !path.includes('//') && !path.includes('/.') && !path.endsWith('/..');
  if (!isPlain || url.includes('#')) return refusal(400, 'bad-address', 'The address is not one of this host');
  const length = headers.get('content-length')?.[0];
  if (length !== undefined && !/^\d{1,15}$/.test(length)) return refusal(400, 'bad-length', 'Content-Length is wrong');
  const hasBody = headers.has('transfer-encoding') || Number(length ?? 0) > 0;
  if (hasBody && method !== 'POST') return refusal(400, 'unexpected-body', `A ${method} has no body here`);
  if (!isUpgrade) return undefined;
  if (method !== 'GET' || path !== '/rpc') return refusal(404, 'no-socket', 'There is no WebSocket at this address');
  const upgrade = headers.get('upgrade')?.[0]?.toLowerCase();
  return upgrade === 'websocket' ? undefined : refusal(426, 'bad-upgrade', 'Only WebSocket is spoken here');
}

function refusal(status: number, reason: string, message: string): Refusal {
  return { status, reason: `host/${reason}`, message };
}

function collectHeaders(raw: readonly string[]): HeaderValues {
  const headers = new Map<string, string[]>();
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = (raw[at] ?? '').toLowerCase();
    const values = headers.get(name) ?? [];
    values.push((raw[at + 1] ?? '').trim());
    headers.set(name, values);
  }
  return headers;
}
