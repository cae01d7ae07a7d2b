/** People who change their API tokens all at once, as fast as the service lets them, until it is gone. */
import { exchange, send, type Sessions } from './real-requests.ts'
import type { Change, KnownToken, Ledger } from './killed-ledger.ts'
import type { Dice } from './dice.ts'

type Answer = Awaited<ReturnType<typeof send>>

export type LoadNeeds = {
  readonly at: { readonly address: string }
  readonly organizationId: string
  readonly ledger: Ledger
  readonly dice: Dice
  readonly counts: { exchanges: number; wrong: string[] }
}

/** The tokens of one pair of hands are changed one after the other; those of several, and all at once, at the same time. */
const HANDS = 6

/** Ends when the service does not answer any more, or when told to by `isOver`. */
export async function changeTokens(needs: LoadNeeds, people: Sessions, isOver: () => boolean): Promise<void> {
  const hands = Object.entries(people).flatMap(([username, session]) =>
    Array.from({ length: HANDS }, (_, hand) => {
      const own = needs.ledger.living(username).filter((_token, at) => at % HANDS === hand)
      return handOf(needs, { username, session, own })
    }),
  )
  await Promise.all(
    hands.map(async (act) => {
      while (!isOver()) if (!(await act())) return
    }),
  )
}

type Hand = { readonly username: string; readonly session: Sessions[string]; readonly own: KnownToken[] }

function handOf({ at, organizationId, ledger, dice, counts }: LoadNeeds, { username, session, own }: Hand) {
  const path = `/api/v1/organizations/${organizationId}/api-tokens`

  const ask = async (
    change: Change,
    [method, url, body]: readonly [string, string, object?],
    done: (answer: Answer) => void,
  ): Promise<boolean> => {
    const headers = { ...session, 'user-agent': change.label }
    const answer = await send(at, method, url, { headers, ...(body && { body }) }).catch(() => undefined)
    if (answer === undefined) return false
    if (answer.status < 300) done(answer)
    else if (answer.status < 500) ledger.refused(change)
    return true
  }

  const generate = (): Promise<boolean> => {
    const change = ledger.begin('generate', username, [])
    const body = { name: change.label, scopes: { allRoles: true } }
    return ask(change, ['POST', path, body], (answer) => {
      own.push(ledger.generated(change, answer.body.apiToken.id, answer.body.value))
    })
  }
  const regenerate = (token: KnownToken): Promise<boolean> => {
    const change = ledger.begin('regenerate', username, [token])
    return ask(change, ['POST', `${path}/${token.id}/value`, {}], ({ body }) =>
      ledger.regenerated(change, body.value),
    )
  }
  const edit = (token: KnownToken): Promise<boolean> => {
    const change = ledger.begin('edit', username, [token])
    return ask(change, ['PATCH', `${path}/${token.id}`, { name: change.label }], () => ledger.edited(change))
  }
  const revoke = (token: KnownToken): Promise<boolean> => {
    const change = ledger.begin('revoke', username, [token])
    return ask(change, ['DELETE', `${path}/${token.id}`], () => ledger.revoked(change))
  }
  const revokeSeveral = (tokens: readonly KnownToken[]): Promise<boolean> => {
    const change = ledger.begin('revoke several', username, tokens)
    const body = { ids: tokens.map(({ id }) => id) }
    return ask(change, ['POST', `${path}/revocations`, body], () => ledger.revoked(change))
  }
  const revokeAll = (): Promise<boolean> => {
    const change = ledger.begin('revoke all', username, ledger.living(username))
    return ask(change, ['DELETE', path], () => ledger.revoked(change))
  }
  /** What was acknowledged counts in the very next exchange. */
  const present = async (token: KnownToken): Promise<boolean> => {
    const dead = token.isRevoked ? (token.value ?? token.replaced.at(-1)) : token.replaced.at(-1)
    if (dead === undefined) return true
    const answer = await exchange(at, dead).catch(() => undefined)
    if (answer === undefined) return false
    counts.exchanges += 1
    if (answer.status === 200)
      counts.wrong.push(`a value of ${token.id} that was dead was exchanged while it served`)
    return true
  }

  return async (): Promise<boolean> => {
    const living = own.filter(({ isRevoked }) => !isRevoked)
    const token = dice.oneOf(living)
    const chance = dice.below(100)
    if (token === undefined || chance < 34) return generate()
    if (chance < 60) return (await regenerate(token)) && present(token)
    if (chance < 70) return edit(token)
    if (chance < 86) return (await revoke(token)) && present(token)
    if (chance < 98) return revokeSeveral(living.slice(0, 1 + dice.below(4)))
    return revokeAll()
  }
}
