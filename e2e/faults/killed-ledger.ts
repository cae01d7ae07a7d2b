/**
 * What the people of a test asked for and what they were told. It believes an answer only when it was there in full;
 * what was not answered stays in doubt until the database is looked at after the next start.
 */
import { eventsOf, rowsOf, type Content, type Event } from './whole-content.ts'

export type Kind = 'generate' | 'regenerate' | 'edit' | 'revoke' | 'revoke several' | 'revoke all'
export type Outcome = 'unanswered' | 'done' | 'refused'

export type Change = {
  /** Sent as the user agent, so that the events of this change can be told from all others. */
  readonly label: string
  readonly kind: Kind
  readonly by: string
  readonly tokens: readonly KnownToken[]
  readonly sentAt: number
  answeredAt: number
  outcome: Outcome
  /** Known after the next start of what was not answered. */
  hasHappened?: boolean
}

export type KnownToken = {
  readonly id: string
  readonly by: string
  /** The good one; undefined when it was made but never told. */
  value: string | undefined
  readonly replaced: string[]
  name: string
  isRevoked: boolean
  readonly doubts: Set<Change>
}

export type Ledger = ReturnType<typeof createLedger>

const valueIdOf = (value: string): string => value.slice(4, 16)

export function createLedger() {
  const changes: Change[] = []
  const tokens: KnownToken[] = []
  let settled = 0
  let clock = 0

  const begin = (kind: Kind, by: string, concerned: readonly KnownToken[]): Change => {
    const change: Change = {
      ...{ label: `change-${changes.length}`, kind, by, tokens: concerned, outcome: 'unanswered' },
      ...{ sentAt: (clock += 1), answeredAt: Infinity },
    }
    changes.push(change)
    for (const token of concerned) token.doubts.add(change)
    return change
  }

  let answers = 0
  const answered = (change: Change, outcome: 'done' | 'refused'): void => {
    change.outcome = outcome
    change.answeredAt = clock += 1
    answers += 1
    for (const token of change.tokens) token.doubts.delete(change)
  }

  return {
    tokens,
    changes,
    begin,
    living: (by: string): KnownToken[] => tokens.filter((token) => token.by === by && !token.isRevoked),
    answers: (): number => answers,
    unanswered: (): Change[] => changes.filter(({ outcome }) => outcome === 'unanswered'),

    refused: (change: Change): void => answered(change, 'refused'),

    generated(change: Change, id: string, value: string): KnownToken {
      answered(change, 'done')
      // One that was generated while all were being revoked may be among them.
      const overlapping = changes.filter(
        ({ kind, by, answeredAt, outcome }) =>
          kind === 'revoke all' && by === change.by && answeredAt > change.sentAt && outcome !== 'refused',
      )
      const doubts = new Set(overlapping)
      const token = {
        ...{ id, by: change.by, value, replaced: [], name: change.label },
        isRevoked: false,
        doubts,
      }
      tokens.push(token)
      return token
    },

    regenerated(change: Change, value: string): void {
      answered(change, 'done')
      for (const token of change.tokens) replace(token, value)
    },

    edited(change: Change): void {
      answered(change, 'done')
      for (const token of change.tokens) token.name = change.label
    },

    revoked(change: Change): void {
      answered(change, 'done')
      for (const token of change.tokens) token.isRevoked = true
    },

    /** After a start: what was in doubt has happened or has not. Answers the tokens that it was about. */
    settle(content: Content): KnownToken[] {
      const byLabel = Map.groupBy(eventsOf(content), ({ label }) => label)
      const rows = new Map(rowsOf(content, 'api_tokens').map((row) => [String(row['id']), row]))
      for (const change of changes.slice(settled)) {
        if (change.outcome === 'unanswered') change.hasHappened = byLabel.has(change.label)
      }
      settled = changes.length
      const doubtful = tokens.filter(({ doubts }) => doubts.size > 0)
      for (const token of doubtful) {
        const happened = [...token.doubts].flatMap(({ label }) =>
          (byLabel.get(label) ?? []).filter(({ target }) => target === token.id),
        )
        token.doubts.clear()
        const has = (name: string): Event | undefined => happened.find((event) => event.name === name)
        const row = rows.get(token.id)
        const isOther = token.value !== undefined && row?.['secret_id'] !== valueIdOf(token.value)
        if (has('csp__regenerate_api_token') && isOther) replace(token, undefined)
        if (has('csp__revoke_api_token')) token.isRevoked = true
        if (has('csp__edit_api_token')) token.name = String(row?.['name'])
      }
      return doubtful
    },
  }
}

function replace(token: KnownToken, value: string | undefined): void {
  if (token.value !== undefined) token.replaced.push(token.value)
  token.value = value
}
