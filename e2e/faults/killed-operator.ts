/** Tells an operator's process what to do, and remembers what it said that it did. It is killed like everything else. */
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { MINUTE_MS } from '../../server/src/domain/instant.ts'
import type { Cleanup } from '../../server/testing/cleanup.ts'
import type { Dice } from './dice.ts'
import type { Order, Report, Task } from './operator-process.ts'
import type { RealPlace } from './real-place.ts'
import { startNode, type RealProcess } from './real-process.ts'

const PROGRAM = fileURLToPath(new URL('operator-process.ts', import.meta.url))

/** So many roles at a time that an access token still fits a header. */
const MOST_ROLES = 20

export type RoleChange = { readonly kind: 'assign' | 'remove'; outcome: 'unanswered' | 'done' | 'refused' }
export type Told = {
  /** Of each resource what was asked for, in order; each resource is given at most once. */
  readonly roles: Map<string, RoleChange[]>
  readonly rotations: { done: number; unanswered: number; clockAheadMs: number }
  refused: number
}

export const nothingTold = (): Told => ({
  roles: new Map(),
  rotations: { done: 0, unanswered: 0, clockAheadMs: 0 },
  refused: 0,
})

export type Operator = { readonly process: RealProcess; work(isOver: () => boolean): Promise<void> }
type Member = { readonly organizationId: string; readonly userId: string; readonly serviceId: string }

type Needs = { readonly place: RealPlace; readonly member: Member; readonly told: Told; readonly dice: Dice }

export async function startOperator(test: Cleanup, { place, member, told, dice }: Needs): Promise<Operator> {
  const process = startNode(test, [PROGRAM], place.env)
  const waiting = new Map<number, (report: Report | undefined) => void>()
  createInterface({ input: process.child.stdout }).on('line', (line) => {
    if (!line.startsWith('report ')) return
    const report = JSON.parse(line.slice('report '.length)) as Report
    waiting.get(report.id)?.(report)
  })
  process.child.on('close', () => {
    for (const resolve of waiting.values()) resolve(undefined)
  })
  process.child.stdin.write(`${JSON.stringify(place.env)}\n`)
  await process.printed(/ready (now)\n/)

  let orders = 0
  const tell = (task: Task): Promise<Report | undefined> => {
    const id = (orders += 1)
    const report = new Promise<Report | undefined>((resolve) => waiting.set(id, resolve))
    const order: Order = { id, task }
    process.child.stdin.write(`${JSON.stringify(order)}\n`)
    return process.isRunning() ? report : Promise.resolve(undefined)
  }

  const changeRole = async (resource: string, kind: RoleChange['kind']): Promise<void> => {
    const change: RoleChange = { kind, outcome: 'unanswered' }
    told.roles.set(resource, [...(told.roles.get(resource) ?? []), change])
    const assignment = { ...member, name: 'inventory:viewer', resource, endsAt: null }
    const report = await tell({ kind, assignment })
    if (report !== undefined) change.outcome = report.isDone ? 'done' : 'refused'
    if (report?.isDone === false) told.refused += 1
  }
  const rotate = async (): Promise<void> => {
    told.rotations.clockAheadMs += 11 * MINUTE_MS
    told.rotations.unanswered += 1
    const { clockAheadMs } = told.rotations
    const report = await tell({ kind: 'rotate', clockAheadMs })
    if (report === undefined) return
    told.rotations.unanswered -= 1
    if (report.isDone) told.rotations.done += 1
    else told.refused += 1
  }
  const work = async (isOver: () => boolean): Promise<void> => {
    while (!isOver() && process.isRunning()) {
      const held = heldFor(told)
      const resource = dice.oneOf(held)
      const isFull = held.length >= MOST_ROLES
      if (dice.happens(0.04)) await rotate()
      else if (resource !== undefined && (isFull || dice.happens(0.4))) await changeRole(resource, 'remove')
      else await changeRole(`warehouse-${told.roles.size}`, 'assign')
      await sleep(dice.below(10))
    }
  }
  return { process, work }
}

/** The resources whose role was given for certain and nobody was asked to take. */
const heldFor = ({ roles }: Told): string[] =>
  [...roles]
    .filter(([, changes]) => changes.length === 1 && changes[0]?.outcome === 'done')
    .map(([resource]) => resource)
