/** What a change of a service takes: here by name, in other organizations by number. */
import type { ServiceLosses as Losses } from '@countersign/api'
import { isNothingLost, LostRights } from '../roles/lost-rights.tsx'

export function ServiceLosses({ others, ...own }: Losses) {
  const isNothing = isNothingLost(own) && others.organizations === 0
  if (isNothing) return <p>Nobody loses anything: no one holds it, and no API token uses it.</p>
  return (
    <>
      <LostRights {...own} />
      {others.organizations > 0 && (
        <p>
          {others.organizations === 1
            ? 'One other organization'
            : `${others.organizations} other organizations`}{' '}
          {others.organizations === 1 ? 'has' : 'have'} the service and{' '}
          {others.organizations === 1 ? 'is' : 'are'} reached: people {others.people}, API tokens{' '}
          {others.apiTokens}, machines {others.machines}.
        </p>
      )}
    </>
  )
}
