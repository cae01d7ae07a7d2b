/** A page that could not be shown at all: its code or its session could not be read, or it has a fault. */
import { ApiError } from '@countersign/api'
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { ProblemState } from '../problems/problem-state.tsx'
import { Entrance } from '../sessions/entrance.tsx'

export function FailedPage({ error }: ErrorComponentProps) {
  const router = useRouter()
  // Only a call can be tried again; a page that failed for any other reason has to be loaded anew.
  const retry = (): void => (error instanceof ApiError ? void router.invalidate() : location.reload())
  return (
    <Entrance title="This page could not be shown">
      <ProblemState error={error} onRetry={retry} />
    </Entrance>
  )
}
