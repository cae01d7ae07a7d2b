/** Goes through every page of an organization that looks after itself, as its owner, and looks at each. */
import type { Page } from 'playwright-core'
import { addMember } from '../../server/src/actions/people/add-member.ts'
import { PASSWORD } from '../../server/testing/acme.ts'
import { sessionOf } from '../../server/testing/people.ts'
import { generate, request } from '../../server/testing/requests.ts'
import type { openAcmeInBrowser } from './installation.ts'
import { signIn } from './people.ts'

type Opened = Awaited<ReturnType<typeof openAcmeInBrowser>>
type Made = Awaited<ReturnType<typeof prepareOrganization>>
type Look = (page: Page, what: string) => Promise<void>
type Body = Readonly<Record<string, unknown>>

const PEOPLE = [
  ['Ada', 'Okafor'],
  ['Bruno', 'Lindqvist'],
  ['Chiara', 'Moretti'],
  ['Dmitri', 'Novak'],
  ['Emeka', 'Adeyemi'],
] as const

/** What the walk finds: people, groups, custom roles, requests, invitations, offers of others, another organization. */
export async function prepareOrganization({ acme }: Pick<Opened, 'acme'>) {
  const { organization, other, owner, member, stranger, inventory, app } = acme
  await acme.give(owner, 'platform_operator')
  const people = []
  for (const [firstName, lastName] of PEOPLE) {
    const username = firstName.toLowerCase()
    const email = `${username}@acme.example`
    const words = { username, email, firstName, lastName, password: PASSWORD }
    people.push(await addMember(app.needs, organization.id, words))
  }
  await acme.give(people[0]!, 'org_admin')
  await generate(acme, await sessionOf(acme, people[1]!), { name: 'Nightly stock report' })
  const sent = async (who: typeof owner, path: string, body: Body, of = organization) => {
    const url = `/api/v1/organizations/${of.id}${path}`
    const method = path.endsWith('/offers') || path.endsWith('/roles') ? 'PUT' : 'POST'
    const answer = await request(acme, method, url, { headers: await sessionOf(acme, who), body })
    if (answer.status >= 300) throw new Error(`${path} answered ${answer.status}: ${answer.text}`)
    return answer.body
  }
  const group = await sent(owner, '/groups', {
    ...{ displayName: 'Night shift', description: 'Those who count while the others sleep' },
  })
  await sent(owner, '/groups', { displayName: 'Auditors', description: 'Read everything, change nothing' })
  await sent(owner, `/groups/${group.id}/roles`, { serviceId: inventory.id, name: 'inventory:viewer' })
  await sent(owner, `/groups/${group.id}/members`, { members: people.slice(1, 4).map(({ id }) => id) })
  await sent(owner, '/custom-roles', {
    ...{ name: 'stock-reader', displayName: 'Stock reader', description: 'For the yearly closing' },
    services: [{ serviceId: inventory.id, permissions: ['inventory:item.read'] }],
  })
  await sent(owner, '/invitations', { emails: ['ivy@acme.example', 'ian@acme.example'] })
  const { items } = await sent(owner, '/invitations', { emails: ['ida@acme.example'] })
  const ask = (who: typeof owner, name: string, reason: string) =>
    sent(who, '/role-requests', { name, lifetime: { amount: 2, unit: 'days' }, reason })
  const asked = await ask(member, 'developer', 'To find out why the nightly import stops')
  const granted = await ask(people[2]!, 'support_user', 'A customer waits for an answer')
  await sent(owner, `/role-requests/${granted.id}/approval`, {})
  const refused = await ask(people[3]!, 'billing_read_only', 'Curious')
  await sent(owner, `/role-requests/${refused.id}/refusal`, { reason: 'Ask finance for the numbers' })
  const offered = await sent(stranger, '/services', OFFERED, other)
  await sent(stranger, `/services/${offered.id}/offers`, { toAll: true, organizationIds: [] }, other)
  return { person: people[1]!, group, asked, invitation: String(items[0].link) }
}

const OFFERED = {
  ...{ name: 'archive', displayName: 'Archive', description: 'Keeps what must be kept for ten years' },
  permissions: [{ name: 'archive:record.read', description: 'See records' }],
  roles: [{ name: 'archive:reader', displayName: 'Reader', permissions: ['archive:record.read'] }],
}

export async function walkOrganization(
  { acme }: Pick<Opened, 'acme'>,
  { person, group, asked, invitation }: Made,
  page: Page,
  look: Look,
): Promise<void> {
  const area = `o/${acme.organization.id}/organization`
  const service = `services/${acme.inventory.id}`
  await page.goto(invitation.slice(invitation.lastIndexOf('/') + 1))
  await page.getByRole('heading', { name: 'Join Acme' }).waitFor()
  await look(page, 'an invitation')
  await signIn(page, 'olivia')
  for (const [what, path] of [
    ['people', 'people'],
    ['a person', `people/${person.id}`],
    ['invitations', 'invitations'],
    ['groups', 'groups'],
    ['a group', `groups/${group.id}`],
    ['roles', 'roles'],
    ['a custom role', 'roles/custom/stock-reader'],
    ['services', 'services'],
    ['a service', service],
    ['editing a service', `${service}/edit`],
    ['offers', `${service}/offers`],
    ['the catalogue', 'services/catalogue'],
    ['requests', 'requests'],
    ['a request', `../requests/${asked.id}`],
    ['organizations', 'organizations'],
    ['settings', 'settings'],
  ] as const) {
    await page.goto(`${area}/${path}`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' })
    await page.waitForLoadState('networkidle')
    if (what === 'offers') await page.getByRole('radio', { name: 'Named organizations' }).check()
    await look(page, what)
  }
  const dialogs = [
    ['inviting', 'invitations', 'Invite people…'],
    ['giving a role', `people/${person.id}`, 'Give a role…'],
    ['removing a person', `people/${person.id}`, 'Remove…'],
    ['adding people', `groups/${group.id}`, 'Add people…'],
    ['approving', `../requests/${asked.id}`, 'Approve…'],
  ] as const
  for (const [what, path, button] of dialogs) {
    await page.goto(`${area}/${path}`)
    await page.getByRole('button', { name: button }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.waitFor()
    await dialog.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' })
    await look(page, what)
  }
}
