/** The frame of every page of someone who is signed in. */
import { Outlet } from '@tanstack/react-router'
import { OfflineNotice } from '../connection/offline-notice.tsx'
import { useLoadAhead } from '../connection/use-load-ahead.ts'
import { Header } from './header.tsx'
import classes from './signed-in-route.module.css'

export function SignedInRoute() {
  useLoadAhead()
  return (
    <>
      <a
        href="#content"
        className={classes.skip}
        onClick={(event) => {
          // With a <base>, "#content" would be another page.
          event.preventDefault()
          document.querySelector<HTMLElement>('main')?.focus()
        }}
      >
        Skip to the content
      </a>
      <Header />
      <OfflineNotice />
      <main id="content" tabIndex={-1} className={classes.main}>
        <Outlet />
      </main>
    </>
  )
}
