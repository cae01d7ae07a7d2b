/**
 * A program for tests: an operator at the machine, beside the running service, who changes roles and rotates signing keys
 * as told on standard input, one order a line, and prints what became of each. It ends when nobody tells it anything more.
 */
import { createInterface } from 'node:readline'
import { assignRole, removeRole, type Assignment } from '../../server/src/actions/roles/assign-role.ts'
import type { Needs } from '../../server/src/actions/needs.ts'
import { rotateSigningKeys } from '../../server/src/actions/signing-keys/signing-keys.ts'
import { parseConfig } from '../../server/src/config.ts'
import { Refusal } from '../../server/src/domain/refusal.ts'
import { atTheMachine, withInstallation } from '../../server/src/operator.ts'

export type Task =
  | { readonly kind: 'assign' | 'remove'; readonly assignment: Assignment }
  | { readonly kind: 'rotate'; readonly clockAheadMs: number }
export type Order = { readonly id: number; readonly task: Task }
export type Report = { readonly id: number; readonly isDone: boolean; readonly why?: string }

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const { value: first } = await lines.next()
await withInstallation(parseConfig([], JSON.parse(String(first))), async (needs) => {
  process.stdout.write('ready now\n')
  const underWay = new Set<Promise<void>>()
  for await (const line of lines) {
    const work = report(needs, JSON.parse(line) as Order)
    underWay.add(work)
    void work.finally(() => underWay.delete(work))
  }
  await Promise.all(underWay)
})

async function report(needs: Needs, order: Order): Promise<void> {
  const answer: Report = await carryOut(needs, order.task).then(
    () => ({ id: order.id, isDone: true }),
    (error: unknown) => {
      // Whether a change that failed for the database's sake has happened nobody knows.
      if (error instanceof Refusal && error.status < 500)
        return { id: order.id, isDone: false, why: error.code }
      throw error
    },
  )
  process.stdout.write(`report ${JSON.stringify(answer)}\n`)
}

function carryOut(needs: Needs, task: Task): Promise<void> {
  if (task.kind === 'rotate') {
    const now = (): number => Date.now() + task.clockAheadMs
    return rotateSigningKeys({ ...needs, now }, atTheMachine())
  }
  return task.kind === 'assign' ? assignRole(needs, task.assignment) : removeRole(needs, task.assignment)
}
