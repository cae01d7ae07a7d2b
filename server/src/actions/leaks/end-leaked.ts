/**
 * Ends what was found, as its owner would: with what was made with it, and with a word to whoever listens. Each is ended,
 * told of in the audit log and reported in one change; of two reports at once, one ends it.
 */
import { randomUuid } from '../../crypto/random.ts'
import type { ApiToken } from '../../domain/api-tokens/api-token.ts'
import type { AuditEvent, AuditEventName, Origin } from '../../domain/audit-event.ts'
import { DAY_MS, type Instant } from '../../domain/instant.ts'
import {
  MOST_ENDED_NAMED,
  type EndedWithIt,
  type LeakReporter,
  type Reach,
  type WhereFound,
} from '../../domain/leaks/leak-report.ts'
import type { Changed, Changes } from '../../store/store.ts'
import { revokeMadePart } from '../api-tokens/revoke-api-tokens.ts'
import { auditEvent } from '../audit.ts'
import type { Needs } from '../needs.ts'
import type { Leaked } from './find-leaked.ts'
import { lastUseOf } from './show-leak-reports.ts'

export type Reported<Kind extends Leaked = Leaked> = {
  readonly leaked: Kind
  readonly where: WhereFound
  readonly reach: Reach
}

export type Report = { readonly at: Instant; readonly origin: Origin; readonly reportedBy: LeakReporter }
type EndNeeds = Pick<Needs, 'store' | 'revocationFeed'>

export type Of<Kind extends Leaked['kind']> = Extract<Leaked, { readonly kind: Kind }>

const NOTHING_ELSE: EndedWithIt = { apiTokenCount: 0, apiTokens: [], grantCount: 0 }

/** API tokens of one owner. What they made ends with them: a part of it now, the rest in changes of its own. */
export async function endApiTokens(
  { store }: EndNeeds,
  report: Report,
  found: readonly Reported<Of<'api_token'>>[],
): Promise<void> {
  // In one order, whoever asks: two that end the same tokens then wait for each other instead of deadlocking.
  const reported = found.toSorted((one, other) => (one.leaked.valueId < other.leaked.valueId ? -1 : 1))
  const { at } = report
  const owner = reported[0]!.leaked.facts.token
  const byId = new Map(reported.map((each) => [each.leaked.facts.token.id, each]))
  const eventOf = (id: string, details: AuditEvent['details']): AuditEvent => {
    const maker = typeof details['madeWith'] === 'string' ? details['madeWith'] : id
    return leakEvent(report, 'csp__revoke_api_token', {
      // By whom nobody knows, but with what.
      ...{ organizationId: owner.organizationId, apiTokenId: maker },
      target: { type: 'api_token', id },
      details,
      where: byId.get(maker)?.where,
    })
  }
  const ofMade = { owner, makerIds: [...byId.keys()], at, eventOf }
  const first = await store.change(async (tx) => {
    await tx.apiTokens.takeTurn(owner)
    const ended: ApiToken[] = []
    for (const id of byId.keys()) {
      const isFirst = await tx.apiTokens.revoke(id, at)
      const token = isFirst ? await tx.apiTokens.find(owner, id) : undefined
      if (token !== undefined) ended.push(token)
    }
    const part = await revokeMadePart(tx, ofMade, '')
    const endedWith = withMore(new Map(), part.events)
    const reportIds = new Map<string, string>()
    for (const token of ended) {
      const { leaked, where, reach } = byId.get(token.id)!
      const written = {
        ...reportOf(report, leaked, where, reach),
        ...{
          organizationId: owner.organizationId,
          userId: owner.userId,
          targetId: token.id,
          name: token.name,
        },
        ...{ createdAt: token.createdAt, expiresAt: token.expiresAt, lastUse: lastUseOf(token) },
        exchanges: await exchangesBefore(tx, token, at),
        ended: endedWith.get(token.id) ?? NOTHING_ELSE,
      }
      await tx.leaks.insert(written)
      reportIds.set(token.id, written.id)
    }
    const events = [...ended.map(({ id, name }) => eventOf(id, { name })), ...part.events]
    return { result: { lastId: part.result, endedWith, reportIds }, events }
  })
  let { endedWith } = first
  for (let after = first.lastId; after !== undefined;) {
    const next = await store.change(async (tx) => {
      const part = await revokeMadePart(tx, ofMade, after!)
      const more = withMore(endedWith, part.events)
      for (const [id, reportId] of first.reportIds)
        if (more.get(id) !== endedWith.get(id)) await tx.leaks.setEnded(reportId, more.get(id)!)
      return { result: { lastId: part.result, more }, events: part.events }
    })
    after = next.lastId
    endedWith = next.more
  }
}

const COUNTED_DAYS = 30

async function exchangesBefore({ apiTokens }: Pick<Changes, 'apiTokens'>, token: ApiToken, at: Instant) {
  const days = await apiTokens.exchangesByDay(token, token.id, at - (COUNTED_DAYS - 1) * DAY_MS)
  return { days: COUNTED_DAYS, count: days.reduce((sum, { exchanges }) => sum + exchanges, 0) }
}

type EndedByMaker = ReadonlyMap<string, EndedWithIt>

function withMore(known: EndedByMaker, events: readonly AuditEvent[]): EndedByMaker {
  const more = new Map(known)
  for (const { target, details } of events) {
    const maker = String(details['madeWith'])
    const before = more.get(maker) ?? NOTHING_ELSE
    const named = { id: target!.id, name: String(details['name']) }
    more.set(maker, {
      ...before,
      apiTokenCount: before.apiTokenCount + 1,
      apiTokens: [...before.apiTokens, named].slice(0, MOST_ENDED_NAMED),
    })
  }
  return more
}

/** Whose refresh tokens were got with a secret can't be told, so everyone who let the app in is asked again. */
export async function endSecret(
  { store }: EndNeeds,
  report: Report,
  { leaked, where, reach }: Reported<Of<'oauth_secret'>>,
): Promise<void> {
  const { app, secret } = leaked.client
  const { at } = report
  await store.change(async (tx) => {
    const kept = (await tx.oauthApps.secretsOf(app.id)).find(({ id }) => id === secret.id)
    const end = { expiresAt: secret.expiresAt, revokedAt: at }
    if (kept === undefined || !(await tx.oauthApps.endSecret(app.id, secret.id, end))) return NOTHING_DONE
    const endedGrants = await tx.oauthApps.endGrants(app.id, at)
    await tx.leaks.insert({
      ...reportOf(report, leaked, where, reach),
      ...{ organizationId: app.organizationId, userId: null, targetId: app.id, name: app.name },
      ...{ createdAt: kept.createdAt, expiresAt: kept.expiresAt, lastUse: lastUseOf(kept) },
      ended: { ...NOTHING_ELSE, grantCount: endedGrants },
    })
    const event = leakEvent(report, 'csp__end_oauth_secret', {
      organizationId: app.organizationId,
      target: { type: 'oauth_app', id: app.id },
      details: { secretId: secret.id, name: kept.name, hasLeaked: true, endedGrants },
      where,
    })
    return { result: undefined, events: [event] }
  })
}

export async function endRefreshToken(
  { store }: EndNeeds,
  report: Report,
  { leaked, where, reach }: Reported<Of<'refresh_token'>>,
): Promise<void> {
  const { grant, app } = leaked.facts
  const { organizationId, userId } = grant
  await store.change(async (tx) => {
    if (!(await tx.oauthGrants.revoke(grant.id, report.at))) return NOTHING_DONE
    await tx.leaks.insert({
      ...reportOf(report, leaked, where, reach),
      ...{ organizationId, userId, targetId: app.id, name: app.name },
      ...{ createdAt: grant.createdAt, expiresAt: grant.expiresAt },
      // A grant has no address.
      lastUse: null,
      ended: { ...NOTHING_ELSE, grantCount: 1 },
    })
    const event = leakEvent(report, 'csp__revoke_oauth_grant', {
      ...{ organizationId, target: { type: 'oauth_app', id: app.id } },
      details: { grantId: grant.id, ofUser: userId, reason: CAUSE },
      where,
    })
    return { result: undefined, events: [event] }
  })
}

/** Whoever listens with it is cut off: here at once, in other processes when they look at it the next time. */
export async function endFeedToken(
  { store, revocationFeed }: EndNeeds,
  report: Report,
  { leaked, where, reach }: Reported<Of<'feed_token'>>,
): Promise<void> {
  const { token, service } = leaked.found
  const { id, serviceId } = token
  const { organizationId } = service
  await store.change(async (tx) => {
    const removed = await tx.feedTokens.remove(serviceId, id)
    if (removed === undefined) return NOTHING_DONE
    await tx.leaks.insert({
      ...reportOf(report, leaked, where, reach),
      ...{
        organizationId,
        userId: null,
        targetId: serviceId,
        name: `${service.displayName}: ${removed.name}`,
      },
      ...{ createdAt: removed.createdAt, expiresAt: null, lastUse: null },
      ended: NOTHING_ELSE,
    })
    const event = leakEvent(report, 'csp__end_feed_token', {
      ...{ organizationId, target: { type: 'service', id: serviceId } },
      details: { feedToken: id, name: removed.name, service: service.name },
      where,
    })
    return { result: undefined, events: [event] }
  })
  revocationFeed.drop(id)
}

/** It was found, or ended, by somebody else in the meantime. */
const NOTHING_DONE: Changed<undefined> = { result: undefined, events: [] }

/** What the audit log says why. */
const CAUSE = 'found_and_reported'

type What = Pick<AuditEvent, 'organizationId' | 'target' | 'details'> &
  Partial<Pick<AuditEvent, 'apiTokenId'>> & { readonly where: WhereFound | undefined }

const leakEvent = (
  { at, origin, reportedBy }: Report,
  name: AuditEventName,
  { where, details, ...what }: What,
): AuditEvent =>
  auditEvent(at, origin, name, {
    ...what,
    details: { ...details, cause: CAUSE, reportedBy, url: where?.url ?? null, note: where?.note ?? null },
  })

const reportOf = (
  { at, origin, reportedBy }: Report,
  { kind, valueId }: Leaked,
  where: WhereFound,
  reach: Reach,
) => ({
  ...{ id: randomUuid(), kind, valueId, where, reach, reportedAt: at, reportedBy },
  // Only of API tokens it is known.
  ...{ address: origin.address, exchanges: null },
})
