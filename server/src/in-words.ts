/**
 * What went wrong, in a sentence for the operator that ends with what to do next. Not for callers of the service: it names
 * files, addresses and causes.
 */
import { Refusal } from './domain/refusal.ts'

/** `path` is what was read or written, where the system does not say. */
export function inWords(error: unknown, path?: string): string {
  if (error instanceof Refusal) {
    const { cause, detail, isGeneral, title } = error
    // What the table says to callers in general is less than the cause.
    return isGeneral && cause instanceof Error ? `${title}: ${inWords(cause)}` : detail
  }
  // What gathers several errors often says nothing itself.
  if (error instanceof AggregateError && error.errors.length > 0)
    return error.errors.map((each) => inWords(each, path)).join('; ')
  if (!(error instanceof Error)) return String(error)
  return systemErrorInWords(error, path) ?? (error.message || error.name)
}

/** As Node throws them, and with the flag that chose the address, where it is not the usual one. */
type SystemError = Error & {
  readonly code?: string
  readonly syscall?: string
  readonly path?: string
  readonly dest?: string
  readonly address?: string
  readonly port?: number
  readonly hostname?: string
  readonly flag?: string
}

/** The system names a call and a code; who reads it wants to know what is the matter, where, and what to do. */
function systemErrorInWords(error: SystemError, path: string | undefined): string | undefined {
  const { code = '', syscall = '', flag = '--port' } = error
  const [matter, next] = ADVICE[`${syscall} ${code}`] ?? ADVICE[code] ?? []
  if (matter === undefined) return undefined
  return `${placeOf(error, path)}: ${matter} (${code}). ${next!.replace('--port', flag)}.`
}

function placeOf(error: SystemError, known: string | undefined): string {
  const { dest, path = known, port, address, hostname, syscall } = error
  if (port !== undefined) return `Port ${port} of ${address ?? 'this machine'}`
  if (hostname !== undefined) return `The host ${hostname}`
  // A name that can't be given is that of the second path.
  return dest ?? path ?? `The system call ${syscall}`
}

type Advice = readonly [matter: string, next: string]

const PERMISSION: Advice = [
  'this account has no permission',
  'Give the file or folder to the account that runs Countersign, or name another',
]

const ADVICE: Readonly<Record<string, Advice>> = {
  'listen EADDRINUSE': ['another process listens there', 'End it, or choose another --port'],
  'listen EACCES': [
    'this account has no permission to listen there',
    'Ports below 1024 are usually for root alone: choose a higher --port and put a proxy in front',
  ],
  'listen EADDRNOTAVAIL': ['no network interface has this address', 'Choose another --host'],
  'getaddrinfo ENOTFOUND': ['there is no such host', 'Choose another --host'],
  'getaddrinfo EAI_AGAIN': [
    'its address could not be looked up',
    'Try again when the name service answers, or choose another --host',
  ],
  EACCES: PERMISSION,
  EPERM: PERMISSION,
  ENOENT: ['there is no such file or folder', 'Check the path'],
  EISDIR: ['this is a folder', 'Name a file'],
  ENOTDIR: ['a part of this path is a file', 'Choose another path'],
  EEXIST: ['there is a file at this path', 'Name a folder, or another path'],
  ENOSPC: ['the disk is full', 'Make room there, or choose another path'],
  EDQUOT: ['the disk is full for this account', 'Make room there, or choose another path'],
  EFBIG: ['no file may grow that large', 'Raise the limit (ulimit -f), or choose another path'],
  EROFS: ['the disk takes no writes', 'Choose another path'],
  EIO: ['the disk can’t be read or written', 'See whether it fails, or choose another path'],
  ENAMETOOLONG: ['this name is too long', 'Choose a shorter path'],
  ELOOP: ['its links lead in a circle', 'Choose another path'],
  ENXIO: ['this is no file', 'Name a file'],
  EMFILE: ['too many files are open', 'Raise the limit (ulimit -n)'],
  ENFILE: ['too many files are open on this machine', 'End what holds them, and start again'],
}
