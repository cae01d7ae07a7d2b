/** One list of what happened, newest first: its first part, and older ones when they are asked for. */
import { Button } from '@mantine/core'
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import { type ReactNode, useRef } from 'react'
import { Lines } from './lines.tsx'
import { Moment } from '../moments/moment.tsx'
import { ProblemState } from '../problems/problem-state.tsx'
import type { Part } from '../search/parts.ts'
import classes from './history-list.module.css'

type Props<Item> = {
  readonly id: string
  readonly title: string
  /** What is said while it is read, and what the button for more of it is called. */
  readonly reading: string
  readonly older: string
  readonly none: string
  readonly query: UseInfiniteQueryResult<InfiniteData<Part<Item>>>
  readonly keyOf: (item: Item) => string
  readonly atOf: (item: Item) => string
  readonly children: (item: Item) => ReactNode
}

export function HistoryList<Item>({
  id,
  title,
  reading,
  older,
  none,
  query,
  keyOf,
  atOf,
  children,
}: Props<Item>) {
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = query
  const heading = useRef<HTMLHeadingElement>(null)
  // By key: what happened while the parts were read moves the others on, so that one may come twice.
  const items = new Map(data?.pages.flatMap((part) => part.items.map((item) => [keyOf(item), item])) ?? [])
  const total = data?.pages.at(-1)?.total ?? 0

  const showOlder = async (): Promise<void> => {
    const { hasNextPage: isMore } = await fetchNextPage()
    // The button that asked is gone.
    if (!isMore) heading.current?.focus()
  }
  const retry = (): void => void (data ? fetchNextPage() : refetch())

  return (
    <section className={classes.section} aria-labelledby={id}>
      <h2 id={id} ref={heading} tabIndex={-1}>
        {title}
      </h2>
      {!error && !data && <Lines count={3} label={reading} />}
      {data && items.size === 0 && <p className={classes.soft}>{none}</p>}
      {items.size > 0 && (
        <ul className={classes.events}>
          {[...items].map(([key, item]) => (
            <li key={key}>
              <span className={classes.soft}>
                <Moment at={atOf(item)} as="date-and-time" />
              </span>
              <div>{children(item)}</div>
            </li>
          ))}
        </ul>
      )}
      {error && <ProblemState error={error} onRetry={retry} />}
      {hasNextPage && !error && (
        <div className={classes.older}>
          <Button
            variant="default"
            size="xs"
            aria-label={older}
            loading={isFetchingNextPage}
            onClick={() => void showOlder()}
          >
            Older
          </Button>
          <span className={classes.soft}>
            {items.size} of {total}
          </span>
        </div>
      )}
    </section>
  )
}
