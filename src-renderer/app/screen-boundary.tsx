import { Component, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../ui/button.tsx';
import { FailureNote } from '../ui/failure-note.tsx';

interface BoundaryState {
  readonly error: unknown;
}

/** Keeps an error of one screen inside that screen: rail, status bar and the other screens go on. */
export class ScreenBoundary extends Component<{ readonly children: ReactNode }, BoundaryState> {
  override state: BoundaryState = { error: undefined };

  static getDerivedStateFromError(error: unknown): BoundaryState {
    return { error };
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children;
    return <Broken error={this.state.error} onRetry={() => this.setState({ error: undefined })} />;
  }
}

function Broken({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  const t = useTranslations('failure');
  return (
    <div className="mx-auto w-full max-w-xl p-6">
      <FailureNote
        failure={error}
        action={
          <Button look="outline" size="small" onClick={onRetry}>
            {t('showAgain')}
          </Button>
        }
      />
    </div>
  );
}
