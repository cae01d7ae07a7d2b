/** What to do first in an organization in which nothing is yet, each a link and ticked when it is done. */
import type { Organization } from '@countersign/api'
import { Button, VisuallyHidden } from '@mantine/core'
import { IconCircle, IconCircleCheckFilled } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useId } from 'react'
import type { FirstStep, FirstSteps as Steps } from './use-first-steps.ts'
import classes from './first-steps.module.css'

type Props = Pick<Steps, 'steps' | 'dismiss'> & { readonly organization: Organization }

const WORDS = {
  register: {
    to: '/o/$organizationId/organization/services/new',
    label: 'Register a service',
    why: 'It says which permissions it knows, and which roles give them.',
  },
  invite: {
    to: '/o/$organizationId/organization/invitations',
    label: 'Invite someone',
    why: 'You hand over a link, and say which roles they get.',
  },
  generate: {
    to: '/o/$organizationId/account/api-tokens/new',
    label: 'Generate a token',
    why: 'A script exchanges it for an access token, and calls the service with that.',
  },
} as const satisfies Readonly<Record<FirstStep, object>>

export function FirstSteps({ organization, steps, dismiss }: Props) {
  const heading = useId()
  if (steps.length === 0) return null
  const leave = (): void => {
    dismiss()
    document.querySelector('h1')?.focus()
  }
  return (
    <section aria-labelledby={heading} className={classes.card}>
      <div className={classes.head}>
        <h2 id={heading}>
          First steps in <bdi>{organization.displayName}</bdi>
        </h2>
        <Button variant="subtle" size="compact-sm" onClick={leave}>
          Hide these
        </Button>
      </div>
      <ul>
        {steps.map(({ step, isDone }) => {
          const { to, label, why } = WORDS[step]
          const Icon = isDone ? IconCircleCheckFilled : IconCircle
          return (
            <li key={step} data-done={isDone || undefined}>
              <Icon size={20} aria-hidden />
              <span>
                <Link to={to} params={{ organizationId: organization.id }}>
                  {label}
                </Link>
                <VisuallyHidden>{isDone ? ' (done)' : ' (to do)'}</VisuallyHidden>
                <span className={classes.why}>{why}</span>
              </span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
