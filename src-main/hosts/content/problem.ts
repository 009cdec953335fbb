import { Failure, type FailureCode } from '../../../src-contract/failure.ts';
import { toWireFailure, type WireFailure } from '../../../src-contract/wire-failure.ts';

/** HTTP statuses of failures that are known before a response starts. 499 is what proxies log for a client that left. */
const STATUS_BY_CODE: Readonly<Record<FailureCode, number>> = {
  cancelled: 499,
  'invalid-input': 422,
  'not-found': 404,
  conflict: 409,
  refused: 403,
  unavailable: 503,
  exhausted: 429,
  corrupt: 500,
  unsupported: 501,
  internal: 500,
};

/** A failure as `application/problem+json` (RFC 9457), with our code, reason and details as members. */
export function problemResponse(failure: WireFailure, status = STATUS_BY_CODE[failure.code]): Response {
  const { message, ...rest } = failure;
  return new Response(JSON.stringify({ type: 'about:blank', title: failure.code, status, detail: message, ...rest }), {
    status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
  });
}

/** A refusal of the host itself, with a status of its own. */
export function refuse(status: number, code: FailureCode, reason: string, message: string): Response {
  return problemResponse(toWireFailure(new Failure(code, message, { reason })), status);
}
