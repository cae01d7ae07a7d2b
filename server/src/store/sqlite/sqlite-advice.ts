/** What the operator is told, and can do, when a SQLite file can't be opened. Not for callers of the service: it names files. */
import { Refusal } from '../../domain/refusal.ts'
import { codeOf } from './sqlite-driver.ts'

const [BUSY, READ_ONLY, IO_ERROR, CORRUPT, FULL, CANNOT_OPEN, NOT_A_DATABASE] = [5, 8, 10, 11, 13, 14, 26]

export function withAdvice(refusal: Refusal, file: string): Refusal {
  const { cause, isGeneral } = refusal
  if (!isGeneral || !(cause instanceof Error)) return refusal
  const advice = ADVICE[codeOf(cause) & 0xff] ?? ('errcode' in cause ? undefined : NO_ACCESS)
  if (advice === undefined) return refusal
  return new Refusal(refusal.code, {
    cause,
    detail: `The database ${file} ${advice} (${cause.message}). Nothing was changed in it.`,
    ...(refusal.retryAfterSeconds && { retryAfterSeconds: refusal.retryAfterSeconds }),
  })
}

const NO_ACCESS =
  'can’t be read and written: give it and its folder to the account that runs Countersign, on a disk that takes writes'
const NO_ROOM = 'can’t be written to its disk: make room there, or see whether the disk fails'
const DAMAGED = 'is damaged or no database: move it away with its -wal file and restore a backup'

const ADVICE: Readonly<Record<number, string>> = {
  [BUSY]: 'is locked by another process: end that one, or wait for it',
  [READ_ONLY]: NO_ACCESS,
  [CANNOT_OPEN]: NO_ACCESS,
  [IO_ERROR]: NO_ROOM,
  [FULL]: NO_ROOM,
  [CORRUPT]: DAMAGED,
  [NOT_A_DATABASE]: DAMAGED,
}
