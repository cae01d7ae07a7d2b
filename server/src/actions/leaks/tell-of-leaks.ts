/**
 * Mails the people whose values leaked, and the owners of the organization, once for all that was found by then: a report
 * of a thousand values is one mail for each of them.
 */
import { MINUTE_MS } from '../../domain/instant.ts'
import type { ListedLeakReport } from '../../domain/leaks/leak-report.ts'
import { valuesLeakedMail } from '../../domain/mail/leak-mails.ts'
import { enqueueMail } from '../mail/enqueue-mail.ts'
import type { Needs } from '../needs.ts'
import { withLatestUse } from './show-leak-reports.ts'

/** Whoever was told of some hears of the next after so long. */
const BETWEEN_MAILS_MS = 10 * MINUTE_MS
const ORGANIZATIONS_AT_ONCE = 50
const REPORTS_AT_ONCE = 500
const MOST_IN_A_MAIL = 20
const MOST_OWNERS = 20

type TellNeeds = Pick<Needs, 'store' | 'now' | 'sealing' | 'settings'>

export async function tellOfLeaks(needs: TellNeeds): Promise<void> {
  const { store, now } = needs
  const due = await store.leaks.organizationsToTell(now() - BETWEEN_MAILS_MS, ORGANIZATIONS_AT_ONCE)
  for (const organizationId of due) await tellIn(needs, organizationId)
}

async function tellIn(needs: TellNeeds, organizationId: string): Promise<void> {
  const { store, now, settings } = needs
  const organization = await store.organizations.find(organizationId)
  const untold = await store.leaks.untold(organizationId, REPORTS_AT_ONCE)
  if (organization === undefined || untold.length === 0) return
  const told = await readersOf(needs, organizationId, untold)
  const shown = new Map<string, ListedLeakReport>()
  for (const { reports } of told)
    for (const report of reports.slice(0, MOST_IN_A_MAIL))
      if (!shown.has(report.id)) shown.set(report.id, await withLatestUse(store, report))
  await store.change(async (tx) => {
    const ids = untold.map(({ id }) => id)
    // Another process was faster.
    if ((await tx.leaks.told(ids, now())) === 0) return { result: undefined, events: [] }
    for (const { email, page, reports } of told) {
      const first = reports.slice(0, MOST_IN_A_MAIL)
      await enqueueMail(needs, tx, {
        ...{ kind: 'values_leaked', to: email, organizationId },
        mail: valuesLeakedMail({
          ...{ publicUrl: settings.issuer, organization: organization.displayName },
          link: `${settings.issuer}/o/${organizationId}/${page}`,
          leaks: first.map((report) => shown.get(report.id)!),
          more: reports.length - first.length,
        }),
      })
    }
    return { result: undefined, events: [] }
  })
}

type Reader = {
  readonly email: string
  /** Of the console. */
  readonly page: string
  readonly reports: readonly ListedLeakReport[]
}

/** The owners get all of it; others who are there what was theirs. */
async function readersOf(
  { store, now }: TellNeeds,
  organizationId: string,
  reports: readonly ListedLeakReport[],
): Promise<Reader[]> {
  const asked = { search: '', role: 'org_owner', state: 'active', sort: 'username' } as const
  const owners = await store.people.list(organizationId, asked, { offset: 0, limit: MOST_OWNERS }, now())
  const readers = new Map<string, Reader>(
    owners.items.map(({ user }) => [user.id, { email: user.email, page: 'organization/people', reports }]),
  )
  for (const [userId, own] of Map.groupBy(reports, (report) => report.userId)) {
    if (userId === null || readers.has(userId)) continue
    const user = await store.users.find(userId)
    if (user === undefined || user.deactivatedAt !== null) continue
    readers.set(userId, { email: user.email, page: 'account/api-tokens', reports: own })
  }
  return [...readers.values()]
}
