/** `kill -9` while an owner makes groups, invites, gives roles and registers services: each is there as a whole, with its event, or not at all. */
import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { isLong, seed } from '../../server/testing/test-run.ts'
import { diceOf } from './dice.ts'
import { emptyRealPlace, moveAcmeIn } from './real-place.ts'
import { startServer, type Server } from './real-process.ts'
import { send, signIn } from './real-requests.ts'
import { contentAt, eventsOf, rowsOf, type Content } from './whole-content.ts'

const KILLS = isLong ? 25 : 2
const HANDS = 8
const LEAST_ANSWERS = 60

type Method = 'POST' | 'PUT'
type Place = { readonly userId: string; readonly serviceId: string; readonly groupId: string }
type Kind = {
  readonly event: string
  /** How many there are of one that happened; one unless it says so. */
  readonly events?: number
  readonly sent: (label: string, place: Place) => readonly [Method, path: string, body: object]
  /** How many rows of which tables a change of this label has left, and how many there are of a whole one. */
  readonly rows: (content: Content, label: string) => readonly number[]
  readonly whole: readonly number[]
}

const countOf = (content: Content, table: string, column: string, value: unknown): number =>
  rowsOf(content, table).filter((row) => row[column] === value).length
const onResource = ({ serviceId }: Place, resource: string) => ({
  serviceId,
  name: 'inventory:viewer',
  resource,
})

const KINDS: Readonly<Record<string, Kind>> = {
  'make a group': {
    event: 'csp__create_group',
    sent: (displayName) => ['POST', '/groups', { displayName }],
    rows: (content, label) => [countOf(content, 'groups', 'display_name', label)],
    whole: [1],
  },
  'give a group a role': {
    event: 'csp__assign_group_role',
    sent: (label, place) => ['PUT', `/groups/${place.groupId}/roles`, onResource(place, label)],
    rows: (content, label) => [countOf(content, 'group_roles', 'resource', label)],
    whole: [1],
  },
  'give a role': {
    event: 'csp__assign_role',
    sent: (label, place) => ['POST', `/people/${place.userId}/roles`, onResource(place, label)],
    rows: (content, label) => [countOf(content, 'role_assignments', 'resource', label)],
    whole: [1],
  },
  'invite two people': {
    event: 'csp__invite',
    events: 2,
    sent: (label, place) => [
      'POST',
      '/invitations',
      {
        emails: [`${label}-a@acme.example`, `${label}-b@acme.example`],
        roles: [onResource(place, label)],
      },
    ],
    rows: (content, label) => [
      rowsOf(content, 'invitations').filter((row) => String(row['email']).startsWith(`${label}-`)).length,
    ],
    whole: [2],
  },
  'register a service': {
    event: 'csp__register_service',
    sent: (name) => [
      'POST',
      '/services',
      {
        ...{ name, displayName: name },
        permissions: ['a', 'b', 'c'].map((one) => ({ name: `${name}:${one}` })),
        roles: ['x', 'y'].map((one) => ({
          ...{ name: `${name}:${one}`, displayName: one },
          permissions: [`${name}:a`],
        })),
      },
    ],
    rows(content, label) {
      const id = rowsOf(content, 'services').find(({ name }) => name === label)?.['id']
      const tables = ['service_permissions', 'service_roles', 'service_organizations']
      return tables.map((table) => (id === undefined ? 0 : countOf(content, table, 'service_id', id)))
    },
    whole: [3, 2, 1],
  },
}

type Change = { readonly label: string; readonly kind: string; status: number | undefined }

for (const engine of ['sqlite', 'postgres'] as const) {
  void suite(`an organization on ${engine} whose service is killed again and again`, () => {
    test('has every change that was acknowledged, each change whole or not at all, and exactly the events of those that happened', async (t) => {
      const place = await emptyRealPlace({ after }, engine)
      const { organization, member, inventory } = await moveAcmeIn(place)
      const dice = diceOf(seed)
      const path = `/api/v1/organizations/${organization.id}`
      const changes: Change[] = []

      const work = async (server: Server): Promise<void> => {
        const session = await signIn(server, 'olivia')
        const made = await send(server, 'POST', `${path}/groups`, {
          headers: session,
          body: { displayName: `Group ${changes.length}` },
        })
        const ids = { userId: member.id, serviceId: inventory.id, groupId: String(made.body.id) }
        const before = changes.length
        const hand = async (): Promise<void> => {
          for (;;) {
            const kind = dice.oneOf(Object.keys(KINDS))!
            const change: Change = { label: `change-${changes.length}`, kind, status: undefined }
            changes.push(change)
            const [method, rest, body] = KINDS[kind]!.sent(change.label, ids)
            const headers = { ...session, 'user-agent': change.label }
            const answer = await send(server, method, path + rest, { headers, body }).catch(() => undefined)
            if (answer === undefined) return
            change.status = answer.status
          }
        }
        const hands = Array.from({ length: HANDS }, hand)
        const wanted = LEAST_ANSWERS + dice.below(LEAST_ANSWERS)
        while (changes.length - before < wanted) {
          if (!server.isRunning()) throw new Error(`It ended by itself: ${(await server.ended).output}`)
          await sleep(1)
        }
        await sleep(dice.below(20))
        await server.kill()
        await Promise.all(hands)
      }
      for (let kill = 0; kill < KILLS; kill++) await work(await startServer({ after }, place.env))

      const content = await contentAt(place.config)
      const byLabel = Map.groupBy(eventsOf(content), ({ label }) => label)
      const problems = changes.flatMap(({ label, kind, status }) => {
        const { event, events: told = 1, rows, whole } = KINDS[kind]!
        const found = rows(content, label)
        const events = (byLabel.get(label) ?? []).filter(({ name }) => name === event).length
        const isWhole = found.join() === whole.join()
        const isNothing = found.every((count) => count === 0)
        const isTold = events === (isWhole ? told : 0)
        const isAsAnswered = status === undefined || isWhole === status < 300
        if ((isWhole || isNothing) && isTold && isAsAnswered) return []
        return `${label}, ${kind}, was answered ${status}: ${found.join()} rows, ${events} events`
      })
      const done = changes.filter(({ status }) => status !== undefined && status < 300)
      const unanswered = changes.filter(({ status }) => status === undefined)
      const figures = `${changes.length} changes, ${done.length} acknowledged, ${unanswered.length} never answered, seed ${seed}`
      t.diagnostic(figures)
      assert.deepEqual(problems.slice(0, 10), [], `${problems.length} problems; ${figures}`)
      assert.deepEqual(
        Object.keys(KINDS).filter((kind) => !done.some((change) => change.kind === kind)),
        [],
        figures,
      )
      assert.ok(unanswered.length > 0, figures)
    })
  })
}
