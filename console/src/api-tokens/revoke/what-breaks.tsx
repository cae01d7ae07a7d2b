/** Which API tokens something is using, so that whoever ends them knows what will stop. */
import type { ApiToken } from '@countersign/api'
import { Moment } from '../../moments/moment.tsx'
import { programInWords } from '../../user-agents/program-in-words.ts'
import { isUsable } from '../state-words.ts'
import classes from './what-breaks.module.css'

const LISTED = 6

type Props = { readonly tokens: readonly ApiToken[] }

export function WhatBreaks({ tokens }: Props) {
  const inUse = tokens
    .filter(({ state, lastUse }) => isUsable(state) && lastUse !== null)
    .toSorted((one, other) => Date.parse(other.lastUse?.at ?? '') - Date.parse(one.lastUse?.at ?? ''))
  if (inUse.length === 0) {
    return (
      <p>
        {tokens.length === 1 ? 'It has not been used' : 'None of them has been used'} since its value was
        made, or cannot be used any more: nothing that works now will stop.
      </p>
    )
  }
  return (
    <>
      <p>What uses {tokens.length === 1 ? 'it' : 'them'} stops working:</p>
      <ul className={classes.uses}>
        {inUse.slice(0, LISTED).map(({ id, name, lastUse }) => (
          <li key={id}>
            {tokens.length > 1 && (
              <>
                <strong>{name}</strong>,{' '}
              </>
            )}
            {lastUse && (
              <>
                last used <Moment at={lastUse.at} as="from-now" /> from <code>{lastUse.address}</code>
                {lastUse.userAgent && <> by {programInWords(lastUse.userAgent)}</>}
              </>
            )}
          </li>
        ))}
      </ul>
      {inUse.length > LISTED && <p>and {inUse.length - LISTED} more.</p>}
    </>
  )
}
