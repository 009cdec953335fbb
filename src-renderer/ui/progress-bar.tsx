/** How far a piece of work is; `share` is 0 to 1, absent while the total is unknown. */
export function ProgressBar({ share, label }: { readonly share: number | undefined; readonly label: string }) {
  const percent = share === undefined ? undefined : Math.round(Math.min(1, Math.max(0, share)) * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(percent === undefined ? {} : { 'aria-valuenow': percent })}
      className="h-1 w-full overflow-hidden rounded-full bg-n3"
    >
      <div
        className={percent === undefined ? 'h-full w-1/3 bg-accent animate-breathe' : 'h-full bg-accent'}
        style={percent === undefined ? undefined : { width: `${percent}%` }}
      />
    </div>
  );
}
