import { create } from 'zustand';

interface Announcement {
  readonly text: string;
  readonly isUrgent: boolean;
}

const useAnnouncement = create<Announcement>(() => ({ text: '', isUrgent: false }));

/** Says something to screen readers without showing it: answer started and finished, job done, error. */
export function announce(text: string, isUrgent = false): void {
  // The same words twice in a row are not read again unless they differ: a zero-width space makes the difference.
  useAnnouncement.setState((last) => ({ text: last.text === text ? `${text}\u200b` : text, isUrgent }));
}

/** The two live regions; present from the start, because regions that appear with their text are not read. */
export function Announcer() {
  const { text, isUrgent } = useAnnouncement();
  return (
    <div className="sr-only">
      <p aria-live="polite">{isUrgent ? '' : text}</p>
      <p aria-live="assertive">{isUrgent ? text : ''}</p>
    </div>
  );
}
