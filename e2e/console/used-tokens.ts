/** Gives Olivia of Acme API tokens with a past, one in every state. The clock runs through it, and forwards only. */
import type { Acme } from '../../server/testing/acme.ts'
import { flushUsage } from '../../server/src/jobs/flush-usage.ts'
import { apiTokensPath, COMPATIBLE, generate, request, signIn } from '../../server/testing/requests.ts'

const DAY_MS = 86_400_000

const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:148.0) Gecko/20100101 Firefox/148.0'

/** How long ago an installation must have been opened for `addUsedTokens`. */
export const USED_FOR_MS = 300 * DAY_MS

export async function addUsedTokens(acme: Acme): Promise<void> {
  const today = Date.now()
  const daysAgo = (days: number): void => {
    acme.clock.now = today - days * DAY_MS
  }
  const inventory = (permissions: readonly string[], roles: readonly string[] = []) => ({
    serviceId: acme.inventory.id,
    roles: roles.map((name) => ({ name })),
    permissions: permissions.map((name) => ({ name })),
  })
  const make = async (name: string, scopes: object, more: object = {}) =>
    generate(acme, { ...(await signIn(acme, 'olivia')), 'user-agent': BROWSER }, { name, scopes, ...more })

  daysAgo(250)
  await make('Old laptop', { allRoles: true }, { lifetime: { amount: 90, unit: 'days' } })
  daysAgo(178)
  const soon = await make('Nightly stock report', { services: [inventory([], ['inventory:admin'])] })
  daysAgo(120)
  const revoked = await make('Terraform (trial)', { allRoles: true })
  daysAgo(95)
  const inUrl = await make('Legacy importer', {
    services: [inventory(['inventory:item.read', 'inventory:item.write'])],
  })
  daysAgo(60)
  const billing = { openId: true, services: [{ serviceId: acme.billing.id, allRoles: true }] }
  const never = await make('Invoice mailer', billing, { lifetime: null })
  daysAgo(12)
  const deploy = await make(
    'Deploy pipeline',
    {
      organization: { roles: [{ name: 'org_owner' }] },
      services: [inventory(['inventory:item.read', 'inventory:item.write'])],
    },
    { lifetime: { amount: 12, unit: 'months' }, reminderDays: 14 },
  )
  await request(acme, 'DELETE', `${apiTokensPath(acme)}/${revoked.apiToken.id}`, {
    headers: { ...(await signIn(acme, 'olivia')), 'user-agent': BROWSER },
  })
  daysAgo(9)
  await use(acme, { body: revoked.value, userAgent: 'Terraform/1.9.5' })
  daysAgo(3)
  await use(acme, { query: `?refresh_token=${inUrl.value}`, userAgent: 'importer.sh' })
  daysAgo(1.1)
  await use(acme, { body: never.value, userAgent: 'python-requests/2.32.3' })
  daysAgo(0.4)
  await use(acme, { body: soon.value, userAgent: 'curl/8.5.0' })
  daysAgo(0.3)
  await request(acme, 'POST', `${apiTokensPath(acme)}/${never.apiToken.id}/value`, {
    headers: { ...(await signIn(acme, 'olivia')), 'user-agent': BROWSER },
    body: { overlap: 'seven_days' },
  })
  daysAgo(0.003)
  await use(acme, { body: deploy.value, userAgent: 'Go-http-client/2.0' })
  daysAgo(0)
}

type Use = { readonly body?: string; readonly query?: string; readonly userAgent: string }

async function use({ app }: Acme, { body, query = '', userAgent }: Use): Promise<void> {
  await app.server.inject({
    method: 'POST',
    url: `${COMPATIBLE}/auth/api-tokens/authorize${query}`,
    headers: { 'user-agent': userAgent, 'content-type': 'application/x-www-form-urlencoded' },
    payload: body === undefined ? '' : `refresh_token=${body}`,
  })
  await flushUsage(app.needs)
}
