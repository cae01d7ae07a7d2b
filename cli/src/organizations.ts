/** `countersign organizations`: the organizations of the installation, at the machine. Works beside a running service. */
import {
  addOrganization,
  changeOrganization,
  listOrganizations,
  Refusal,
  type ListedOrganization,
} from '@countersign/server'
import { noVerb, print, UsageError, whereHelp, type Command } from './command.ts'
import { configuration } from './configuration.ts'
import { ownFlags } from './own-flags.ts'

const USES = {
  list: `countersign organizations list [WORDS]               shows them, or those with these words in their names`,
  add: `countersign organizations add DISPLAY-NAME           makes one
    --name SHORT-NAME                                 how scripts call it; made of the display name when left out
    --owner USER-NAME                                 somebody who has an account, and becomes its owner at once
    --owner-email ADDRESS                             or of somebody who becomes it by a link, which is printed once`,
  rename: `countersign organizations rename NAME DISPLAY-NAME   calls it something else; its short name stays`,
  suspend: `countersign organizations suspend NAME               refuses its API tokens from the next exchange on, and lets nobody act in it`,
  reopen: `countersign organizations reopen NAME                brings back what was not revoked`,
} as const
type Verb = keyof typeof USES

const WHAT_NAME_IS = `
NAME is the short name or the id of an organization, as "list" shows them.
    --json                                            prints JSON, for scripts`

const helpOf = (uses: readonly string[]): string => `${uses.join('\n')}\n${WHAT_NAME_IS}\n${whereHelp()}`

type Given = {
  readonly words: readonly string[]
  readonly rest: readonly string[]
  readonly name?: string
  readonly owner?: string
  readonly 'owner-email'?: string
  readonly isJson: boolean
}

const OWN_FLAGS = ['name', 'owner', 'owner-email', 'json']

function given(verb: Verb, argv: readonly string[]): Given {
  const valued = verb === 'add' ? ['name', 'owner', 'owner-email'] : []
  const { words, rest, values, alone } = ownFlags(argv, { valued, alone: ['json'] })
  return { words, rest, ...values, isJson: alone.has('json') }
}

const verbs: Readonly<Record<Verb, (asked: Given) => Promise<readonly ListedOrganization[]>>> = {
  list: ({ words, rest }) => listOrganizations(configuration(rest, OWN_FLAGS), words.join(' ')),
  async add({ words, rest, name, owner, 'owner-email': ownerEmail }) {
    const [displayName] = expected(words, ['what it is called, in quotes when it has spaces'], 'add')
    return [
      await addOrganization(configuration(rest, OWN_FLAGS), {
        displayName: displayName!,
        ...(name !== undefined && { name }),
        ...(owner !== undefined && { ownerUsername: owner }),
        ...(ownerEmail !== undefined && { ownerEmail }),
      }),
    ]
  },
  async rename({ words, rest }) {
    const wanted = ['its short name', 'what it is called from now on, in quotes when it has spaces']
    const [name, displayName] = expected(words, wanted, 'rename')
    return [await changeOrganization(configuration(rest, OWN_FLAGS), name!, { displayName: displayName! })]
  },
  async suspend({ words, rest }) {
    const [name] = expected(words, ['its short name'], 'suspend')
    return [await changeOrganization(configuration(rest, OWN_FLAGS), name!, { isSuspended: true })]
  },
  async reopen({ words, rest }) {
    const [name] = expected(words, ['its short name'], 'reopen')
    return [await changeOrganization(configuration(rest, OWN_FLAGS), name!, { isSuspended: false })]
  },
}

function expected(words: readonly string[], wanted: readonly string[], verb: Verb): readonly string[] {
  if (words.length === wanted.length) return words
  throw new UsageError([
    `"organizations ${verb}" takes ${wanted.join(', and ')}; there ${words.length === 1 ? 'is one word' : `are ${words.length} words`}. Flags stand after them. See --help.`,
  ])
}

const isVerb = (word: string): word is Verb => Object.hasOwn(USES, word)

export const organizationsCommand: Command = {
  name: 'organizations',
  summary: 'List, add, rename, suspend or reopen organizations',
  help: ([verb = '']) => helpOf(isVerb(verb) ? [USES[verb]] : Object.values(USES)),
  async run([verb, ...argv]) {
    if (verb === undefined) {
      print(helpOf(Object.values(USES)))
      return 2
    }
    if (!isVerb(verb)) throw noVerb('organizations', verb, Object.keys(USES))
    const asked = given(verb, argv)
    const organizations = await verbs[verb](asked).catch((error: unknown) => {
      if (error instanceof Refusal && error.code !== 'store_unavailable') throw new UsageError([error.detail])
      throw error
    })
    if (asked.isJson) print(JSON.stringify(organizations.map(inJson), null, 2))
    else if (organizations.length === 0) print('No organization is found.')
    else for (const organization of organizations) print(lineOf(organization))
    return 0
  },
}

const instant = (at: number): string => new Date(at).toISOString()

const inJson = ({
  id,
  name,
  displayName,
  createdAt,
  suspendedAt,
  isHome,
  memberCount,
  ownerLink,
}: ListedOrganization) => ({
  ...{ id, name, displayName },
  createdAt: instant(createdAt),
  suspendedAt: suspendedAt === null ? null : instant(suspendedAt),
  ...{ isHome, memberCount },
  ...(ownerLink !== undefined && { ownerLink }),
})

function lineOf({
  id,
  name,
  displayName,
  suspendedAt,
  isHome,
  memberCount,
  ownerLink,
}: ListedOrganization): string {
  const state = suspendedAt === null ? (isHome ? 'home' : 'open') : `suspended ${instant(suspendedAt)}`
  const line = `${id}  ${name}  "${displayName}"  members: ${memberCount}  ${state}`
  if (ownerLink === undefined) return line
  return `${line}\nHand this link to its owner; it works once, for 7 days:\n${ownerLink}`
}
