/** The mails about one's account: getting in, and what others should not have done with it. */
import type { Instant } from '../instant.ts'
import { composedMail, instantInWords } from './composed-mail.ts'
import type { Mail } from './mail.ts'

type At = { readonly publicUrl: string }

export const invitationMail = (given: {
  readonly publicUrl: string
  readonly link: string
  readonly organization: string
  /** Null for the first owner, whom the operator invites. */
  readonly inviter: string | null
  readonly endsAt: Instant
}): Mail =>
  composedMail({
    publicUrl: given.publicUrl,
    subject:
      given.inviter === null
        ? `You are invited to ${given.organization}`
        : `${given.inviter} invites you to ${given.organization}`,
    paragraphs: [
      `${given.inviter ?? 'The operator of this installation'} invites you to join the organization ${given.organization}, where you can generate API tokens.`,
      { label: 'See the invitation', link: given.link },
      `The link works once, until ${instantInWords(given.endsAt)}. If you don’t know what this is about, do nothing.`,
    ],
    reason: 'You get this mail because someone entered your address to invite you.',
  })

export const passwordResetMail = (
  given: At & { readonly link: string; readonly username: string; readonly endsAt: Instant },
): Mail =>
  composedMail({
    publicUrl: given.publicUrl,
    subject: 'Choose a new password',
    paragraphs: [
      `Someone, probably you, asked for a new password for your account ${given.username}.`,
      { label: 'Choose a new password', link: given.link },
      `The link works once, until ${instantInWords(given.endsAt)}. If it was not you, do nothing: your password stays as it is.`,
    ],
    reason: 'You get this mail because your account’s password was to be reset.',
  })

export const passwordChangedMail = (given: At & { readonly at: Instant; readonly address: string }): Mail =>
  composedMail({
    publicUrl: given.publicUrl,
    subject: 'Your password was changed',
    paragraphs: [
      `The password of your account was changed on ${instantInWords(given.at)}, from the address ${given.address}.`,
      'If it was not you, tell an owner of your organization at once.',
      { label: 'Look at your account', link: `${given.publicUrl}/` },
    ],
    reason: 'You get this mail whenever your password changes. It can’t be turned off.',
  })

export const newDeviceMail = (
  given: At & { readonly at: Instant; readonly address: string; readonly userAgent: string | null },
): Mail =>
  composedMail({
    publicUrl: given.publicUrl,
    subject: 'A sign-in from a new device',
    paragraphs: [
      `Someone signed in to your account on ${instantInWords(given.at)}, from the address ${given.address}, where nobody had signed in to it before.`,
      `The browser calls itself: ${given.userAgent ?? 'nothing'}`,
      'If it was not you, change your password: that ends every other session.',
      { label: 'Look at your account', link: `${given.publicUrl}/` },
    ],
    reason: 'You get this mail whenever a device is new. It can’t be turned off.',
  })

export const testMail = ({ publicUrl }: At): Mail =>
  composedMail({
    publicUrl,
    subject: 'A mail to try it',
    paragraphs: ['Mails of Countersign arrive here.', { label: 'Countersign', link: `${publicUrl}/` }],
    reason: 'You get this mail because whoever runs Countersign tried “countersign mail test”.',
  })
