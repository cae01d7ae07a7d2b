/** Everything that was written to the audit log of a test's SQLite database, whosever it is, oldest first. */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export type WrittenEvent = {
  readonly name: string
  readonly organization_id: string | null
  readonly user_id: string | null
  readonly session_id: string | null
  readonly api_token_id: string | null
  readonly target_type: string | null
  readonly target_id: string | null
  readonly request_id: string | null
  readonly address: string | null
  readonly user_agent: string | null
  readonly details: Readonly<Record<string, unknown>>
}

export function auditTrail({ dataDir }: { readonly dataDir: string }): WrittenEvent[] {
  using database = new DatabaseSync(join(dataDir, 'countersign.db'), { readOnly: true })
  const rows = database.prepare('select * from audit_events order by rowid').all()
  return rows.map(
    (row) => ({ ...row, details: JSON.parse(String(row['details'])) }) as unknown as WrittenEvent,
  )
}

export const eventsNamed = (place: { readonly dataDir: string }, name: string): WrittenEvent[] =>
  auditTrail(place).filter((event) => event.name === name)
