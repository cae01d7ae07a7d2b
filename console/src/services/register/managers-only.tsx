/** The page is for who manages services here; others are told so instead of finding out at the end. */
import type { ReactNode } from 'react'
import { useOrganization } from '../../organizations/use-organization.ts'
import { Notice } from '../../problems/notice.tsx'
import { rightsIn } from '../rights.ts'

type Props = { readonly children: ReactNode; readonly isForOwners?: boolean }

export function ManagersOnly({ children, isForOwners = false }: Props) {
  const { mayManage, mayOffer } = rightsIn(useOrganization())
  if (isForOwners ? mayOffer : mayManage) return children
  return (
    <Notice tone="warning" title="This page is not for you">
      <p>
        {isForOwners
          ? 'Only an organization owner can offer its services to others.'
          : 'Your roles here don’t let you manage services. Ask an organization owner.'}
      </p>
    </Notice>
  )
}
