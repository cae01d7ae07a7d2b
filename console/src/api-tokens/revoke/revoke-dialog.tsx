/** Revokes one API token, or several chosen ones together. */
import { type ApiToken, endpoints } from '@countersign/api'
import { useQueryClient } from '@tanstack/react-query'
import { Confirmation } from '../../frame/confirmation.tsx'
import { call } from '../../sessions/call.ts'
import { apiTokensKey } from '../api-tokens-query.ts'
import { FinalWords } from './final-words.tsx'
import { WhatBreaks } from './what-breaks.tsx'

/** As many as one call takes: all of them or none. */
const MOST_AT_ONCE = 100

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
    try {
      for (let first = 0; first < tokens.length; first += MOST_AT_ONCE) {
        await revokeTogether(organizationId, tokens.slice(first, first + MOST_AT_ONCE))
      }
    } finally {
      // Also when it failed: some may be revoked, and the list must say which.
      await queryClient.invalidateQueries({ queryKey: apiTokensKey(organizationId) })
    }
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

const revokeTogether = (organizationId: string, tokens: readonly ApiToken[]) =>
  call(endpoints.revokeApiTokens, { params: { organizationId }, body: { ids: tokens.map(({ id }) => id) } })
