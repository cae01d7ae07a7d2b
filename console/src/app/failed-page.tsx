/** A page that could not be shown at all: its code or its session could not be read, or it has a fault. */
import { ApiError } from '@countersign/api'
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { isServerReachable } from '../connection/lazy-page.tsx'
import { PageNotLoaded } from '../connection/page-not-loaded.ts'
import { Page } from '../frame/page.tsx'
import { ProblemState } from '../problems/problem-state.tsx'
import { Entrance } from '../sessions/entrance.tsx'

const TITLE = 'This page could not be shown'

/** Where there is nothing around it. */
export const FailedPage = ({ error }: ErrorComponentProps) => (
  <Entrance title={TITLE}>
    <Failure error={error} />
  </Entrance>
)

/** Inside the frame of someone who is signed in. */
export const FailedContent = ({ error }: ErrorComponentProps) => (
  <Page title={TITLE}>
    <Failure error={error} />
  </Page>
)

function Failure({ error }: { readonly error: unknown }) {
  const router = useRouter()
  const helpsToReload = error instanceof PageNotLoaded && error.isServerReachable && !wasReloaded()
  useEffect(() => {
    if (helpsToReload) location.reload()
  }, [helpsToReload])
  const retry = async (): Promise<void> => {
    // Only a call can be tried again; a page that failed for any other reason has to be loaded anew.
    const stays =
      error instanceof ApiError || (error instanceof PageNotLoaded && !(await isServerReachable()))
    if (!stays) return location.reload()
    return router.invalidate()
  }
  if (helpsToReload) return null
  return <ProblemState error={error} onRetry={() => void retry()} />
}

/** Then reloading has been tried. */
const wasReloaded = (): boolean =>
  performance.getEntriesByType('navigation').some((entry) => 'type' in entry && entry.type === 'reload')
