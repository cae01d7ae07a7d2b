/** Loads the code of the other pages while nothing else happens, so that they open at once, and without a network. */
import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'

/** By then the page one is on has what it needs. */
const AFTER_MS = 2_000

export function useLoadAhead(): void {
  const router = useRouter()
  useEffect(() => {
    const load = (): void => {
      for (const route of Object.values(router.routesById)) {
        // A page that can't be loaded now says why when it is opened.
        void router.loadRouteChunk(route)?.catch(() => undefined)
      }
    }
    const timer = setTimeout(load, AFTER_MS)
    return () => clearTimeout(timer)
  }, [router])
}
