/** What was refused hour by hour, and how often, with where the last came from and by which program. */
import type { CountedRefusal } from '@countersign/api'
import type { ComponentProps } from 'react'
import { From } from '../user-agents/from.tsx'
import { HistoryList } from './history-list.tsx'
import classes from './history-list.module.css'

type History = ComponentProps<typeof HistoryList<CountedRefusal>>
type Props = Omit<History, 'keyOf' | 'atOf' | 'children'> & {
  readonly inWords: (refused: CountedRefusal) => string
}

export function RefusalList({ inWords, ...history }: Props) {
  return (
    <HistoryList {...history} keyOf={({ hour, reason }) => `${hour} ${reason}`} atOf={({ lastAt }) => lastAt}>
      {(refused) => (
        <>
          {inWords(refused)}
          <span className={classes.soft}>
            {' '}
            <From {...refused} />
          </span>
        </>
      )}
    </HistoryList>
  )
}
