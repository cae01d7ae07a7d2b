/** The roles of a service. Each is folded but for those that are new, opened, or wrong: a service may have fifty of them. */
import { Button } from '@mantine/core'
import { type Dispatch, useCallback, useRef, useState } from 'react'
import { messageFor } from '../../forms/use-submission.ts'
import classes from './definition-form.module.css'
import type { Draft, DraftChange } from './draft.ts'
import { NarrowSearch } from './narrow-search.tsx'
import { RoleRow } from './role-row.tsx'
import { useFocusAdded } from './use-focus-added.ts'
import { useFound } from './use-found.ts'

const FEW = 8

type Props = {
  readonly draft: Draft
  readonly fields: Readonly<Record<string, string>>
  readonly onChange: Dispatch<DraftChange>
}

export function RoleFields({ draft: { name, permissions, roles }, fields, onChange }: Props) {
  const { search, setSearch, found } = useFound(roles, ({ local, displayName }) => `${local} ${displayName}`)
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set())
  const list = useRef<HTMLUListElement>(null)
  const focusAdded = useFocusAdded(list, roles.length)
  const add = (): void => {
    const key = crypto.randomUUID()
    setSearch('')
    setOpened((before) => new Set(before).add(key))
    onChange({ do: 'add role', key })
    focusAdded()
  }
  const fold = useCallback((key: string): void => {
    setOpened((before) =>
      before.has(key) ? new Set([...before].filter((each) => each !== key)) : new Set(before).add(key),
    )
  }, [])
  return (
    <fieldset className={classes.part}>
      <legend>Roles ({roles.length})</legend>
      <p className={classes.soft}>What people are given: each a named set of the permissions above.</p>
      {roles.length > FEW && <NarrowSearch label="Search roles" value={search} onChange={setSearch} />}
      <ul ref={list} className={classes.roles}>
        {found.map(({ row, at }) => {
          const path = `roles.${at}`
          const isWrong = messageFor(fields, path) !== undefined
          return (
            <RoleRow
              key={row.key}
              service={name}
              role={row}
              permissions={permissions}
              wrongDisplayName={messageFor(fields, `${path}.displayName`)}
              wrongName={messageFor(fields, `${path}.name`)}
              wrongPermissions={messageFor(fields, `${path}.permissions`)}
              isOpen={isWrong || opened.has(row.key)}
              onFold={fold}
              onChange={onChange}
            />
          )
        })}
      </ul>
      {found.length === 0 && roles.length > 0 && <p className={classes.soft}>No role fits.</p>}
      <Button variant="default" onClick={add} className={classes.add}>
        Add a role
      </Button>
    </fieldset>
  )
}
