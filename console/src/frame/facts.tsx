/** Facts as pairs of a word and what holds. A fact that is not there is left out, not dashed. */
import { Fragment, type ReactNode } from 'react'
import classes from './facts.module.css'

type Props = { readonly facts: readonly (readonly [string, ReactNode] | undefined)[] }

export function Facts({ facts }: Props) {
  return (
    <dl className={classes.facts}>
      {facts.map(
        (fact) =>
          fact && (
            <Fragment key={fact[0]}>
              <dt>{fact[0]}</dt>
              <dd>{fact[1]}</dd>
            </Fragment>
          ),
      )}
    </dl>
  )
}
