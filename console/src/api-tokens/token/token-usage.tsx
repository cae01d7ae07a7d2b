/** Exchanges of the last 30 days, a bar for each: in UTC, as they are counted. The sentence above says the same in words. */
import type { ApiToken, Organization } from '@countersign/api'
import { useQuery } from '@tanstack/react-query'
import { Lines } from '../../frame/lines.tsx'
import { ProblemState } from '../../problems/problem-state.tsx'
import { useNow } from '../../moments/use-now.ts'
import { usageQuery } from '../api-tokens-query.ts'
import classes from './token-page.module.css'
import { type Day, inWords, lastDays, USAGE_DAYS } from './usage-days.ts'

const HEIGHT = 56
const BAR = 8
const STEP = 11

type Props = { readonly token: ApiToken; readonly organization: Organization }

export function TokenUsage({ token, organization }: Props) {
  const now = useNow()
  const { data, error, refetch } = useQuery(usageQuery(organization.id, token.id))
  const days = data && lastDays(data.days, now)
  return (
    <section className={classes.section} aria-labelledby="usage-heading">
      <h2 id="usage-heading">Exchanges</h2>
      {error && !data && <ProblemState error={error} onRetry={() => void refetch()} />}
      {!error && !days && <Lines count={2} label="Reading how often it was used" />}
      {days && (
        <>
          <p className={classes.soft}>{inWords(days)}</p>
          {days.some(({ exchanges }) => exchanges > 0) && <Bars days={days} />}
        </>
      )}
    </section>
  )
}

function Bars({ days }: { readonly days: readonly Day[] }) {
  const most = Math.max(...days.map(({ exchanges }) => exchanges))
  return (
    <svg
      className={classes.bars}
      viewBox={`0 0 ${USAGE_DAYS * STEP - (STEP - BAR)} ${HEIGHT}`}
      role="img"
      aria-label="Exchanges by day"
    >
      {days.map(({ day, exchanges }, at) => {
        // A day with one exchange among thousands must not look like a day without any.
        const height = exchanges === 0 ? 1 : Math.max(3, (exchanges / most) * HEIGHT)
        return (
          <rect
            key={day}
            data-none={exchanges === 0 || undefined}
            x={at * STEP}
            y={HEIGHT - height}
            width={BAR}
            height={height}
          >
            <title>{`${day}: ${exchanges}`}</title>
          </rect>
        )
      })}
    </svg>
  )
}
