/** Revokes every API token one has in an organization, also those not shown. */
import { type ApiToken, endpoints, type Organization } from '@countersign/api'
import { useQueryClient } from '@tanstack/react-query'
import { Confirmation } from '../../frame/confirmation.tsx'
import { call } from '../../sessions/call.ts'
import { apiTokensKey } from '../api-tokens-query.ts'
import { FinalWords } from './final-words.tsx'
import { WhatBreaks } from './what-breaks.tsx'

type Props = {
  readonly organization: Organization
  readonly tokens: readonly ApiToken[]
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly onRevoked: (message: string) => void
}

export function RevokeAllDialog({ organization, tokens, isOpen, onClose, onRevoked }: Props) {
  const queryClient = useQueryClient()
  const revokeAll = async (): Promise<void> => {
    const { revoked } = await call(endpoints.revokeAllApiTokens, {
      params: { organizationId: organization.id },
    })
    await queryClient.invalidateQueries({ queryKey: apiTokensKey(organization.id) })
    onRevoked(revoked === 1 ? 'One API token is revoked.' : `${revoked} API tokens are revoked.`)
  }
  return (
    <Confirmation
      isOpen={isOpen}
      onClose={onClose}
      title={`Revoke all your API tokens in ${organization.displayName}?`}
      confirmLabel="Revoke all"
      pendingLabel="Revoking…"
      onConfirm={revokeAll}
    >
      <WhatBreaks tokens={tokens.filter(({ state }) => state !== 'revoked')} />
      <FinalWords />
    </Confirmation>
  )
}
