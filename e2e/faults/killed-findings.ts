/** Looks at an installation after it was killed and started again, and writes down all that is not as it was acknowledged. */
import { claimsOf } from '../../server/testing/requests.ts'
import type { Dice } from './dice.ts'
import type { Change, KnownToken, Ledger } from './killed-ledger.ts'
import type { Told } from './killed-operator.ts'
import type { RealPlace } from './real-place.ts'
import { exchange, forEach, send, type Sessions } from './real-requests.ts'
import { contentAt, contradictionsIn, eventsOf, rowsOf, type Content } from './whole-content.ts'

/** What was wrong, in words, by what was promised; and how much was looked at. */
export type Found = {
  readonly tokens: string[]
  readonly notListed: string[]
  readonly audit: string[]
  readonly roles: string[]
  readonly wrong: string[]
  exchanges: number
}

type Needs = {
  readonly server: { readonly address: string }
  readonly sessions: Sessions
  readonly place: RealPlace
  readonly ledger: Ledger
  readonly told: Told
  readonly who: { readonly organizationId: string; readonly userId: string; readonly serviceId: string }
  readonly dice: Dice
  /** As it was after the start before. */
  readonly before: Content | undefined
  /** Otherwise the tokens that were changed since, and some of the others. */
  readonly checksAll: boolean
}

const SOME = 60

export async function findProblems(needs: Needs, found: Found): Promise<Content> {
  const { place, ledger, before } = needs
  const content = await contentAt(place.config)
  const doubtful = new Set(ledger.settle(content))
  found.audit.push(...contradictionsIn(content), ...unlikeAcknowledged(ledger, content))
  if (before) found.tokens.push(...revivedIn(content, before))
  found.roles.push(...(await roleProblems(needs, content)))
  await presentTokens(needs, found, doubtful)
  await list(needs, found)
  return content
}

/** Every change that was acknowledged has its events, one that was refused has none. */
function unlikeAcknowledged({ changes }: Ledger, content: Content): string[] {
  const byLabel = Map.groupBy(eventsOf(content), ({ label }) => label)
  const revoked = new Set(
    rowsOf(content, 'api_tokens').flatMap((row) => (row['revoked_at'] === null ? [] : [String(row['id'])])),
  )
  return changes.flatMap((change) => {
    const events = byLabel.get(change.label) ?? []
    const isFit = isTold(
      change,
      events.map(({ name }) => name),
      revoked,
    )
    if (isFit) return []
    return `${change.label} (${change.kind}, ${change.outcome}) has ${events.map(({ name }) => name).join()}`
  })
}

function isTold({ kind, outcome, tokens }: Change, names: readonly string[], revoked: ReadonlySet<string>) {
  if (outcome === 'refused') return names.length === 0
  if (outcome === 'unanswered' && names.length === 0) return true
  const rest = names.filter((name) => name !== 'csp__revoke_api_token')
  if (kind === 'generate') return names.join() === 'csp__generate_api_token'
  if (kind === 'regenerate') return names.join() === 'csp__regenerate_api_token'
  if (kind === 'edit') return names.join() === 'csp__edit_api_token'
  const areRevoked = tokens.every(({ id }) => revoked.has(id))
  return areRevoked && rest.join() === (kind === 'revoke all' ? 'csp__revoke_all_api_tokens' : '')
}

function revivedIn(content: Content, before: Content): string[] {
  const now = new Map(rowsOf(content, 'api_tokens').map((row) => [row['id'], row]))
  return rowsOf(before, 'api_tokens')
    .filter((row) => row['revoked_at'] !== null && now.get(row['id'])?.['revoked_at'] !== row['revoked_at'])
    .map((row) => `token ${String(row['id'])} had been revoked and is not any more`)
}

async function presentTokens(
  { server, ledger, dice, checksAll }: Needs,
  found: Found,
  doubtful: ReadonlySet<KnownToken>,
): Promise<void> {
  const since = ledger.changes.length - 400
  const touched = new Set(ledger.changes.slice(Math.max(0, since)).flatMap(({ tokens }) => tokens))
  const chance = SOME / Math.max(SOME, ledger.tokens.length)
  const chosen = ledger.tokens.filter(
    (token) => checksAll || doubtful.has(token) || touched.has(token) || dice.happens(chance),
  )
  await forEach(chosen, async (token) => {
    const expected = token.isRevoked ? 400 : 200
    const told = token.isRevoked ? 'revoked' : 'the good value'
    const known = token.value === undefined ? [] : [[token.value, expected, told] as const]
    const dead = token.replaced.slice(checksAll ? 0 : -2).map((value) => [value, 400, 'replaced'] as const)
    for (const [value, status, what] of [...known, ...dead]) {
      const answer = await exchange(server, value)
      found.exchanges += 1
      if (answer.status === status) continue
      found.tokens.push(
        `a value of token ${token.id} that was acknowledged as ${what} answers ${answer.status}`,
      )
    }
  })
}

/** The list says of each token what was acknowledged of it. */
async function list({ server, sessions, ledger, who }: Needs, found: Found): Promise<void> {
  const byPerson = Map.groupBy(ledger.tokens, ({ by }) => by)
  for (const [username, tokens] of byPerson) {
    const headers = sessions[username]!
    const listed = new Map<string, { state: string; name: string }>()
    for (let total = 1; listed.size < total;) {
      const page = `offset=${listed.size}&limit=200`
      const path = `/api/v1/organizations/${who.organizationId}/api-tokens?${page}`
      const { body } = await send(server, 'GET', path, { headers })
      for (const item of body.items) listed.set(item.id, item)
      total = body.items.length === 0 ? 0 : body.total
    }
    for (const { id, isRevoked, name } of tokens) {
      const expected = `${isRevoked ? 'revoked' : 'active'} ${name}`
      const { state, name: shown } = listed.get(id) ?? { state: 'missing', name: '' }
      if (`${state} ${shown}` !== expected)
        found.notListed.push(`token ${id} is listed as ${state} ${shown}, acknowledged as ${expected}`)
    }
  }
}

async function roleProblems({ server, told, who, ledger }: Needs, content: Content): Promise<string[]> {
  const problems: string[] = []
  const held = new Set(
    rowsOf(content, 'role_assignments')
      .filter((row) => row['user_id'] === who.userId && row['resource'] !== null)
      .map((row) => String(row['resource'])),
  )
  for (const [resource, changes] of told.roles) {
    const last = changes.findLast(({ outcome }) => outcome === 'done')?.kind
    const isInDoubt = changes.at(-1)?.outcome === 'unanswered'
    if (isInDoubt || held.has(resource) === (last === 'assign')) continue
    problems.push(`the role of ${resource} was acknowledged as ${last ?? 'never given'}, and is not`)
  }
  const rotations = eventsOf(content).filter(({ name }) => name === 'csp__rotate_signing_key').length
  const { done, unanswered } = told.rotations
  if (rotations < done || rotations > done + unanswered)
    problems.push(`${done} rotations were acknowledged, ${unanswered} unanswered, ${rotations} recorded`)

  const token = ledger.tokens.find(({ by, isRevoked, value }) => by === 'max' && !isRevoked && value)
  if (token?.value === undefined) return problems
  const { status, body, text } = await exchange(server, token.value)
  if (status !== 200) return [...problems, `an exchange for the roles answered ${status}: ${text}`]
  const perms = claimsOf(body.access_token)['perms'] as string[]
  const counting = perms.flatMap((perm) => /\/(warehouse-\d+)\/inventory:viewer$/.exec(perm)?.[1] ?? [])
  if (counting.toSorted().join() !== [...held].toSorted().join())
    problems.push(`held are ${[...held].join()}; in the exchange counts ${counting.join()}`)
  return problems
}
