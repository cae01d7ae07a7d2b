/** Where something is, and what of it may be shown: never a value, and nothing that moves what a terminal shows. */
import { createHash } from 'node:crypto'
import { tokenStringsIn, withoutTokenStrings } from '@countersign/server'

export type Place = {
  /** As it was given or walked to; `-` is standard input. */
  readonly path: string
  /** The way through archives inside it. */
  readonly inside: readonly string[]
  /** Of an object of a git repository, whose folder `path` is then. */
  readonly git?: { readonly object: string; readonly commit: string | null; readonly path: string | null }
}

/** Null for what stands in the name of the place itself. */
export type Found = Place & {
  readonly value: string
  readonly position: { readonly line: number; readonly column: number } | null
}

/** Something that was not looked into, and why. */
export type Unread = Place & { readonly why: string }

export type Watcher = {
  readonly found: (found: Found) => void
  readonly unread: (unread: Unread) => void
  /** So many bytes were looked at. */
  readonly read: (bytes: number) => void
}

/** A name may be one, or hold one. */
export const valuesInName = (name: string): readonly string[] => tokenStringsIn(name)

const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu

export const shown = (name: string): string => withoutTokenStrings(name).replaceAll(UNSEEN, '�')

export function placeInWords({ path, inside, git }: Place): string {
  const outer =
    git === undefined
      ? path
      : `${path}@${git.commit?.slice(0, 12) ?? `object ${git.object.slice(0, 12)}`}${git.path === null ? '' : `:${git.path}`}`
  return [outer, ...inside].map(shown).join('!')
}

const KINDS: Readonly<Record<string, string>> = {
  t: 'API token',
  s: 'secret of an OAuth app',
  r: 'refresh token',
  f: 'feed token',
  i: 'link',
  w: 'webhook secret',
}

/** What may be told of a value: what it is for, its public part, and a mark that is the same for the same value. */
export const described = (value: string) => ({
  kind: KINDS[value[3] ?? ''] ?? 'short-lived value',
  valueId: value.slice(4, 16),
  fingerprint: createHash('sha256').update(value).digest('hex').slice(0, 16),
})
