/** How many API tokens deserve a second look, and why; each is a filter that a second click takes off. */
import type { ApiToken } from '@countersign/api'
import { UnstyledButton } from '@mantine/core'
import { countOf, type StateFilter, WORTH_A_LOOK } from './list-view.ts'
import classes from './worth-a-look.module.css'

type Props = {
  readonly tokens: readonly ApiToken[]
  readonly now: number
  readonly filter: StateFilter | undefined
  readonly onFilter: (filter: StateFilter) => void
}

const WORDS: Readonly<Record<(typeof WORTH_A_LOOK)[number], string>> = {
  never_expires: 'never expires',
  unused: 'unused for 90 days',
  can_do_nothing: 'can do nothing',
  seen_in_url: 'seen in a URL',
}

export function WorthALook({ tokens, now, filter, onFilter }: Props) {
  const found = WORTH_A_LOOK.map((kind) => ({ kind, count: countOf(tokens, kind, now) })).filter(
    ({ kind, count }) => count > 0 || kind === filter,
  )
  if (found.length === 0) return null
  return (
    <div className={classes.cards} role="group" aria-label="Worth a look">
      {found.map(({ kind, count }) => (
        <UnstyledButton
          key={kind}
          className={classes.card}
          aria-pressed={kind === filter}
          onClick={() => onFilter(kind === filter ? '' : kind)}
        >
          <span className={classes.count}>{count}</span> {WORDS[kind]}
        </UnstyledButton>
      ))}
    </div>
  )
}
