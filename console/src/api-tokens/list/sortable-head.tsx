/** A column head that sorts by its column, and by the same the other way round. */
import { UnstyledButton } from '@mantine/core'
import { IconArrowNarrowDown, IconArrowNarrowUp } from '@tabler/icons-react'
import type { Sort, SortColumn } from './list-view.ts'
import classes from './token-table.module.css'

type Props = {
  readonly column: SortColumn
  readonly label: string
  readonly sort: Sort
  readonly onSort: (sort: Sort) => void
}

export function SortableHead({ column, label, sort, onSort }: Props) {
  const isUp = sort === column
  const isDown = sort === `-${column}`
  return (
    <th scope="col" aria-sort={isUp ? 'ascending' : isDown ? 'descending' : 'none'}>
      <UnstyledButton className={classes.head} onClick={() => onSort(isUp ? `-${column}` : column)}>
        {label}
        {isUp && <IconArrowNarrowUp size={15} aria-hidden />}
        {isDown && <IconArrowNarrowDown size={15} aria-hidden />}
      </UnstyledButton>
    </th>
  )
}
