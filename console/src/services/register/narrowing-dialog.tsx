/** Asks before a change takes something away: what goes, and who and what loses it. */
import type { ServiceLosses as Losses } from '@countersign/api'
import { Confirmation } from '../../frame/confirmation.tsx'
import { ShortList } from '../../frame/short-list.tsx'
import { ServiceLosses } from '../service-losses.tsx'
import classes from './definition-form.module.css'
import type { Narrowing } from './draft.ts'

type Props = {
  readonly asked: { readonly narrowing: Narrowing; readonly losses: Losses } | undefined
  readonly name: string
  readonly onClose: () => void
  readonly onConfirm: () => Promise<void>
}

export function NarrowingDialog({ asked, name, onClose, onConfirm }: Props) {
  return (
    <Confirmation
      isOpen={asked !== undefined}
      onClose={onClose}
      title={`Take this away from ${name}?`}
      confirmLabel="Save and take away"
      pendingLabel="Saving…"
      onConfirm={onConfirm}
    >
      {asked && (
        <>
          <Names title="Roles that go" names={asked.narrowing.roles} />
          <Names title="Roles that permit less" names={asked.narrowing.narrowed} />
          <Names title="Permissions that go, from custom roles too" names={asked.narrowing.permissions} />
          <ServiceLosses {...asked.losses} />
        </>
      )}
    </Confirmation>
  )
}

function Names({ title, names }: { readonly title: string; readonly names: readonly string[] }) {
  if (names.length === 0) return null
  return (
    <>
      <p>{title}:</p>
      <ShortList className={classes.names}>
        {names.map((name) => (
          <li key={name}>
            <code>{name}</code>
          </li>
        ))}
      </ShortList>
    </>
  )
}
