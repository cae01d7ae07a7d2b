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

export const roleEndingMail = (given: About & { readonly endsAt: Instant }): Mail =>
  composedMail({
    publicUrl: given.publicUrl,
    subject: `Your role ${given.role} ends soon`,
    paragraphs: [
      `You have the role ${given.role} in ${given.organization} until ${instantInWords(given.endsAt)}. You can ask for it again.`,
      { label: 'Ask again', link: given.link },
    ],
    reason: 'You get this mail because a role of yours ends.',
  })
