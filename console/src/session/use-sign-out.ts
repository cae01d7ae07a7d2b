/** Ends the session here and forgets everything that was read with it, in every tab. */
import { endpoints } from '@countersign/api'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { client } from '../connection/client.ts'
import { tellOtherTabs } from './tabs.ts'

export function useSignOut(): () => Promise<void> {
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  return async () => {
    await client(endpoints.signOut, {})
    tellOtherTabs(null)
    await navigate({ to: '/sign-in', ignoreBlocker: true })
    queryClient.clear()
  }
}
