/** Follows what happens to the session in the console's other tabs. Shows nothing. */
import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { openGate } from './gate.ts'
import { sessionQuery } from './session-query.ts'
import { onOtherTab } from './tabs.ts'

export function FollowOtherTabs() {
  const queryClient = useQueryClient()
  const router = useRouter()
  useEffect(
    () =>
      onOtherTab((signedInUserId) => {
        const session = queryClient.getQueryData(sessionQuery.queryKey)
        if (!session) return
        if (session.user.id === signedInUserId) {
          openGate()
          return
        }
        // Someone else, or nobody: this page shows what it may no longer show.
        const { href } = router.state.location
        void router.navigate({ to: '/sign-in', search: { return: href }, ignoreBlocker: true })
      }),
    [queryClient, router],
  )
  return null
}
