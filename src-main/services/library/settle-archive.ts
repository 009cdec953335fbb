import { sentence } from '../../../src-contract/host-message.ts';
import type { SourceStatus } from '../../../src-contract/source.ts';

/** How reading a member ended. */
export interface MemberOutcome {
  readonly path: string;
  readonly status: SourceStatus;
  readonly reason?: string;
}

/** Members named in the reason of an archive. */
const NAMED = 3;
/** Characters shown of a member's path; hostile ones are long. */
const SHOWN = 80;

/**
 * The status of an archive from those of its members.
 *
 * `ok` when all are, `partial` when some can be searched and some not, else the status most of them share; never
 * `invalid`, which would say that the archive itself is damaged. What could not be read is named.
 */
export function settleArchive(
  archivePath: string,
  members: readonly MemberOutcome[],
): { status: SourceStatus; reason: string | undefined } {
  const unread = members.filter((member) => member.status !== 'ok');
  if (unread.length === 0) return { status: 'ok', reason: undefined };
  const named = unread.slice(0, NAMED).map((member) => {
    const inner = member.path.slice(archivePath.length + 2);
    const shown = inner.length > SHOWN ? `${inner.slice(0, SHOWN / 2)}…${inner.slice(-SHOWN / 2)}` : inner;
    return `${shown} (${member.reason?.replace(/\.$/, '') ?? member.status})`;
  });
  const more = unread.length > NAMED ? ` and ${unread.length - NAMED} more` : '';
  const isSearchable = members.some((member) => member.status === 'ok' || member.status === 'partial');
  const list = `${named.join(', ')}${more}`;
  return {
    status: isSearchable ? 'partial' : mostFrequent(unread.map((member) => member.status)),
    reason: sentence(isSearchable ? 'archive-partly' : 'archive-nothing-read', { list }),
  };
}

function mostFrequent(statuses: readonly SourceStatus[]): SourceStatus {
  const countByStatus = new Map<SourceStatus, number>();
  for (const status of statuses) countByStatus.set(status, (countByStatus.get(status) ?? 0) + 1);
  let best: SourceStatus = 'no-text';
  let most = 0;
  for (const [status, count] of countByStatus) if (count > most) [best, most] = [status, count];
  return best === 'invalid' ? 'partial' : best;
}
