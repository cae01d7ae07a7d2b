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

/** Of one person and day: all of it, by organization; `more` are those for which there was no room. */
export const expiryReminderMail = (given: {
  readonly publicUrl: string
  readonly unsubscribeUrl: string
  readonly organizations: readonly {
    readonly organization: string
    readonly link: string
    readonly tokens: readonly { readonly name: string; readonly expiresAt: Instant }[]
  }[]
  readonly more: number
}): Mail => {
  const tokens = given.organizations.flatMap((each) => each.tokens)
  const total = tokens.length + given.more
  return composedMail({
    publicUrl: given.publicUrl,
    unsubscribeUrl: given.unsubscribeUrl,
    subject:
      total === 1
        ? `Your API token ${tokens[0]!.name} expires soon`
        : `${total} of your API tokens expire soon`,
    paragraphs: [
      'What uses them stops then, unless you regenerate them before. A regenerated API token has a new value.',
      ...given.organizations.flatMap(({ organization, link, tokens: its }) => [
        `In ${organization}:`,
        { items: its.map(({ name, expiresAt }) => `${name} expires on ${instantInWords(expiresAt)}`) },
        { label: `See your API tokens in ${organization}`, link },
      ]),
      ...(given.more === 0 ? [] : [`And ${given.more} more.`]),
    ],
    reason: 'You get this mail because you chose to be reminded of these API tokens.',
  })
}
