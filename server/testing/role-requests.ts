/** What tests do with requests for roles, as one person or another. */
import type { RoleRequest } from '@countersign/api'
import { sealedMail } from '../src/actions/mail/enqueue-mail.ts'
import { DAY_MS } from '../src/domain/instant.ts'
import type { User } from '../src/domain/user.ts'
import { addMember } from '../src/actions/people/add-member.ts'
import { openAcme, PASSWORD, type Acme } from './acme.ts'
import type { Cleanup } from './cleanup.ts'
import { sessionOf } from './people.ts'
import { request } from './requests.ts'

type Body = { readonly [name: string]: unknown }

export const MONTH = { amount: 1, unit: 'months' }
export const DEVELOPER = { name: 'developer', lifetime: MONTH, reason: 'To build' }

export async function openRequests(test: Cleanup, options: Parameters<typeof openAcme>[1] = {}) {
  const env = { COUNTERSIGN_SIGNING_ALGORITHM: 'ES256', ...options.env }
  const acme = await openAcme(test, { ...options, env })
  const root = `/api/v1/organizations/${acme.organization.id}/role-requests`
  const as = async (who: User, method: 'GET' | 'POST' | 'DELETE', path = '', body?: Body) =>
    request(acme, method, `${root}${path}`, { headers: await sessionOf(acme, who), ...(body && { body }) })
  return {
    ...acme,
    as,
    ask: (who: User, body: Body = DEVELOPER) => as(who, 'POST', '', body),
    /** One of the member's, waiting. */
    waiting: async (body: Body = DEVELOPER): Promise<RoleRequest> => {
      const { status, body: asked, text } = await as(acme.member, 'POST', '', body)
      if (status !== 201) throw new Error(`asking answered ${status}: ${text}`)
      return asked
    },
    approve: (who: User, { id }: RoleRequest, body: Body = {}) => as(who, 'POST', `/${id}/approval`, body),
    newPerson: (username: string) => personOf(acme, username),
    newAdmin: async (username: string) => {
      const admin = await personOf(acme, username)
      await acme.give(admin, 'org_admin')
      return admin
    },
    /** What was written since it was looked at last: kind and address, and the text. */
    newMails: async () => {
      const { store, sealing } = acme.app.needs
      const at = acme.clock.now
      const taken = await store.mailQueue.take({ holder: 'test', at, until: at + 365 * DAY_MS, limit: 100 })
      const mails = taken.map(({ id, kind, recipient, sealed }) => ({
        to: `${kind} ${recipient}`,
        text: (JSON.parse(sealing.open(sealed, sealedMail(id)).toString()) as { text: string }).text,
      }))
      return mails.toSorted((one, other) => one.to.localeCompare(other.to))
    },
  }
}

const personOf = (acme: Acme, username: string): Promise<User> =>
  addMember(acme.app.needs, acme.organization.id, {
    ...{ username, email: `${username}@acme.example`, firstName: 'Pat', lastName: 'Example' },
    password: PASSWORD,
  })
