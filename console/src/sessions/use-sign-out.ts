/** Ends the session, here and in the other tabs. What was read with it is forgotten by the sign-in page. */
import { ApiError, endpoints } from '@countersign/api'
import { useNavigate } from '@tanstack/react-router'
import { client } from '../connection/client.ts'
import { tellOtherTabs } from './tabs.ts'

export function useSignOut(): () => Promise<void> {
  const navigate = useNavigate()
  return async () => {
    try {
      await client(endpoints.signOut, {})
    } catch (error) {
      const hasEndedAlready = error instanceof ApiError && error.code === 'unauthenticated'
      if (!hasEndedAlready) throw error
    }
    tellOtherTabs(null)
    await navigate({ to: '/sign-in' })
  }
}
