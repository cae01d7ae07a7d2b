/**
 * The first steps of whoever manages an organization in which nothing is yet: each that they may do, and whether it is
 * done. They are shown until all are done or one wants no more of them; who comes when others did it is not bothered.
 */
import type { Organization } from '@countersign/api'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useReducer } from 'react'
import { useSession } from '../../sessions/session-query.ts'
import { recall, remember } from './memory.ts'
import { stepsQuery } from './steps-query.ts'

export type FirstStep = 'register' | 'invite' | 'generate'

export type FirstSteps = {
  /** The page waits for it, so that nothing comes or goes before one's eyes. */
  readonly isReading: boolean
  /** None: nothing is shown. */
  readonly steps: readonly { readonly step: FirstStep; readonly isDone: boolean }[]
  readonly dismiss: () => void
}

/** @param hasApiToken undefined while that is being read */
export function useFirstSteps(organization: Organization, hasApiToken: boolean | undefined): FirstSteps {
  const { user } = useSession()
  const { id: organizationId, permissions } = organization
  const whose = { userId: user.id, organizationId }
  const memory = recall(whose)
  const [, lookAgain] = useReducer((count: number) => count + 1, 0)
  const rights = {
    mayRegister: permissions.includes('services.manage'),
    mayInvite: permissions.includes('members.manage'),
  }
  const isAsked = memory !== 'over' && (rights.mayRegister || rights.mayInvite)
  const { data, isError } = useQuery({ ...stepsQuery(organizationId, rights), enabled: isAsked })
  const isKnown = isAsked && data !== undefined && hasApiToken !== undefined
  const ofOrganization = [
    ...(rights.mayRegister ? [{ step: 'register', isDone: data?.hasService === true } as const] : []),
    ...(rights.mayInvite ? [{ step: 'invite', isDone: data?.hasOthers === true } as const] : []),
  ]
  const isEmpty = ofOrganization.some(({ isDone }) => !isDone)
  const isShown = isKnown && (isEmpty || (memory === 'begun' && !hasApiToken))
  useEffect(() => {
    if (isKnown) remember({ userId: user.id, organizationId }, isShown ? 'begun' : 'over')
  }, [user.id, organizationId, isKnown, isShown])
  return {
    isReading: isAsked && !isKnown && !isError,
    steps: isShown ? [...ofOrganization, { step: 'generate', isDone: hasApiToken }] : [],
    dismiss: () => {
      remember(whose, 'over')
      lookAgain()
    },
  }
}
