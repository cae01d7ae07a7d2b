/** The mails about API tokens. None ever has a token's value. */
import type { Instant } from '../instant.ts'
import { composedMail, instantInWords } from './composed-mail.ts'
import type { Mail } from './mail.ts'

type About = {
  readonly publicUrl: string
  readonly link: string
  readonly name: string
  readonly organization: string
}

/** `madeBy` is the name of the API token that generated it, null when the person did. */
export const apiTokenGeneratedMail = (
  given: About & { readonly madeBy: string | null; readonly at: Instant },
): Mail =>
  composedMail({
    publicUrl: given.publicUrl,
    subject: `The API token ${given.name} was generated`,
    paragraphs: [
      `The API token ${given.name} was generated in ${given.organization} on ${instantInWords(given.at)}, by ${given.madeBy === null ? 'you' : `your API token ${given.madeBy}`}.`,
      'If you don’t expect this, revoke it, and change your password.',
      { label: 'See your API tokens', link: given.link },
    ],
    reason: 'You get this mail whenever an API token is generated for you. It can’t be turned off.',
  })

export const apiTokenDeactivatedMail = (given: About & { readonly at: Instant }): Mail =>
  composedMail({
    publicUrl: given.publicUrl,
    subject: `Your API token ${given.name} was deactivated`,
    paragraphs: [
      `Your API token ${given.name} in ${given.organization} was deactivated on ${instantInWords(given.at)}. It is refused from then on.`,
      { label: 'See your API tokens', link: given.link },
    ],
    reason: 'You get this mail because the API token is yours.',
  })

export const expiryReminderMail = (given: {
  readonly publicUrl: string
  readonly link: string
  readonly tokens: readonly {
    readonly name: string
    readonly organization: string
    readonly expiresAt: Instant
  }[]
}): Mail =>
  composedMail({
    publicUrl: given.publicUrl,
    subject:
      given.tokens.length === 1
        ? `Your API token ${given.tokens[0]!.name} expires soon`
        : `${given.tokens.length} of your API tokens expire soon`,
    paragraphs: [
      'What uses them stops then, unless they are regenerated before:',
      ...given.tokens.map(
        ({ name, organization, expiresAt }) => `${name} in ${organization}: ${instantInWords(expiresAt)}`,
      ),
      { label: 'See your API tokens', link: given.link },
    ],
    reason: 'You get this mail because you chose to be reminded.',
  })
