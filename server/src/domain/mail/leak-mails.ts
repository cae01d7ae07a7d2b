/**
 * The mail about values that somebody found and reported. It says what is on record and nothing that the report says
 * itself, nor by what program a value was used: whoever holds one could have us mail their words to its owner.
 */
import type { LeakedKind, ListedLeakReport } from '../leaks/leak-report.ts'
import { composedMail, instantInWords } from './composed-mail.ts'
import type { Mail } from './mail.ts'

type Told = Pick<
  ListedLeakReport,
  'kind' | 'name' | 'valueId' | 'username' | 'reportedAt' | 'createdAt' | 'lastUse' | 'reach' | 'ended'
>

const MOST_PLACES = 10

const KINDS: Readonly<Record<LeakedKind, string>> = {
  api_token: 'API token',
  oauth_secret: 'secret of the OAuth app',
  refresh_token: 'refresh token of the OAuth app',
  feed_token: 'feed token of the service',
}

/** `more` are those for which there was no room. */
export const valuesLeakedMail = (given: {
  readonly publicUrl: string
  readonly link: string
  readonly organization: string
  readonly leaks: readonly Told[]
  readonly more: number
}): Mail => {
  const total = given.leaks.length + given.more
  return composedMail({
    publicUrl: given.publicUrl,
    subject:
      total === 1
        ? `A value leaked and was ended: ${given.leaks[0]!.name}`
        : `${total} values leaked and were ended`,
    paragraphs: [
      `Somebody found ${total === 1 ? 'a value' : `${total} values`} of ${given.organization} and reported it. ${total === 1 ? 'It works no more' : 'None of them works any more'}, nor does what services were given for it.`,
      ...given.leaks.flatMap((leak) => [
        `The ${KINDS[leak.kind]} ${leak.name}${leak.username === null ? '' : ` of ${leak.username}`} (${leak.valueId}), reported on ${instantInWords(leak.reportedAt)}:`,
        { items: factsOf(leak) },
      ]),
      ...(given.more === 0 ? [] : [`And ${given.more} more.`]),
      'Look whether what it was used for was you, at the time and from the address above. Generate a new one where the old one is missing, and take the old one out of where it was found, its history too.',
      { label: 'See what there is', link: given.link },
    ],
    reason:
      'You get this mail because a value of yours, or of an organization that you own, leaked. It can’t be turned off.',
  })
}

function factsOf({ createdAt, lastUse, reach, ended }: Told): string[] {
  const places = reach.places.slice(0, MOST_PLACES).map(({ service, roleCount, permissionCount }) => {
    const rights = [counted(roleCount, 'role'), counted(permissionCount, 'permission')].filter(Boolean)
    return `${service ?? 'the organization'} (${rights.join(', ') || 'no rights'})`
  })
  const further = reach.placeCount - places.length
  return [
    `It could be used since ${instantInWords(createdAt)}.`,
    lastUse === null
      ? 'It was never used, as far as is known.'
      : `It was last used on ${instantInWords(lastUse.at)} from ${lastUse.address || 'an unknown address'}.`,
    places.length === 0
      ? 'It gave no rights.'
      : `It gave rights in ${places.join('; ')}${further > 0 ? `; and in ${further} more` : ''}.`,
    ...(reach.administration ? ['It could change things at Countersign itself.'] : []),
    ...(ended.apiTokenCount > 0
      ? [`${counted(ended.apiTokenCount, 'API token')} that it had made ended with it.`]
      : []),
    ...(ended.grantCount > 0
      ? [`${counted(ended.grantCount, 'sign-in')} of the OAuth app ended with it; people are asked again.`]
      : []),
  ]
}

const counted = (count: number, what: string): string =>
  count === 0 ? '' : `${count} ${what}${count === 1 ? '' : 's'}`
