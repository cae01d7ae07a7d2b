/** Says that the browser is offline, so that nobody takes an old page for the present. */
import { useSyncExternalStore } from 'react'
import classes from './offline-notice.module.css'

function watch(listener: () => void): () => void {
  addEventListener('online', listener)
  addEventListener('offline', listener)
  return () => {
    removeEventListener('online', listener)
    removeEventListener('offline', listener)
  }
}

export function OfflineNotice() {
  const isOnline = useSyncExternalStore(watch, () => navigator.onLine)
  return (
    <div role="status">
      {!isOnline && <p className={classes.notice}>You are offline. What you see may have changed since.</p>}
    </div>
  )
}
