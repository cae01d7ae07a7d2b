/** All that an installation holds, of one moment and of either engine, and what in it contradicts its own audit log. */
import type { Config } from '../../server/src/config.ts'
import { openStore } from '../../server/src/installation.ts'
import type { ArchivedValue } from '../../server/src/store/backup/archive-store.ts'
import type { Store } from '../../server/src/store/store.ts'

export type Row = Readonly<Record<string, ArchivedValue>>
export type Content = ReadonlyMap<string, readonly Row[]>
export type Event = {
  readonly at: number
  readonly name: string
  readonly label: string
  readonly target: string
  readonly details: Readonly<Record<string, unknown>>
}

export async function contentOf({ archive }: Pick<Store, 'archive'>): Promise<Content> {
  return archive.read(async (batches) => {
    const content = new Map<string, Row[]>()
    for await (const { table, columns, rows } of batches) {
      const read = rows.map((row) =>
        Object.fromEntries(columns.map((column, at) => [column, row[at] ?? null])),
      )
      content.set(table, [...(content.get(table) ?? []), ...read])
    }
    return content
  })
}

/** Read by a process of its own, as any operator's command would. */
export async function contentAt(config: Config): Promise<Content> {
  const store = await openStore(config)
  try {
    return await contentOf(store)
  } finally {
    await store.close()
  }
}

export const rowsOf = (content: Content, table: string): readonly Row[] => content.get(table) ?? []

export const eventsOf = (content: Content): Event[] =>
  rowsOf(content, 'audit_events').map((row) => ({
    at: Number(row['at']),
    name: String(row['name']),
    label: String(row['user_agent']),
    target: String(row['target_id']),
    details: JSON.parse(String(row['details'])) as Event['details'],
  }))

/** Changes without their event and events without their change, each in words. */
export function contradictionsIn(content: Content): string[] {
  const events = Map.groupBy(eventsOf(content), ({ name }) => name)
  const named = (name: string): readonly Event[] => events.get(`csp__${name}`) ?? []
  return [...ofTokens(content, named), ...ofRoles(content, named), ...ofSigningKeys(content, named)]
}

type Named = (name: string) => readonly Event[]

function ofTokens(content: Content, named: Named): string[] {
  const problems: string[] = []
  const onTarget = (name: string) => Map.groupBy(named(name), ({ target }) => target)
  const generated = onTarget('generate_api_token')
  const regenerated = onTarget('regenerate_api_token')
  const revoked = onTarget('revoke_api_token')
  const edited = onTarget('edit_api_token')
  const tokens = rowsOf(content, 'api_tokens')
  const secrets = Map.groupBy(rowsOf(content, 'api_token_secrets'), (row) => String(row['api_token_id']))
  const ids = new Set(tokens.map(({ id }) => String(id)))
  for (const target of [generated, regenerated, revoked, edited].flatMap((events) => [...events.keys()])) {
    if (!ids.has(target)) problems.push(`an event tells of the token ${target}, which is not there`)
  }
  for (const { id, name, secret_id, revoked_at } of tokens) {
    const token = String(id)
    const expect = (what: string, found: unknown, expected: unknown): void => {
      if (found !== expected)
        problems.push(`token ${token} ${what}: ${String(found)}, not ${String(expected)}`)
    }
    const values = secrets.get(token) ?? []
    const renewals = regenerated.get(token) ?? []
    const ends = revoked.get(token) ?? []
    const edits = edited.get(token) ?? []
    expect('generate events', generated.get(token)?.length ?? 0, 1)
    expect('values for its regenerate events', values.length, renewals.length + 1)
    const known = new Set(values.map((value) => value['id']))
    for (const { details } of renewals) {
      expect(`knows value ${String(details['valueId'])}`, known.has(String(details['valueId'])), true)
      expect(`knows replaced value`, known.has(String(details['replaced'])), true)
    }
    const living = values.filter((value) => value['revoked_at'] === null).map((value) => value['id'])
    expect('living values', living.join(), secret_id)
    expect('revoke events', ends.length, revoked_at === null ? 0 : 1)
    if (revoked_at !== null) expect('was revoked at', revoked_at, ends[0]?.at)
    const names = edits.length > 0 ? edits : (generated.get(token) ?? [])
    expect(
      'has a name that an event gave it',
      names.some(({ details }) => details['name'] === name),
      true,
    )
  }
  return problems
}

/** Of services only: being a member comes with being added. */
function ofRoles(content: Content, named: Named): string[] {
  const held = new Map<string, number>()
  const count = (key: string, more: number): void => void held.set(key, (held.get(key) ?? 0) + more)
  const keyOf = ({ target, details }: Event): string =>
    [target, details['serviceId'], details['role'], details['resource'] ?? null].join(' ')
  const ofService = (event: Event): boolean => event.details['serviceId'] !== null
  for (const event of named('assign_role').filter(ofService)) count(keyOf(event), 1)
  for (const event of named('remove_role').filter(ofService)) count(keyOf(event), -1)
  for (const row of rowsOf(content, 'role_assignments').filter(({ service_id }) => service_id !== null)) {
    count([row['user_id'], row['service_id'], row['name'], row['resource']].join(' '), -1)
  }
  return [...held]
    .filter(([, difference]) => difference !== 0)
    .map(([key, difference]) => `role ${key}: ${difference} more by the events than there are`)
}

function ofSigningKeys(content: Content, named: Named): string[] {
  const keys = rowsOf(content, 'signing_keys')
  if (keys.length === 0) return []
  const rotations = named('rotate_signing_key')
  const made = [
    ...named('make_signing_key').map(({ target }) => target),
    ...rotations.map(({ details }) => String(details['next'])),
  ]
  const idsIn = (...states: string[]): string[] =>
    keys.filter(({ state }) => states.includes(String(state))).map(({ id }) => String(id))
  const retired = rotations.flatMap(
    ({ details }) => (details['emergency'] === true ? details['removed'] : [details['retired']]) as string[],
  )
  const problems: string[] = []
  const same = (what: string, found: readonly string[], told: Iterable<string>): void => {
    const [one, other] = [found.toSorted().join(), [...told].toSorted().join()]
    if (one !== other) problems.push(`${what}: ${one}; by the events ${other}`)
  }
  same('signing keys', idsIn('active', 'next', 'retiring', 'removed'), made)
  // A next key that a clock ahead had made is replaced before it ever signs.
  const removed = named('remove_signing_key').map(({ target }) => String(target))
  same('keys that sign no more', idsIn('retiring', 'removed'), new Set([...retired, ...removed]))
  if (idsIn('active').length !== 1) problems.push(`${idsIn('active').length} active signing keys`)
  if (idsIn('next').length !== 1) problems.push(`${idsIn('next').length} next signing keys`)
  const last = rotations.toSorted((one, other) => one.at - other.at).at(-1)
  if (last !== undefined) same('the key that signs', idsIn('active'), [last.target])
  return problems
}
