/** From and until when something holds; nothing when it always did and always will. */
import { Moment } from './moment.tsx'

type Props = {
  readonly period: { readonly startsAt: string | null; readonly endsAt: string | null }
  readonly className?: string | undefined
}

export function Period({ period: { startsAt, endsAt }, className }: Props) {
  if (startsAt === null && endsAt === null) return null
  return (
    <span className={className}>
      {startsAt !== null && (
        <>
          from <Moment at={startsAt} as="date-and-time" />{' '}
        </>
      )}
      {endsAt !== null && (
        <>
          until <Moment at={endsAt} as="date-and-time" />
        </>
      )}
    </span>
  )
}
