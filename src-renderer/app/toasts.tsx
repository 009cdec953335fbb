import { Toaster } from 'sonner';

/** Short news at the bottom of the part of the window that it is put into, which has to be `relative`. */
export function Toasts() {
  return (
    <Toaster
      position="bottom-center"
      // Of the work, not of the window: there a toast would cover the source pane.
      style={{ position: 'absolute' }}
      // Above the composer: a toast must not stand between the reader and Send.
      offset={{ bottom: '7rem' }}
      mobileOffset={{ bottom: '7rem' }}
      gap={8}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            'flex w-full items-center gap-3 rounded-lg border border-hairline bg-n0 px-3.5 py-2.5 text-base text-n10 shadow-raised',
          content: 'min-w-0 flex-1',
          title: '[overflow-wrap:anywhere]',
          description: 'text-small text-n8',
          icon: 'hidden',
          actionButton: 'shrink-0 rounded-control px-2 py-1 font-medium text-accent hover:bg-hover',
        },
      }}
    />
  );
}
