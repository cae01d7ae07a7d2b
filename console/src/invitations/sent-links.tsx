/** The links of invitations that were just sent, to be handed over. They are shown once. */
import type { SentInvitation } from '@countersign/api'
import { CopyButton } from '../api-tokens/generated/copy-button.tsx'
import { useCopy } from '../api-tokens/generated/use-copy.ts'
import { Notice } from '../problems/notice.tsx'
import classes from '../people/people.module.css'

export function SentLinks({ sent }: { readonly sent: readonly SentInvitation[] }) {
  if (sent.length === 0) return null
  return (
    <Notice tone="accent" role="status" title={sent.length === 1 ? 'The link' : 'The links'}>
      <p>
        Hand each to the person it is for, and to nobody else: whoever has it can use it. It is shown only
        now, works once, and ends after 7 days.
      </p>
      <ul className={classes.held}>
        {sent.map((each) => (
          <SentLink key={each.link} sent={each} />
        ))}
      </ul>
    </Notice>
  )
}

function SentLink({ sent: { invitation, link } }: { readonly sent: SentInvitation }) {
  const { state, copy } = useCopy(link, () => {})
  return (
    <li>
      <span>
        <bdi>{invitation.email}</bdi>
        <code className={classes.second} translate="no">
          {link}
        </code>
      </span>
      <CopyButton label="Copy the link" variant="default" state={state} onCopy={() => void copy()} />
    </li>
  )
}
