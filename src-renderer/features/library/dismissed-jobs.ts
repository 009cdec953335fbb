import { create } from 'zustand';
import { recall, remember } from '../../lib/remembered.ts';

/** Reports remembered as read; the host keeps fewer ended jobs. */
const KEPT = 100;

/** The jobs whose report was put away, kept between starts. */
export const useDismissedJobs = create<{ readonly ids: ReadonlySet<string> }>(() => ({
  ids: new Set((recall('dismissed-jobs') ?? '').split(' ').filter((id) => id !== '')),
}));

/** Puts the report of a job away for good. */
export function dismissJob(id: string): void {
  const ids = new Set([...useDismissedJobs.getState().ids, id].slice(-KEPT));
  useDismissedJobs.setState({ ids });
  remember('dismissed-jobs', [...ids].join(' '));
}
