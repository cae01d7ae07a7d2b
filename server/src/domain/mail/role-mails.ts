/** The mails about roles: asked for, decided, and soon over. */
import type { Instant } from '../instant.ts'
import { composedMail, instantInWords } from './composed-mail.ts'
import type { Mail } from './mail.ts'

type About = {
  readonly publicUrl: string
  readonly link: string
  readonly role: string
  readonly organization: string
}

export const roleRequestedMail = (
  given: About & { readonly person: string; readonly reason: string },
): Mail =>
  composedMail({
    publicUrl: given.publicUrl,
    subject: `${given.person} asks for the role ${given.role}`,
    paragraphs: [
      `${given.person} asks for the role ${given.role} in ${given.organization}, and says why:`,
      given.reason,
      { label: 'See the request', link: given.link },
    ],
    reason: 'You get this mail because you may approve this request.',
  })

export const roleGrantedMail = (given: About & { readonly endsAt: Instant | null }): Mail =>
  composedMail({
    publicUrl: given.publicUrl,
    subject: `You have the role ${given.role}`,
    paragraphs: [
      `Your request was granted: you have the role ${given.role} in ${given.organization}${given.endsAt === null ? '' : ` until ${instantInWords(given.endsAt)}`}.`,
      { label: 'See your roles', link: given.link },
    ],
    reason: 'You get this mail because you asked for this role.',
  })

export const roleRefusedMail = (given: About & { readonly reason: string | null }): Mail =>
  composedMail({
    publicUrl: given.publicUrl,
    subject: `The role ${given.role} was not granted`,
    paragraphs: [
      `Your request for the role ${given.role} in ${given.organization} was refused.`,
      ...(given.reason === null ? [] : [`The reason: ${given.reason}`]),
      { label: 'See your requests', link: given.link },
    ],
    reason: 'You get this mail because you asked for this role.',
  })

/** Of one person and day. */
export const roleEndingMail = (given: {
  readonly publicUrl: string
  readonly unsubscribeUrl: string
  readonly roles: readonly {
    readonly role: string
    readonly organization: string
    readonly link: string
    readonly endsAt: Instant
  }[]
}): Mail =>
  composedMail({
    publicUrl: given.publicUrl,
    unsubscribeUrl: given.unsubscribeUrl,
    subject:
      given.roles.length === 1
        ? `Your role ${given.roles[0]!.role} ends soon`
        : `${given.roles.length} of your roles end soon`,
    paragraphs: [
      'What you and your API tokens do with it is refused from then on. If you still need it, ask for it again.',
      ...given.roles.flatMap(({ role, organization, link, endsAt }) => [
        `${role} in ${organization} ends on ${instantInWords(endsAt)}`,
        { label: `See your roles in ${organization}`, link },
      ]),
    ],
    reason: 'You get this mail because a role of yours ends.',
  })
