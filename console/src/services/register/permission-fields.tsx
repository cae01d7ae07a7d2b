/** The permissions of a service, each with its name and what it allows. Of many, those that a search finds. */
import { Button, TextInput } from '@mantine/core'
import { type Dispatch, memo, useRef, useState } from 'react'
import { messageFor } from '../../forms/use-submission.ts'
import classes from './definition-form.module.css'
import type { Draft, DraftChange, DraftPermission } from './draft.ts'
import { NarrowSearch } from './narrow-search.tsx'
import { useFocusAdded } from './use-focus-added.ts'
import { useFound } from './use-found.ts'

const FEW = 10

type Props = {
  readonly draft: Draft
  readonly fields: Readonly<Record<string, string>>
  readonly onChange: Dispatch<DraftChange>
}

export function PermissionFields({ draft: { name, permissions }, fields, onChange }: Props) {
  const { search, setSearch, found } = useFound(permissions, (row) => `${row.local} ${row.description}`)
  const list = useRef<HTMLUListElement>(null)
  const focusAdded = useFocusAdded(list, permissions.length)
  const [isWhole, setIsWhole] = useState(permissions.length <= FEW + 1)
  const isPart = !isWhole && search.trim() === ''
  // What is new or wrong is always there to be written on.
  const shown = found.filter(
    ({ row, at }, place) => !isPart || place < FEW || !row.isKept || `permissions.${at}.name` in fields,
  )
  const add = (): void => {
    setSearch('')
    onChange({ do: 'add permission', key: crypto.randomUUID() })
    focusAdded()
  }
  return (
    <fieldset className={classes.part}>
      <legend>Permissions ({permissions.length})</legend>
      <p className={classes.soft}>What the service asks for before it does something: the finest grant.</p>
      {permissions.length > FEW && (
        <NarrowSearch label="Search permissions" value={search} onChange={setSearch} />
      )}
      {permissions.length > 0 && (
        <div className={classes.row} aria-hidden>
          <span className={classes.soft}>Name</span>
          <span className={classes.soft}>What it allows</span>
        </div>
      )}
      <ul ref={list} className={classes.rows}>
        {shown.map(({ row, at }) => (
          <PermissionRow
            key={row.key}
            service={name}
            row={row}
            wrong={messageFor(fields, `permissions.${at}.name`)}
            wrongDescription={messageFor(fields, `permissions.${at}.description`)}
            onChange={onChange}
          />
        ))}
      </ul>
      {found.length === 0 && permissions.length > 0 && <p className={classes.soft}>No permission fits.</p>}
      {shown.length < found.length && (
        <div className={classes.all}>
          <Button variant="subtle" size="compact-sm" onClick={() => setIsWhole(true)}>
            Show all {found.length}
          </Button>
        </div>
      )}
      <Button variant="default" onClick={add} className={classes.add}>
        Add a permission
      </Button>
    </fieldset>
  )
}

type RowProps = {
  readonly service: string
  readonly row: DraftPermission
  readonly wrong: string | undefined
  readonly wrongDescription: string | undefined
  readonly onChange: Dispatch<DraftChange>
}

const PermissionRow = memo(({ service, row, wrong, wrongDescription, onChange }: RowProps) => {
  const { key, local, description, isKept } = row
  const called = local || 'new permission'
  return (
    <li className={classes.row}>
      {isKept ? (
        <code className={classes.kept}>
          {service}:{local}
        </code>
      ) : (
        <TextInput
          aria-label={`Name of the permission ${called}`}
          placeholder="item.read"
          autoComplete="off"
          maxLength={63}
          value={local}
          onChange={({ currentTarget: { value } }) =>
            onChange({ do: 'say of permission', key, said: { local: value } })
          }
          error={wrong}
        />
      )}
      <TextInput
        aria-label={`What ${called} allows`}
        placeholder="See items"
        autoComplete="off"
        maxLength={200}
        value={description}
        onChange={({ currentTarget: { value } }) =>
          onChange({ do: 'say of permission', key, said: { description: value } })
        }
        error={wrongDescription}
      />
      <Button
        variant="subtle"
        size="compact-sm"
        aria-label={`${isKept ? 'Retire' : 'Leave out'} the permission ${called}`}
        onClick={() => onChange({ do: 'retire permission', key })}
      >
        {isKept ? 'Retire' : 'Leave out'}
      </Button>
    </li>
  )
})
