/** Revokes one API token, or several chosen ones together. */
import { type ApiToken, endpoints } from '@countersign/api'
import { Checkbox } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Confirmation } from '../../frame/confirmation.tsx'
import { call } from '../../sessions/call.ts'
import { apiTokensKey, apiTokensQuery } from '../api-tokens-query.ts'
import { madeWith } from '../made-with.ts'
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
  const { data: all } = useQuery({ ...apiTokensQuery(organizationId), enabled: isOpen })
  const [keepsMade, setKeepsMade] = useState(false)
  const [only] = tokens.length === 1 ? tokens : []
  const made = madeWith(tokens, all ?? [])
  const ending = keepsMade ? tokens : [...tokens, ...made]

  const revoke = async (): Promise<void> => {
    try {
      for (let first = 0; first < tokens.length; first += MOST_AT_ONCE) {
        await revokeTogether(organizationId, tokens.slice(first, first + MOST_AT_ONCE), keepsMade)
      }
    } finally {
      // Also when it failed: some may be revoked, and the list must say which.
      await queryClient.invalidateQueries({ queryKey: apiTokensKey(organizationId) })
    }
    onRevoked(
      ending.length === 1 ? `“${ending[0]?.name}” is revoked.` : `${ending.length} API tokens are revoked.`,
    )
  }

  const close = (): void => {
    setKeepsMade(false)
    onClose()
  }

  return (
    <Confirmation
      isOpen={isOpen}
      onClose={close}
      title={only ? `Revoke “${only.name}”?` : `Revoke ${tokens.length} API tokens?`}
      confirmLabel={ending.length === 1 ? 'Revoke' : `Revoke ${ending.length}`}
      pendingLabel="Revoking…"
      onConfirm={revoke}
    >
      {made.length > 0 && (
        <Checkbox
          mb="md"
          label={`Also revoke ${made.length === 1 ? `“${made[0]?.name}”` : `the ${made.length} API tokens`} generated with ${only ? 'it' : 'them'}`}
          description="Whoever had a leaked value may have generated others with it."
          checked={!keepsMade}
          onChange={({ currentTarget }) => setKeepsMade(!currentTarget.checked)}
        />
      )}
      {!all && <p>What was generated with {only ? 'it' : 'them'} is revoked as well.</p>}
      <WhatBreaks tokens={ending} />
      <FinalWords />
    </Confirmation>
  )
}

const revokeTogether = (organizationId: string, tokens: readonly ApiToken[], keepsMade: boolean) =>
  call(endpoints.revokeApiTokens, {
    params: { organizationId },
    body: { ids: tokens.map(({ id }) => id), made: keepsMade ? 'keep' : 'revoke' },
  })
