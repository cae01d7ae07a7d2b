/** `countersign scan`: finds values of ours where they should not be, shows none of them, and has them ended when asked. */
import { readFileSync } from 'node:fs'
import { inWords, nearestOf } from '@countersign/server'
import { print, UsageError, type Command } from './command.ts'
import { ownFlags } from './own-flags.ts'
import { described, placeInWords, shown, type Found, type Unread, type Watcher } from './scan/place.ts'
import { showProgress } from './scan/progress.ts'
import { revokeFound, serverUrl } from './scan/revoke-found.ts'
import { scanFiles } from './scan/scan-files.ts'
import { newBudget, scanStream } from './scan/scan-stream.ts'

const VALUED = ['server', 'note', 'url', 'known']
const ALONE = ['revoke', 'json', 'no-history', 'unreachable']

const HELP = `countersign scan PATH… [--revoke --server URL]   finds values of Countersign in files and folders

It knows them by their marker and checksum, so it needs no service and finds nothing else: in text, UTF-16 and binary files,
in gzip, Zstandard, tar and zip, and in the history of git repositories. A value is never shown: its kind, its public
part and a fingerprint are. "-" is standard input. Links are not followed, unless they are named.

  --no-history     leaves the history of git repositories out
  --unreachable    looks at every object of them, also at those that no commit leads to any more
  --known FILE     leaves out values whose fingerprints stand in the file, one a line; what follows one is yours to say
  --json           prints a JSON object in each line
  --revoke         sends what was found to the service, which ends whatever of it works and tells its owners
  --server URL     where the service is: https://…, or http:// on this machine
  --url URL        with --revoke: where this was found, for the owners
  --note TEXT      with --revoke: what they should know besides

Exit code: 0 when nothing was found, 1 when something was, 2 for trouble: something could not be read, or not revoked.`

type Asked = {
  readonly paths: readonly string[]
  readonly flags: ReadonlySet<string>
  readonly server: string | undefined
  readonly known: ReadonlySet<string>
  readonly where: { readonly note?: string; readonly url?: string }
}

/** @throws {UsageError} */
function asked(argv: readonly string[]): Asked {
  const { words, rest, values, alone: flags } = ownFlags(argv, { valued: VALUED, alone: ALONE })
  const unknown = rest.filter((word) => word.startsWith('-') && word !== '-')
  if (unknown.length > 0) throw new UsageError(unknown.map(notKnown))
  const paths = [...words, ...rest]
  if (paths.length === 0)
    throw new UsageError(['What to look through? countersign scan PATH…, or - for standard input.'])
  const { server, note, url, known } = values
  if (flags.has('revoke') !== (server !== undefined))
    throw new UsageError(['--revoke and --server URL go together: the values are sent there.'])
  return {
    known: new Set(known === undefined ? [] : fingerprintsIn(known)),
    ...{ paths, flags, server: server === undefined ? undefined : serverUrl(server) },
    where: { ...(note !== undefined && { note }), ...(url !== undefined && { url }) },
  }
}

function fingerprintsIn(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').match(/^[0-9a-f]{16}(?=\s|$)/gm) ?? []
  } catch (error) {
    throw new UsageError([inWords(error, path)])
  }
}

function notKnown(word: string): string {
  const meant = nearestOf(word.replace(/^-+/, ''), [...VALUED, ...ALONE])
  return meant === undefined
    ? `${word} is not known. See --help.`
    : `${word} is not known; did you mean --${meant}?`
}

async function run(argv: readonly string[]): Promise<number> {
  const { paths, flags, server, known, where } = asked(argv)
  const told = flags.has('json') ? IN_JSON : IN_WORDS
  const values = new Set<string>()
  const counts = { found: 0, unread: 0, bytes: 0 }
  const progress = showProgress(counts)
  const watcher: Watcher = {
    found: (found) => {
      if (known.has(described(found.value).fingerprint)) return
      counts.found++
      values.add(found.value)
      progress.beside(() => told.found(found))
    },
    unread: (unread) => {
      counts.unread++
      progress.beside(() => told.unread(unread))
    },
    read: (bytes) => {
      counts.bytes += bytes
      progress.moved()
    },
  }
  const [inputs, files] = [paths.filter((path) => path === '-'), paths.filter((path) => path !== '-')]
  if (inputs.length > 0) {
    const place = { path: '-', inside: [] }
    await scanStream(process.stdin, { place, watcher, budget: newBudget(), depth: 0 })
  }
  await scanFiles(files, watcher, {
    history: !flags.has('no-history'),
    unreachable: flags.has('unreachable'),
  })
  progress.end()
  const sent = server !== undefined && values.size > 0
  try {
    if (sent) await revokeFound(server, [...values], where)
  } catch (error) {
    process.stderr.write(`countersign: not all was sent to be revoked, ask again: ${inWords(error)}\n`)
    return 2
  }
  told.done({ ...counts, values: values.size, sent })
  if (counts.found > 0) return 1
  return counts.unread > 0 ? 2 : 0
}

type Done = {
  readonly found: number
  readonly unread: number
  readonly bytes: number
  readonly values: number
  readonly sent: boolean
}
type Telling = {
  readonly found: (found: Found) => void
  readonly unread: (unread: Unread) => void
  readonly done: (done: Done) => void
}

const IN_WORDS: Telling = {
  found: (found) => {
    const { kind, valueId, fingerprint } = described(found.value)
    const { position } = found
    const where = position === null ? ' (its name)' : `:${position.line}:${position.column}`
    print(`${placeInWords(found)}${where}: ${kind} ${valueId}, fingerprint ${fingerprint}`)
  },
  unread: (unread) =>
    void process.stderr.write(
      `countersign: not looked into: ${placeInWords(unread)}: ${shown(unread.why)}\n`,
    ),
  done: ({ found, unread, bytes, values, sent }) => {
    const looked = `${(bytes / 1e6).toFixed(1)} MB looked through`
    const missed = unread === 0 ? '' : `, ${unread} not looked into`
    const what =
      found === 0 ? 'nothing found' : `${counted(values, 'value')} found in ${counted(found, 'place')}`
    const ended = sent ? ' The service has ended whatever of them worked.' : ''
    process.stderr.write(`countersign: ${looked}${missed}: ${what}.${ended}\n`)
  },
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

const placeInJson = ({ path, inside, git }: Found | Unread) => ({
  path: shown(path),
  ...(inside.length > 0 && { inside: inside.map(shown) }),
  ...(git && { object: git.object, commit: git.commit, pathInCommit: git.path && shown(git.path) }),
})

const IN_JSON: Telling = {
  found: (found) =>
    print(
      JSON.stringify({ type: 'found', ...placeInJson(found), ...found.position, ...described(found.value) }),
    ),
  unread: (unread) =>
    print(JSON.stringify({ type: 'unread', ...placeInJson(unread), why: shown(unread.why) })),
  done: (done) => print(JSON.stringify({ type: 'done', ...done })),
}

export const scanCommand: Command = {
  name: 'scan',
  summary: 'Find leaked values in files, archives and git history',
  help: () => HELP,
  run,
}
