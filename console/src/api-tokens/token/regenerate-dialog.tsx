/** Gives an API token a new value; the old one is dead at once, unless it is to work on. The answer is not kept here. */
import { endpoints, type GeneratedApiToken, type OverlapChoice } from '@countersign/api'
import { Button } from '@mantine/core'
import { useState } from 'react'
import { Form } from '../../forms/form.tsx'
import { messageFor, useSubmission } from '../../forms/use-submission.ts'
import { Dialog } from '../../frame/dialog.tsx'
import { answerOfLifetime, lifetimeOfAnswer, wrongLifetime } from '../lifetimes/lifetime.ts'
import { LifetimeField } from '../lifetimes/lifetime-field.tsx'
import { call } from '../../sessions/call.ts'
import { WhatBreaks } from '../revoke/what-breaks.tsx'
import { OverlapField } from './overlap-field.tsx'
import type { TokenDialog } from './token-dialog.ts'

type Props = TokenDialog & { readonly onRegenerated: (generated: GeneratedApiToken) => void }

export function RegenerateDialog(props: Props) {
  return (
    <Dialog isOpen={props.isOpen} onClose={props.onClose} title={`Regenerate “${props.token.name}”?`}>
      <RegenerateForm {...props} />
    </Dialog>
  )
}

function RegenerateForm({ token, organizationId, onClose, onRegenerated }: Props) {
  const [answer, setAnswer] = useState(() => answerOfLifetime(token.lifetime))
  const [overlap, setOverlap] = useState<OverlapChoice>('none')
  const wrong = wrongLifetime(answer, Date.now())
  const submission = useSubmission({
    answers: { lifetime: answer, overlap },
    wrong: wrong === undefined ? {} : { lifetime: wrong },
  })

  const regenerate = (): Promise<void> =>
    submission.submit(async () => {
      const generated = await call(endpoints.regenerateApiToken, {
        params: { organizationId, apiTokenId: token.id },
        // Another tab may have regenerated it meanwhile: then this is a conflict, not a second new value.
        body: { lifetime: lifetimeOfAnswer(answer), replaces: token.valueId, overlap },
      })
      onRegenerated(generated)
    })

  return (
    <>
      <div>
        {overlap === 'none' && <WhatBreaks tokens={[token]} />}
        <p>
          It gets a new value and a new lifetime.{' '}
          {overlap === 'none' && 'The present value stops working at once; '}
          {overlap !== 'none' && 'The present value works on for a while; '}
          everything that uses it needs the new one. Name, scopes and history stay.
        </p>
      </div>
      <Form
        submission={submission}
        onSubmit={() => void regenerate()}
        submitLabel="Regenerate"
        pendingLabel="Regenerating…"
        fieldNames={['lifetime', 'overlap']}
        isDangerous
        otherActions={
          <Button variant="subtle" onClick={onClose} data-autofocus>
            Cancel
          </Button>
        }
      >
        <LifetimeField
          answer={answer}
          onChange={setAnswer}
          error={messageFor(submission.fields, 'lifetime')}
        />
        <OverlapField
          token={token}
          choice={overlap}
          onChange={setOverlap}
          error={messageFor(submission.fields, 'overlap')}
        />
      </Form>
    </>
  )
}
