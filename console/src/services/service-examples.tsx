/** How a service accepts access tokens, in the framework of whoever builds it, with this service's id filled in. */
import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Snippet } from '../frame/copied.tsx'
import { Lines } from '../frame/lines.tsx'
import { Opening } from '../frame/opening.tsx'
import { ProblemState } from '../problems/problem-state.tsx'
import { filledIn } from './examples.ts'
import { examplesQuery, HELP_URL } from './published.ts'
import classes from './service-page.module.css'

type Props = { readonly audience: string; readonly issuer: string }

export function ServiceExamples({ audience, issuer }: Props) {
  const { data, error, refetch } = useQuery(examplesQuery)
  const [chosen, setChosen] = useState(0)
  if (error && !data) return <ProblemState error={error} onRetry={() => void refetch()} />
  if (!data) return <Lines count={4} label="Reading the examples" />
  const example = data[chosen]
  return (
    <>
      <NativeSelect
        label="Language and framework"
        className={classes.choice}
        data={data.map(({ title }, at) => ({ value: String(at), label: title }))}
        value={String(chosen)}
        onChange={(event) => setChosen(Number(event.currentTarget.value))}
      />
      <p>The example reads these two settings:</p>
      <Snippet what="the settings" text={`ISSUER=${issuer}\nAUDIENCE=${audience}\n`} />
      {example?.files.map(({ name, text }, at) => (
        <Opening key={`${example.id} ${at}`} summary={name || (at === 0 ? 'The service' : 'To run it')}>
          <Snippet what={name || 'the lines'} text={filledIn(text, audience)} />
        </Opening>
      ))}
      <p>
        {example && (
          <a href={`${HELP_URL}#${example.id}`} target="_blank" rel="noopener">
            {example.title} in Help
          </a>
        )}
      </p>
    </>
  )
}
