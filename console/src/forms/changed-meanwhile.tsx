/** Tells that somebody else saved first, what they changed, and lets one choose: theirs, or one's own on top of it. */
import { Button } from '@mantine/core'
import { ShortList } from '../frame/short-list.tsx'
import { Notice } from '../problems/notice.tsx'
import { differencesOf, type Difference, type Parts } from './differences.ts'
import type { Version } from './use-version.ts'

type Props<Read> = {
  readonly version: Version<Read>
  readonly partsOf: (read: Read) => Parts
  /** Puts what there is now into the form, in place of what was written. */
  readonly onTake: (present: Read) => void
}

export function ChangedMeanwhile<Read>({ version, partsOf, onTake }: Props<Read>) {
  const { present, former, settle } = version
  if (former === undefined) return null
  const differences = differencesOf(partsOf(former), partsOf(present))
  const take = (): void => {
    onTake(present)
    settle()
  }
  return (
    <Notice tone="warning" title="Somebody else changed this while you were editing" role="alert">
      {differences.length > 0 && (
        <ShortList>
          {differences.map((difference) => (
            <li key={difference.part}>
              {difference.part}: {inWords(difference)}
            </li>
          ))}
        </ShortList>
      )}
      <p>Nothing of yours is saved yet. Save again to put yours in the place of theirs, or begin again.</p>
      <Button variant="default" onClick={take}>
        Begin again from theirs
      </Button>
    </Notice>
  )
}

const MOST_NAMES = 10

function inWords(difference: Difference): string {
  if ('now' in difference) return difference.now === '' ? 'now empty' : `now “${difference.now}”`
  const { added, removed } = difference
  return [
    ...(added.length > 0 ? [`added ${listed(added)}`] : []),
    ...(removed.length > 0 ? [`removed ${listed(removed)}`] : []),
  ].join('; ')
}

const listed = (names: readonly string[]): string =>
  names.length <= MOST_NAMES
    ? names.join(', ')
    : `${names.slice(0, MOST_NAMES).join(', ')} and ${names.length - MOST_NAMES} more`
