/** Revokes one API token or several chosen ones: all of them or none. */
import { type ApiToken, endpoints } from '@countersign/api'
import { useQueryClient } from '@tanstack/react-query'
import { Confirmation } from '../../frame/confirmation.tsx'
import { call } from '../../session/call.ts'
import { apiTokensKey } from '../api-tokens-query.ts'
import { FinalWords } from './final-words.tsx'
import { WhatBreaks } from './what-breaks.tsx'

type Props = {
  readonly organizationId: string
  readonly tokens: readonly ApiToken[]
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly onRevoked: (message: string) => void
}

export function RevokeDialog({ organizationId, tokens, isOpen, onClose, onRevoked }: Props) {
  const queryClient = useQueryClient()
  const [only] = tokens.length === 1 ? tokens : []

  const revoke = async (): Promise<void> => {
    const params = { organizationId }
    if (only) await call(endpoints.revokeApiToken, { params: { ...params, apiTokenId: only.id } })
    else await call(endpoints.revokeApiTokens, { params, body: { ids: tokens.map(({ id }) => id) } })
    await queryClient.invalidateQueries({ queryKey: apiTokensKey(organizationId) })
    onRevoked(only ? `“${only.name}” is revoked.` : `${tokens.length} API tokens are revoked.`)
  }

  return (
    <Confirmation
      isOpen={isOpen}
      onClose={onClose}
      title={only ? `Revoke “${only.name}”?` : `Revoke ${tokens.length} API tokens?`}
      confirmLabel={only ? 'Revoke' : `Revoke ${tokens.length}`}
      pendingLabel="Revoking…"
      onConfirm={revoke}
    >
      <WhatBreaks tokens={tokens} />
      <FinalWords />
    </Confirmation>
  )
}
