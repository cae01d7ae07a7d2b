/** Which API tokens end and what uses them, so that whoever ends them knows which they are and what will stop. */
import type { ApiToken } from '@countersign/api'
import { Moment } from '../../moments/moment.tsx'
import { From } from '../../user-agents/from.tsx'
import { isUsable } from '../state-words.ts'
import classes from './what-breaks.module.css'

const LISTED = 10

type Props = { readonly tokens: readonly ApiToken[] }

export function WhatBreaks({ tokens }: Props) {
  const [only] = tokens.length === 1 ? tokens : []
  const inUse = tokens.filter(isInUse)
  // Used ones first, the last used at the top: what is lost is seen, however many there are.
  const listed = tokens.toSorted((one, other) => usedAt(other) - usedAt(one)).slice(0, LISTED)
  if (only && inUse.length === 0) {
    return (
      <p>
        It has not been used since its value was made, or cannot be used any more: nothing that works now will
        stop.
      </p>
    )
  }
  return (
    <>
      <p>{whatStops(tokens.length, inUse.length)}</p>
      <ul className={classes.uses}>
        {listed.map((token) => (
          <li key={token.id}>
            {!only && (
              <>
                <strong translate="no">
                  <bdi>{token.name}</bdi>
                </strong>
                {', '}
              </>
            )}
            <LastUse token={token} />
          </li>
        ))}
      </ul>
      {tokens.length > LISTED && <p>{andMore(tokens.length, inUse.length)}</p>}
    </>
  )
}

function LastUse({ token: { state, lastUse } }: { readonly token: ApiToken }) {
  if (lastUse === null) return <>never used</>
  return (
    <>
      last used <Moment at={lastUse.at} as="from-now" /> <From {...lastUse} />
      {!isUsable(state) && ', and cannot be used any more'}
    </>
  )
}

const isInUse = ({ state, lastUse }: ApiToken): boolean => isUsable(state) && lastUse !== null

const usedAt = (token: ApiToken): number => (isInUse(token) ? Date.parse(token.lastUse?.at ?? '') : 0)

function whatStops(count: number, inUse: number): string {
  if (count === 1) return 'What uses it stops working:'
  if (inUse === 0) return 'None of them is in use: nothing that works now will stop.'
  if (inUse === count) return 'What uses them stops working:'
  return `${inUse === 1 ? 'One of them is' : `${inUse} of them are`} in use, and what uses ${inUse === 1 ? 'it' : 'them'} stops working:`
}

function andMore(count: number, inUse: number): string {
  const used = inUse - LISTED
  if (used <= 0) return `and ${count - LISTED} more, none of them in use.`
  return `and ${count - LISTED} more, ${used} of them in use.`
}
