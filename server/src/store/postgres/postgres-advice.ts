/**
 * What the operator is told, and can do, when PostgreSQL can't be opened. Not for callers of the service: it names the
 * server and its user, never a password.
 */
import { Refusal } from '../../domain/refusal.ts'
import { codeOf } from './postgres-driver.ts'

const VARIABLE = 'COUNTERSIGN_DATABASE_URL'

export function withAdvice(refusal: Refusal): Refusal {
  const { cause, isGeneral } = refusal
  if (!isGeneral || !(cause instanceof Error)) return refusal
  const reasons = reasonsOf(cause)
  const advice =
    reasons.map(({ code, message }) => adviceOn(code, message)).find(Boolean) ??
    `See the log of PostgreSQL, and check ${VARIABLE}`
  return new Refusal(refusal.code, {
    cause,
    detail: `The database can’t be used: ${reasons.map(({ message }) => message).join('; ')}. ${advice}.`,
    ...(refusal.retryAfterSeconds && { retryAfterSeconds: refusal.retryAfterSeconds }),
  })
}

type Reason = { readonly code: string; readonly message: string }

/** A name with several addresses fails once for each of them, and the error around these says nothing. */
function reasonsOf(error: Error): readonly Reason[] {
  if (error instanceof AggregateError && error.errors.length > 0)
    return error.errors.flatMap((inner) => (inner instanceof Error ? reasonsOf(inner) : []))
  const code = codeOf(error) ?? ('code' in error ? String(error.code) : '')
  return [{ code, message: error.message || code || error.name }]
}

const CREDENTIALS = `Check the user and the password in ${VARIABLE}; in a password, write characters such as / # ? % as %2F %23 %3F %25`
const ADDRESS = `Check the host and the port in ${VARIABLE}, and whether PostgreSQL runs and listens there`
const ROOM = 'Make room on the disk of PostgreSQL'
const BUSY = 'End other clients of PostgreSQL, or raise its max_connections'
const LATER = 'Wait until PostgreSQL has started, and try again'
const BLOCKED = 'Another process may hold a lock on the tables: end it, or wait for it'
const RIGHTS =
  'Make the user the owner of the database, or grant it create on the database and its schema public'
const CERTIFICATE = `Give the certificate of the authority with sslrootcert=FILE in ${VARIABLE}, and name the server as its certificate does`

const ADVICE: Readonly<Record<string, string>> = {
  '28P01': CREDENTIALS,
  '28000': `${CREDENTIALS}. Where only TLS is let in on this machine, add ?sslmode=verify-full; who is let in stands in pg_hba.conf`,
  '3D000': `Make the database (createdb), or name another at the end of ${VARIABLE}`,
  '3F000': 'Make a schema that is in the search_path of the user, and let the user create tables in it',
  '42501': RIGHTS,
  '25006': `The server takes no writes: name the primary in ${VARIABLE}, or turn default_transaction_read_only off`,
  '53100': ROOM,
  '53200': 'Give PostgreSQL more memory',
  '53300': BUSY,
  '55P03': BLOCKED,
  '57014': BLOCKED,
  '57P03': LATER,
  '57P01': LATER,
  ENOTFOUND: ADDRESS,
  EAI_AGAIN: `${ADDRESS}. The name could not be looked up just now`,
  ECONNREFUSED: ADDRESS,
  ECONNRESET: ADDRESS,
  EHOSTUNREACH: ADDRESS,
  ENETUNREACH: ADDRESS,
  ETIMEDOUT: ADDRESS,
  ENOENT: ADDRESS,
  EACCES: ADDRESS,
  SELF_SIGNED_CERT_IN_CHAIN: CERTIFICATE,
  DEPTH_ZERO_SELF_SIGNED_CERT: CERTIFICATE,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: CERTIFICATE,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: CERTIFICATE,
  ERR_TLS_CERT_ALTNAME_INVALID: CERTIFICATE,
  CERT_HAS_EXPIRED: 'Renew the certificate of PostgreSQL',
}

/** The driver's own errors have no code. */
function adviceOn(code: string, message: string): string | undefined {
  if (/does not support SSL/.test(message))
    return `Turn TLS on in PostgreSQL, or, where the network itself is safe, add sslmode=disable to ${VARIABLE}`
  if (/^(Connection terminated|timeout e)/.test(message)) return ADDRESS
  if (/password must be a string/.test(message)) return CREDENTIALS
  return Object.hasOwn(ADVICE, code) ? ADVICE[code] : undefined
}
