/** Says that the browser is offline, so that nobody takes an old page for the present. */
import classes from './offline-notice.module.css'
import { useIsOnline } from './use-is-online.ts'

export function OfflineNotice() {
  const isOnline = useIsOnline()
  return (
    <div role="status">
      {!isOnline && <p className={classes.notice}>You are offline. What you see may have changed since.</p>}
    </div>
  )
}
