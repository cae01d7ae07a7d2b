/** Fills the form in out of a definition in JSON, as `countersign services apply` and `/api/v1` take it. */
import { Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import { Opening } from '../../frame/opening.tsx'
import classes from './definition-form.module.css'
import type { Draft } from './draft.ts'
import { readDefinition } from './read-definition.ts'

export function PasteDefinition({ onRead }: { readonly onRead: (draft: Draft) => void }) {
  const [pasted, setPasted] = useState('')
  const [problem, setProblem] = useState<string>()
  const [isRead, setIsRead] = useState(false)
  const read = (): void => {
    const found = readDefinition(pasted)
    setProblem('problem' in found ? found.problem : undefined)
    setIsRead('draft' in found)
    if ('draft' in found) onRead(found.draft)
  }
  return (
    <div className={classes.paste}>
      <Opening summary="Paste a definition in JSON instead">
        <Textarea
          label="Definition"
          description="One service with name, displayName, description, permissions and roles. It replaces what the form has."
          rows={8}
          spellCheck={false}
          autoComplete="off"
          value={pasted}
          onChange={(event) => {
            setPasted(event.currentTarget.value)
            setProblem(undefined)
          }}
          error={problem}
        />
        <Button variant="default" className={classes.add} onClick={read}>
          Fill in the form
        </Button>
      </Opening>
      <p role="status" className={classes.soft}>
        {isRead && 'The form is filled in. Look through it, then register.'}
      </p>
    </div>
  )
}
